"""The answer to an objection for everybody: the same decision, and nothing that tells who objected."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from marketplace.documents.models import Certificate
from marketplace.extensions import db
from marketplace.objections import raising, redaction
from marketplace.objections import service as objections
from marketplace.objections.forms import OBJECTION
from marketplace.objections.models import Objection
from marketplace.scenarios.service import scenario_by_code
from marketplace.sheets import Bound
from marketplace.sheets.canonical import sha256
from tests.world.clients import Client
from tests.world.world import APPROVER2, REVIEWER, World, person

ClientOf = Callable[[str], Client]
RIVAL, WINNER, PUBLISHER = "lead@investor2.example", "lead@investor1.example", "lead@center1.example"


@pytest.fixture
def code(world: World) -> str:
    """A scenario on public notice."""
    return world.a_scenario("notice")


def _answered(
    world: World, code: str, said: str, answer: str, by: str = "", name: str = "王大力", contact: str = "0558-5550123"
) -> str:
    """Raise an objection and answer it; its reference."""
    with world.app.app_context():
        bound = Bound(OBJECTION, {}, {"name": name, "contact": contact, "objection": said})
        who = person(by) if by else None
        ref = raising.raise_objection(scenario=scenario_by_code(code), bound=bound, by=who).ref
    with world.app.app_context():
        form = {"decision": ["rejected"], "answer": [answer]}
        objections.decide(ref=ref, form=form, by=person(APPROVER2))
    return ref


def _papers(world: World, kind: str) -> list[Any]:
    with world.app.app_context():
        return list(db.session.scalars(select(Certificate).where(Certificate.kind == kind).order_by(Certificate.id)))


def _bytes(client: Client, code: str, slug: str) -> dict[str, str]:
    """What anybody gets: the paper as page, PDF and Word, and the public list of objections."""
    pdf = client.get(f"/certificates/{slug}.pdf", 200).data
    read = PdfReader(BytesIO(pdf))
    docx = zipfile.ZipFile(BytesIO(client.get(f"/certificates/{slug}.docx", 200).data))
    return {
        "page": client.get(f"/certificates/{slug}/", 200).text,
        "pdf": "".join("".join(one.extract_text().split()) for one in read.pages) + str(read.metadata),
        "docx": "".join(docx.read(name).decode("utf-8", "replace") for name in docx.namelist()),
        "list": client.get(f"/scenarios/{code}/objections/", 200).text,
    }


def test_everybody_reads_the_answer_on_paper_without_the_organisation_that_objected(
    client_of: ClientOf, world: World, code: str
) -> None:
    own, other = world.ref_of(code, "investor2"), world.ref_of(code, "investor1")
    with world.app.app_context():
        me = person(RIVAL)
        assert me.organisation is not None
        org = me.organisation
        hidden = [org.name, org.short_name, org.credit_code or "", me.name, me.email, own]
    said = (
        f"我单位{hidden[0]}（{hidden[2]}）的申请{own}年限算少了，{other}的算多了。联系人{me.name}，{me.email.upper()}。"
    )
    _answered(world, code, said, f"{hidden[0]}：经复核，年限无误。", RIVAL, name=hidden[0], contact=RIVAL)
    (letter,), (public,) = _papers(world, "objection_reply"), _papers(world, "objection_answer")
    assert (public.number, public.slug) == (f"异议答复书公开件 {code}-1-1", f"YDG-{code}-1-1")
    assert (
        public.content["addressee"] == f"异议人（异议编号{code}-1-1）："
        and letter.content["addressee"] == f"{hidden[0]}："
    )
    assert f"/certificates/{public.slug}/" in client_of("").get(f"/scenarios/{code}/objections/").text
    for where, text in _bytes(client_of(""), code, public.slug).items():
        squeezed = "".join(text.split()).casefold()
        for one in hidden:
            assert not one or "".join(one.split()).casefold() not in squeezed, (where, one)
        assert letter.sha256 not in text and letter.slug not in text and letter.number not in text, where
        assert "经复核，年限无误" in squeezed and "异议" in squeezed and other.casefold() in squeezed, where
        assert public.number in text or where == "pdf", where
    texts = json.dumps(letter.content, ensure_ascii=False)
    assert said in texts and "经研究，异议不成立" in texts, "the letter stays as it was"
    for paper, readers in ((letter, {RIVAL, REVIEWER}), (public, {"", RIVAL, REVIEWER, WINNER, PUBLISHER})):
        for email in ("", RIVAL, REVIEWER, WINNER, PUBLISHER):
            client_of(email).get(f"/certificates/{paper.slug}/", 200 if email in readers else 404)
    for email in (RIVAL, REVIEWER):
        where = f"/scenarios/{code}/objections/" if email == RIVAL else f"/desk/scenarios/{code}/objections/"
        assert f"/certificates/{letter.slug}/" in client_of(email).get(where).text
    for email in (WINNER, PUBLISHER):
        assert letter.slug not in client_of(email).get(f"/scenarios/{code}/objections/").text
    desk = client_of(PUBLISHER).get(f"/desk/scenarios/{code}/objections/").text
    assert hidden[0] not in desk and letter.slug not in desk and public.slug in desk
    assert public.number in client_of("").get(f"/verify?sha256={public.sha256}").text
    assert letter.number in client_of("").get(f"/verify?sha256={letter.sha256}").text, "who holds the letter proves it"
    guessed = {key: value for key, value in letter.content.items() if key != "salt"}
    assert sha256(guessed) != letter.sha256, "a guessed name would be confirmed by the hash"


@pytest.mark.parametrize("contact", ["0558-5550123", "wang.dali@mail.example"])
def test_a_citizens_name_and_contact_are_in_no_byte_of_it(
    client_of: ClientOf, world: World, code: str, contact: str
) -> None:
    said = f"我是 王大力，電話０５５８ ５５５０１２３，邮箱 WANG.DALI@mail.example。{contact} 第二名的年限写错了。"
    _answered(world, code, said, f"王 大力同志：经核对原件，年限无误，已电话 {contact} 告知。", contact=contact)
    (public,) = _papers(world, "objection_answer")
    for where, text in _bytes(client_of(""), code, public.slug).items():
        for one in ("王大力", "王 大力", contact, "5550123" if "@" not in contact else "WANG.DALI"):
            assert one not in text, (where, one)
        assert "年限写错了" in text and "年限无误" in text and "〔略〕" in text, where
    with world.app.app_context():
        ref = db.session.scalars(select(Objection)).one().ref
    assert ref not in "".join(_bytes(client_of(""), code, public.slug).values())


def test_each_answer_has_its_own_paper_numbered_in_its_round_and_none_comes_before_it(
    client_of: ClientOf, world: World, code: str
) -> None:
    world.object_to(code)
    assert not _papers(world, "objection_answer")
    assert "/certificates/YDG-" not in client_of("").get(f"/scenarios/{code}/objections/").text
    for n in (1, 2):
        _answered(world, code, f"第 {n} 个问题", f"第 {n} 个答复", contact=f"0558-555777{n}")
    assert [row.slug for row in _papers(world, "objection_answer")] == [f"YDG-{code}-1-{n}" for n in (1, 2)]
    page = client_of("").get(f"/scenarios/{code}/objections/").text
    assert all(f"/certificates/YDG-{code}-1-{n}.pdf" in page for n in (1, 2))


@pytest.mark.parametrize(
    ("text", "mark", "left"),
    [
        ("李明说，李 明、Ｌｉ说", "李明", "〔略〕说，〔略〕、Ｌｉ说"),
        ("Li of limited", "li", "〔略〕 of limited"),
        ("电话+86 138-1234-5678。", "13812345678", "电话+86 〔略〕。"),
        ("8613812345678", "13812345678", "86〔略〕"),
        ("没有名字", "李明", "没有名字"),
        ("李明李明", "李明", "〔略〕"),
        ("", "李明", ""),
    ],
)
def test_a_name_is_left_out_however_it_is_written(text: str, mark: str, left: str) -> None:
    assert redaction.without(text, {mark}) == left
