"""Certificates: issued in the move's transaction, numbered without gaps, read by whom they concern, never changed."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from marketplace import clock
from marketplace.documents import printing
from marketplace.documents.models import Certificate
from marketplace.extensions import db
from marketplace.sheets.canonical import sha256
from tests.world.clients import Client
from tests.world.world import APPROVER, APPROVER2, REVIEWER, World

ClientOf = Callable[[str], Client]
PUBLISHER, WINNER, LOSER = "lead@center1.example", "lead@investor1.example", "lead@investor2.example"


def issued(world: World, kind: str = "") -> list[Any]:
    """Slug, number, kind, owner and content of what was issued, oldest first."""
    with world.app.app_context():
        rows = db.session.scalars(select(Certificate).order_by(Certificate.id)).all()
        return [
            type(
                "Row",
                (),
                {
                    **{
                        k: getattr(row, k)
                        for k in ("slug", "number", "kind", "owner_ref", "content", "sha256", "issued_at")
                    }
                },
            )
            for row in rows
            if kind in ("", row.kind)
        ]


def one(world: World, kind: str) -> Any:
    """The newest of a kind."""
    return issued(world, kind)[-1]


def words(row: Any) -> str:
    """All text of a certificate."""
    return str(row.content)


@pytest.fixture
def code(world: World) -> str:
    """A scenario whose winner is investor1."""
    code = world.a_scenario("evaluating")
    world.judge(code, {world.ref_of(code, "investor1"): 95, world.ref_of(code, "investor2"): 80})
    world.act(code, "conclude", REVIEWER)
    world.act(code, "announce", APPROVER, claim=world.first(code))
    world.end_notice(code)
    world.act(code, "award", APPROVER2)
    return code


@pytest.mark.any_day
def test_every_step_of_a_contest_issues_its_paper(world: World, code: str) -> None:
    kinds = [row.kind for row in issued(world)]
    assert kinds == [
        "promotion",
        "receipt",
        "receipt",
        "opening_record",
        "evaluation_report",
        "notice",
        "eligibility_letter",
        "eligibility_letter",
        "award_letter",
        "result_letter",
    ]
    numbered = [row for row in issued(world) if row.slug.startswith("GW-")]
    years = [row.issued_at.astimezone(clock.SHANGHAI).year for row in numbered]
    counted = [years[: place + 1].count(year) for place, year in enumerate(years)]
    assert [row.number for row in numbered] == [f"亳高城办〔{y}〕{n}号" for y, n in zip(years, counted, strict=True)]
    assert len(numbered) == 5
    assert one(world, "opening_record").number == f"开榜记录 {code}-1"
    assert one(world, "evaluation_report").slug == f"PB-{code}-1-1"
    for row in issued(world):
        assert row.sha256 == sha256(row.content)


def test_who_reads_which_paper(client_of: ClientOf, world: World, code: str) -> None:
    path = {row.kind: f"/certificates/{row.slug}/" for row in issued(world)}
    receipts = {row.owner_ref: f"/certificates/{row.slug}/" for row in issued(world, "receipt")}
    mine = receipts[world.ref_of(code, "investor1")]
    readers = {
        mine: {WINNER},
        path["opening_record"]: {"", WINNER, LOSER, PUBLISHER, REVIEWER},
        path["notice"]: {"", WINNER, LOSER, PUBLISHER, REVIEWER},
        path["evaluation_report"]: {PUBLISHER, REVIEWER},
        path["award_letter"]: {WINNER, PUBLISHER, REVIEWER},
        path["result_letter"]: {LOSER, REVIEWER},
    }
    for email in ("", WINNER, LOSER, PUBLISHER, REVIEWER):
        client = client_of(email)
        for address, allowed in readers.items():
            client.get(address, 200 if email in allowed else 404)
            client.get(address.rstrip("/") + ".pdf", None if email in allowed else 404)
    client_of("").get("/certificates/GW-2026-99/", 404)


def test_the_publisher_reads_the_report_from_the_notice_on(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("evaluated")
    report = f"/certificates/{one(world, 'evaluation_report').slug}/"
    client_of(REVIEWER).get(report)
    client_of(PUBLISHER).get(report, 404)
    world.act(code, "announce", APPROVER, claim=world.first(code))
    client_of(PUBLISHER).get(report)


def test_the_notice_names_the_proposed_winner_and_nobody_else(world: World, code: str) -> None:
    text = words(one(world, "notice"))
    assert "investor1 有限公司" in text and "91341600MA8EX01A23" in text and "95.00" in text and "5个工作日" in text
    assert "investor2" not in text and "专家 1" not in text and "异议" in text and "委托运营" in text


def test_the_report_has_every_score_with_its_reason_and_no_experts_name(world: World, code: str) -> None:
    text = words(one(world, "evaluation_report"))
    assert "专家3" in text and "有依据" in text and "95.00" in text and "investor2 有限公司" in text
    assert "专家 3" not in text and "experts.example" not in text


def test_a_tie_is_explained(world: World) -> None:
    code = world.a_scenario("evaluating")
    world.judge(code, dict.fromkeys(world.refs(code), 88))
    world.act(code, "conclude", REVIEWER)
    assert "回执时间在前" in words(one(world, "evaluation_report"))


def test_the_letters_tell_each_only_its_own(world: World, code: str) -> None:
    award, result = words(one(world, "award_letter")), words(one(world, "result_letter"))
    assert "investor1 有限公司：" in award and "没有收到异议" in award and "30日内" in award and "取消中榜资格" in award
    assert "80.00" in result and "排名第2" in result and "95.00" not in result and "investor1" not in result


@pytest.mark.any_day
def test_an_annulled_notice_is_answered_by_a_paper_and_the_next_report_counts_on(world: World) -> None:
    code = world.a_scenario("notice")
    world.annul(code, comment="一位专家应当回避。")
    text = words(one(world, "annulment"))
    assert one(world, "notice").number in text and "一位专家应当回避" in text
    world.act(code, "conclude", REVIEWER)
    assert one(world, "evaluation_report").slug == f"PB-{code}-1-2"


def test_a_round_without_claims_is_announced_as_lapsed(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("open")
    world.close(code)
    row = one(world, "lapse")
    assert "截止时没有收到揭榜申请" in words(row) and "密封" not in words(row) and "收到的揭榜申请" not in words(row)
    assert row.number in client_of("").get(f"/scenarios/{code}/").text
    assert row.number in client_of("").get("/notices/").text


@pytest.mark.any_day
def test_an_amendment_says_what_changed(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("open")
    world.write_plan(code, {"claim_terms": {**_terms(world, code), "contact_name": "张玥喆"}}, PUBLISHER)
    world.act(code, "amend", APPROVER, reason="联系人调整。")
    paper = one(world, "amendment")
    text = words(paper)
    assert "联系人调整" in text and "张玥喆" in text and "继续有效" in text
    assert f"城推〔{paper.issued_at.astimezone(clock.SHANGHAI).year}〕2号" in text


LONG = "依法设立、能独立承担民事责任的企业，近三年没有重大违法记录，具有与本场景相应的运营经验和专业人员，熟悉社区服务的标准和流程，并且能够在中榜后三十日内组建不少于"


def test_an_amendment_shows_every_change_in_full_by_word_and_its_rows_with_heads(world: World) -> None:
    code = world.a_scenario("open")
    terms = _terms(world, code)
    before = {**terms, "qualifications": f"<p>{LONG}五人的团队。</p>"}
    world.write_plan(code, {"claim_terms": before}, PUBLISHER)
    world.act(code, "amend", APPROVER, reason="写明团队人数。")
    criteria = [dict(row) for row in terms["criteria"]]
    criteria[0]["weight"], criteria[1]["weight"] = criteria[0]["weight"] + 5, criteria[1]["weight"] - 5
    after = {**terms, "qualifications": f"<p>{LONG}八人的团队。</p>", "criteria": criteria}
    world.write_plan(code, {"claim_terms": after}, PUBLISHER)
    world.act(code, "amend", APPROVER, reason="团队人数和权重调整。")
    row = one(world, "amendment")
    texts, rows = [block for block in row.content["blocks"] if block["t"] == "table"]
    (change,) = [cells for cells in texts["rows"] if "资格要求" in cells[0]]
    old, new = ("".join(text for _kind, text in cell) for cell in change[1:])
    assert (
        old.endswith("五人的团队。") and new.endswith("八人的团队。") and old.startswith(LONG) and new.startswith(LONG)
    )
    assert ["del", "五"] in change[1] and ["ins", "八"] in change[2]
    assert rows["head"] == ["变更", "评分项", "权重（%）", "最低分"] and len(rows["rows"]) == 2
    with world.app.app_context():
        kept = db.session.scalars(select(Certificate).where(Certificate.slug == row.slug)).one()
        text = "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(printing.pdf(kept))).pages)
        document = zipfile.ZipFile(BytesIO(printing.PRINTERS["docx"](kept))).read("word/document.xml").decode()
    assert "八人的团队" in text and "<w:strike/>" in document and "w:u w:val" in document


def _terms(world: World, code: str) -> dict[str, Any]:
    from marketplace.plans import service as plans  # only this test needs the plan as it stands

    with world.app.app_context():
        return dict(plans.document(code, "plan").body["claim_terms"])


def test_a_receipt_holds_no_text_of_the_claim_and_a_withdrawal_has_its_own(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("open")
    ref = world.a_claim(code, "investor1")
    receipt = one(world, "receipt")
    assert receipt.number == f"{ref}-1" and receipt.slug == f"HZ-{ref}-1"
    world.claim_act(ref, "withdraw", WINNER)
    assert [row.number for row in issued(world, "receipt")] == [f"{ref}-1", f"{ref}-W"]
    page = client_of(WINNER).get(f"/desk/claims/{ref}/").text
    assert f"/certificates/HZ-{ref}-W/" in page and f"/certificates/HZ-{ref}-1.pdf" in page
    for email in ("", LOSER, REVIEWER, PUBLISHER):
        client_of(email).get(f"/certificates/HZ-{ref}-1/", 404)
        client_of(email).get(f"/certificates/HZ-{ref}-1.pdf", 404)


def test_the_same_bytes_every_time_and_for_everyone(client_of: ClientOf, world: World, code: str) -> None:
    notice = one(world, "notice")
    first = client_of("").get(f"/certificates/{notice.slug}.pdf")
    world.advance(days=3)
    again = client_of(REVIEWER).get(f"/certificates/{notice.slug}.pdf")
    assert first.data == again.data and first.data.startswith(b"%PDF")
    assert first.headers["ETag"] == again.headers["ETag"] and "immutable" in first.headers["Cache-Control"]
    client_of("").get(f"/certificates/{notice.slug}.pdf", 304, headers={"If-None-Match": first.headers["ETag"]})
    report = one(world, "evaluation_report")
    answer = client_of(REVIEWER).get(f"/certificates/{report.slug}.docx")
    assert answer.data[:2] == b"PK" and answer.headers["Cache-Control"].startswith("private")
    assert client_of(WINNER).get(f"/certificates/{one(world, 'award_letter').slug}.docx").data[:2] == b"PK"


def test_the_round_shows_its_papers_on_the_public_page_and_on_the_board(
    client_of: ClientOf, world: World, code: str
) -> None:
    public = client_of("").get(f"/scenarios/{code}/").text
    assert set(re.findall(r"/certificates/([\w-]+)/", public)) == {"CT-2026-1", f"KB-{code}-1", "GW-2026-1"}
    board = client_of(REVIEWER).get(f"/desk/scenarios/{code}/claims/").text
    assert f"/certificates/PB-{code}-1-1/" in board
    assert (
        "/certificates/GW-2026-5/"
        in client_of(LOSER).get(f"/desk/claims/{one(world, 'result_letter').owner_ref}/").text
    )
