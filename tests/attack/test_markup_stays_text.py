"""What people type is text wherever it is read: in pages, mails, papers and the archive, never their markup."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from docx import Document
from pypdf import PdfReader
from sqlalchemy import select

from marketplace.documents.models import Certificate
from marketplace.extensions import db
from marketplace.sheets import richtext
from tests.world import sheets
from tests.world.clients import Client
from tests.world.world import APPROVER, APPROVER2, REVIEWER, World

ClientOf = Callable[[str], Client]
HTML = "<img src=x onerror=alert(1)>"
TYPST = '#panic("甲") $x^2$ *乙* _丙_ \\u{41} @丁 <戊> [己] `庚` "辛"'
MIXED = f"{HTML}{TYPST}{{{{7*7}}}}%(x)s"
ACTIVE = re.compile(r"<img[^>]*onerror|\bjavascript:|(?<![\d.])49(?!\d)(?=%\(x\)s)", re.IGNORECASE)


def _played(world: World, client_of: ClientOf) -> str:
    """An awarded contest in which everybody typed markup."""
    plan = sheets.plan(claim_terms={"qualifications": MIXED, "contact_name": TYPST[:20]})
    code = world.a_scenario("open", body=plan, title=f"场景{MIXED}"[:60])
    question = world.ask(code, question=MIXED)
    lead, office = client_of("lead@center1.example"), client_of(REVIEWER)
    lead.submit(f"/desk/questions/{question}/answer", {"answer": MIXED})
    office.submit(f"/desk/questions/{question}/release")
    for name in ("investor1", "investor2"):
        world.a_claim(code, name, body=sheets.claim(name, text=f"{MIXED}{sheets.WORDS}"))
    world.close(code)
    for ref in world.refs(code):
        office.submit(f"/desk/claims/{ref}/eligibility", {"eligible": "yes", "reason": MIXED})
    world.judge(code)
    world.act(code, "conclude", REVIEWER, comment=MIXED)
    world.act(code, "announce", APPROVER, claim=world.first(code), comment=MIXED)
    objection = world.object_to(code)
    form = {"decision": "rejected", "answer": MIXED, "about_experts": "no"}
    client_of(APPROVER2).submit(f"/desk/objections/{objection}/decide", form)
    world.end_notice(code)
    world.act(code, "award", APPROVER2, comment=MIXED)
    return code


def _certificates(world: World) -> list[str]:
    with world.app.app_context():
        return list(db.session.scalars(select(Certificate.slug)))


def test_markup_is_shown_as_it_was_typed(world: World, client_of: ClientOf) -> None:
    code = _played(world, client_of)
    refs = world.refs(code)
    pages = {
        "": (f"/scenarios/{code}/", f"/scenarios/{code}/questions/", f"/scenarios/{code}/objections/", "/scenarios/"),
        REVIEWER: (
            f"/desk/scenarios/{code}/",
            f"/desk/scenarios/{code}/history",
            f"/desk/scenarios/{code}/claims/",
            f"/desk/scenarios/{code}/questions/",
            f"/desk/claims/{refs[0]}/",
            f"/desk/claims/{refs[0]}/proposal",
            "/desk/notifications/",
            "/desk/outbox/",
        ),
        "lead@investor1.example": ("/desk/", "/desk/notifications/", "/desk/outbox/", "/desk/claims/"),
    }
    seen = 0
    for email, paths in pages.items():
        for path in paths:
            text = client_of(email).get(path).text
            assert not ACTIVE.search(text), (email, path)
            seen += "onerror" in text
    assert seen > 8, "the words are there, as text"
    archive = client_of(REVIEWER).get(f"/desk/scenarios/{code}/archive.zip").data
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        for name in packed.namelist():
            if name.endswith(".html"):
                assert not ACTIVE.search(packed.read(name).decode()), name


def test_papers_print_markup_as_words(world: World, client_of: ClientOf) -> None:
    _played(world, client_of)
    office = client_of(REVIEWER)
    printed = 0
    for slug in _certificates(world):
        answer = office.get(f"/certificates/{slug}.pdf", None)
        if answer.status_code == 404:  # a claimant's own
            continue
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
        printed += "#panic" in text.replace("\n", "") and "$x" in text
        word = office.get(f"/certificates/{slug}.docx", None)
        if word.status_code == 200:
            assert "#panic" in "".join(one.text for one in Document(io.BytesIO(word.data)).element.iter() if one.text)
    assert printed >= 2


@pytest.mark.parametrize(
    "hidden", ["\u202e", "\u2066", "\u200b", "\ufeff", "\u200f", "\u00ad"], ids=lambda one: f"{ord(one):x}"
)
def test_marks_without_a_shape_make_no_second_name(world: World, client_of: ClientOf, hidden: str) -> None:
    """With a mark that turns the line a title reads otherwise than it is; with one that has no width it is its own double."""
    code = world.a_draft(title=f"幸福{hidden}社区食堂与助餐场景")
    assert world.scenario(code).title == "幸福社区食堂与助餐场景"


def test_rich_text_hides_no_such_mark_behind_a_reference() -> None:
    raw = "<p>甲&#8238;乙&#x202E;丙&rlm;丁&shy;戊&ZeroWidthSpace;己 &amp;#8238; &lt;b&gt; a&b AT&T</p>"
    assert richtext.sanitise(raw) == "<p>甲乙丙丁戊己 &amp;#8238; &lt;b&gt; a&amp;b AT&amp;T</p>"


def test_an_asker_does_not_slip_its_name_through_with_marks_nobody_sees(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    for hidden in ("\u200b", "\u200c", "\u200d", "\u2060"):
        question = {"question": f"inves{hidden}tor2 有{hidden}限公司能否延期？"}
        page = f"/scenarios/{code}/questions/"
        refused = client_of("lead@investor2.example").submit(page, question, 422)
        assert "问题里写了" in refused.text
