"""The papers that follow an act each: the public offer, its withdrawal and end, remedies, eligibility, objections, delays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from marketplace.acts import service as acts
from marketplace.claims import service as claims
from marketplace.corrections import service as corrections
from marketplace.corrections.service import CORRECTION
from marketplace.documents.models import Certificate
from marketplace.extensions import db
from marketplace.lifecycle.prolonging import prolong
from marketplace.objections import service as objections
from marketplace.panel import service as panels
from tests.world import sheets
from tests.world.clients import Client
from tests.world.world import APPROVER, APPROVER2, REVIEWER, World, person

ClientOf = Callable[[str], Client]
WINNER, LOSER, PUBLISHER = "lead@investor1.example", "lead@investor2.example", "lead@center1.example"


def of_kind(world: World, kind: str) -> list[Any]:
    """The papers of a kind, oldest first."""
    with world.app.app_context():
        rows = db.session.scalars(select(Certificate).where(Certificate.kind == kind).order_by(Certificate.id)).all()
        return [
            type("Row", (), {key: getattr(row, key) for key in ("slug", "number", "content", "owner_ref")})
            for row in rows
        ]


def text_of(row: Any) -> str:
    """Its words."""
    return str(row.content)


def test_the_offer_is_a_paper_in_the_publishers_name_as_pdf_and_word(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("open")
    (offer,) = of_kind(world, "promotion")
    assert offer.number == "城推〔2026〕1号" and offer.slug == "CT-2026-1"
    with world.app.app_context():
        assert offer.content["issuer"] == getattr(person(PUBLISHER).organisation, "name", None)
    page = client_of("").get("/publications/CT-2026-1/").text
    assert "/certificates/CT-2026-1.pdf" in page and "/certificates/CT-2026-1.docx" in page
    assert client_of("").get("/certificates/CT-2026-1.pdf").data.startswith(b"%PDF")
    assert client_of("").get("/certificates/CT-2026-1.docx").data.startswith(b"PK")
    text = text_of(offer)
    for words in (
        "关于推介",
        "委托运营",
        "揭榜截止时间为",
        "权重（%）",
        "得分相同的",
        "以回执时间为准",
        code,
        "附件：场景方案",
    ):
        assert words in text, words


def test_every_version_has_its_paper_and_the_result_names_the_operator(world: World) -> None:
    world.a_scenario("recommended")
    first, result = of_kind(world, "promotion")
    assert "经营主体为investor" in text_of(result) and "经营主体为" not in text_of(first)
    assert "揭榜截止时间为" not in text_of(result) and result.content["title"].endswith("推介成果的公告")


def test_a_withdrawal_and_a_termination_are_announced_with_their_reasons(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("open")
    world.propose(code, "withdraw")
    world.act(code, "withdraw", APPROVER, comment="上位规划调整，地块另作他用。")
    (withdrawn,) = of_kind(world, "withdrawal")
    assert "上位规划调整" in text_of(withdrawn) and "一直密封" in text_of(withdrawn)
    code = world.a_scenario("awarded")
    world.propose(code, "terminate")
    world.act(code, "terminate", APPROVER, comment="揭榜方无力继续，设备由接手单位受让。")
    (ended,) = of_kind(world, "termination")
    assert "设备由接手单位受让" in text_of(ended) and "有限公司）现予终止" in text_of(ended)
    for paper in (withdrawn, ended):
        client_of("").get(f"/certificates/{paper.slug}/")


def test_a_remedy_is_asked_for_in_writing(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("evaluating", body=sheets.plan(claim_terms={"correction_allowed": True}))
    ref = world.ref_of(code, "investor2")
    with world.app.app_context():
        form, revision = {"defect": ["营业执照未加盖公章。"], "days": ["3"]}, claims.claim_by_ref(ref).revision
        acts.act(CORRECTION, ref=ref, action="ask_correction", by=person(REVIEWER), form=form, revision=revision)
    (asked,) = of_kind(world, "correction_notice")
    assert "营业执照未加盖公章" in text_of(asked) and "24:00" in text_of(asked) and "只有一次" in text_of(asked)
    address = f"/certificates/{asked.slug}/"
    for email, status in ((LOSER, 200), (REVIEWER, 200), (WINNER, 404), (PUBLISHER, 404), ("", 404)):
        client_of(email).get(address, status)


def test_each_claimant_is_told_its_own_eligibility_when_the_notice_begins(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("evaluating")
    ref, other = world.ref_of(code, "investor2"), world.ref_of(code, "investor1")
    with world.app.app_context():
        corrections.decide(ref=ref, eligible=False, reason="没有餐饮许可。", by=person(REVIEWER))
        corrections.decide(ref=other, eligible=True, reason="资格符合。", by=person(REVIEWER))
        ids = [person(f"expert{n}@experts.example").id for n in (1, 2, 3)]
        panels.choose(code=code, experts=ids, reason="本轮第一次组成", by=person(REVIEWER))
    for name in ("expert1", "expert2", "expert3"):
        world.score(other, name, 88)
    world.act(code, "conclude", REVIEWER)
    assert not of_kind(world, "eligibility_letter")
    world.act(code, "announce", APPROVER, claim=other)
    letters = {row.owner_ref: row for row in of_kind(world, "eligibility_letter")}
    assert "资格不符" in text_of(letters[ref]) and "没有餐饮许可" in text_of(letters[ref])
    assert "资格通过" in text_of(letters[other]) and "餐饮许可" not in text_of(letters[other])
    client_of(LOSER).get(f"/certificates/{letters[ref].slug}/")
    client_of(WINNER).get(f"/certificates/{letters[ref].slug}/", 404)


def test_an_objection_is_answered_by_a_letter_to_who_objected(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("notice")
    ref = world.object_to(code, LOSER)
    with world.app.app_context():
        form = {"decision": ["rejected"], "answer": ["经复核，程序符合规定。"]}
        objections.decide(ref=ref, form=form, by=person(APPROVER2))
    (reply,) = of_kind(world, "objection_reply")
    assert (
        "异议不成立" in text_of(reply) and "经复核，程序符合规定" in text_of(reply) and "对结果有异议" in text_of(reply)
    )
    for email, status in ((LOSER, 200), (REVIEWER, 200), (WINNER, 404), (PUBLISHER, 404), ("", 404)):
        client_of(email).get(f"/certificates/{reply.slug}/", status)


def test_a_step_that_takes_longer_is_announced_with_both_dates(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("evaluating")
    with world.app.app_context():
        revision = world.scenario(code).revision
        prolong(code=code, days="3", reason="一位专家因病请假。", by=person(REVIEWER), revision=revision)
    (paper,) = of_kind(world, "prolongation")
    text = text_of(paper)
    assert "一位专家因病请假" in text and "评榜中" in text and text.count("24:00前") + text.count("24:00。") == 2
    client_of("").get(f"/certificates/{paper.slug}/")
