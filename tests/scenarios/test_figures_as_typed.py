"""Figures follow what is typed: by the endpoint with its contract's names, and by the button where no script runs."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from marketplace.claims.sheet import CLAIM
from marketplace.plans.sheet import returns
from tests.world import sheets
from tests.world.clients import Client
from tests.world.world import World

ClientOf = Callable[[str], Client]
CLERK = "clerk@center1.example"
LOAN = {"loan_rate_pct": 5, "loan_years": 3, "repayment": "equal_principal"}
PLAN = {
    "investment": [
        {"item": "设备", "source": "loan", "amount_wan": 60, "year": 2026},
        {"item": "场地", "source": "social_capital", "amount_wan": 30, "year": 2026},
    ],
    "revenue": [{"item": "收费", "mechanism": "user_fees", "amount_wan": 70, "from_year": 2027, "growth_pct": 0}],
    "cost": [{"item": "人工", "amount_wan": 20, "from_year": 2027, "growth_pct": 0}],
    "discount_rate_pct": 10,
}
NAMES = {
    "total_investment_wan", "government_wan", "social_wan", "leverage", "irr_pct", "npv_wan", "payback_years", "loan_wan",
    "discounted_payback_years", "npv_after_financing_wan", "irr_after_financing_pct", "equity_irr_pct", "dscr_min",
    "break_even_revenue_pct", "sensitivity", "switching",
}  # fmt: skip


@pytest.fixture
def draft(world: World) -> str:
    return world.a_draft()


def fields(**changed: Any) -> dict[str, Any]:
    return sheets.fields_of(returns, {**PLAN, **changed})


def asked(client: Client, code: str, data: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(f"/desk/scenarios/{code}/plan/returns/figures", data, 200)
    found: dict[str, Any] = answer.json or {}
    return found


def said(answer: dict[str, Any]) -> dict[str, str]:
    return {one["field"]: one["message"] for one in answer["problems"]}


def test_the_answer_holds_every_figure_of_what_is_typed(client_of: ClientOf, draft: str) -> None:
    answer = asked(client_of(CLERK), draft, fields(**LOAN, income_tax_pct=25, residual_wan=9) | {"term_years": "3"})
    finance = answer["finance"]
    assert set(finance) == NAMES
    assert (finance["total_investment_wan"], finance["loan_wan"], finance["social_wan"]) == (90, 60, 90)
    assert (finance["npv_wan"], finance["payback_years"]) == (34.34, 1.8)
    assert (finance["npv_after_financing_wan"], finance["dscr_min"]) == (35.08, 1.99)
    assert finance["break_even_revenue_pct"] == 80.27
    assert len(finance["sensitivity"]) == 18
    assert {"factor": "revenue", "change_pct": -19.73} in finance["switching"]
    assert set(said(answer)) == {"leverage"}
    assert answer["totals"] == {"investment": "90"}
    assert "贷款" in answer["html"] and "<svg" in answer["html"]


def test_what_is_missing_has_its_reason(client_of: ClientOf, draft: str) -> None:
    answer = asked(client_of(CLERK), draft, fields() | {"term_years": "3"})
    reasons = said(answer)
    assert answer["finance"]["dscr_min"] is None
    assert "待填写贷款利率" in reasons["dscr_min"]
    assert "无政府投入" in reasons["leverage"]
    empty = asked(client_of(CLERK), draft, {})
    assert empty["finance"]["irr_pct"] is None and empty["finance"]["sensitivity"] == []
    assert NAMES - {"sensitivity", "switching", "loan_wan"} >= set(said(empty)) >= {"irr_pct", "dscr_min"}


def test_the_stored_term_counts_where_none_is_typed(client_of: ClientOf, world: World, draft: str) -> None:
    clerk = client_of(CLERK)
    before = asked(clerk, draft, fields())["finance"]
    assert before["npv_wan"] is not None, "the draft holds its term"
    assert asked(clerk, draft, fields() | {"term_years": "3"})["finance"]["npv_wan"] != before["npv_wan"]


def test_nothing_is_saved(client_of: ClientOf, world: World, draft: str) -> None:
    from marketplace.plans import service as plans

    clerk = client_of(CLERK)
    clerk.get(f"/desk/scenarios/{draft}/plan/returns")

    def stored() -> tuple[int, Any]:
        with world.app.app_context():
            row = plans.document(draft, "plan")
            return row.counter("returns"), row.body.get("returns")

    before = stored()
    asked(clerk, draft, fields(discount_rate_pct=9))
    page = clerk.submit(
        f"/desk/scenarios/{draft}/plan/returns", fields(discount_rate_pct=9) | {"figures": "yes"}, 200
    ).text
    assert stored() == before
    assert "已按填写的内容试算，还没有保存。" in page and 'value="9"' in page


def test_the_button_shows_what_was_typed_and_what_disagrees(client_of: ClientOf, draft: str) -> None:
    row = PLAN["revenue"][0] | {"quantity": 1000, "unit_price": 100}  # type: ignore[index]
    path = f"/desk/scenarios/{draft}/plan/returns"
    page = client_of(CLERK).submit(path, fields(revenue=[row]) | {"figures": "yes"}, 200).text
    assert "数量 × 单价是 10 万元，金额写的是 70 万元" in page
    assert "盈亏平衡收入" in page and "净现值为零时的变动" in page


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("investment-0-amount_wan", "NaN"),
        ("investment-0-amount_wan", "1000000000000"),
        ("revenue-0-amount_wan", "9" * 5000),
        ("discount_rate_pct", "1e9"),
        ("loan_years", "0"),
        ("term_years", "0"),
        ("term_years", "9" * 5000),
    ],
)
def test_what_cannot_be_taken_is_named_and_the_rest_is_reckoned(
    client_of: ClientOf, draft: str, field: str, typed: str
) -> None:
    started = time.monotonic()
    answer = asked(client_of(CLERK), draft, fields(**LOAN) | {field: typed})
    assert time.monotonic() - started < 1
    assert field in said(answer)
    assert answer["finance"]["total_investment_wan"] is not None


def test_two_hundred_rows_are_answered_within_a_second(client_of: ClientOf, draft: str) -> None:
    rows = [PLAN["revenue"][0] | {"amount_wan": 10**8, "growth_pct": 1000} for _n in range(200)]  # type: ignore[index]
    data = fields(revenue=rows, cost=rows, **LOAN) | {"term_years": "99"}
    clerk = client_of(CLERK)
    clerk.get("/desk/")
    started = time.monotonic()
    answer = asked(clerk, draft, data)
    assert time.monotonic() - started < 1
    assert answer["problems"]
    assert "200" in said(asked(clerk, draft, fields(revenue=[*rows, *rows])))["revenue"]


def test_nobody_reckons_with_a_plan_that_is_not_theirs_to_read(client_of: ClientOf, draft: str) -> None:
    path = f"/desk/scenarios/{draft}/plan/returns/figures"
    client_of("clerk@center2.example").post(path, fields(), 404)
    client = client_of(CLERK)
    client.get("/desk/")
    assert client.http.post(path, data=fields()).status_code == 400, "without its token"


def test_a_claim_is_reckoned_with_the_terms_of_the_plan(client_of: ClientOf, world: World) -> None:
    ref = world.a_claim(world.a_scenario(state="open"))
    money = sheets.claim("investor1")["money"]
    data = sheets.fields_of(CLAIM.section("money"), money)
    client = client_of("lead@investor1.example")
    answer = client.post(f"/desk/claims/{ref}/money/figures", data, 200).json or {}
    assert answer["finance"]["social_wan"] == 210
    assert answer["finance"]["npv_wan"] is not None
    assert answer["totals"]["funding_sources"] == "210"
    assert "投资按本申请" in answer["html"]
    page = client.submit(f"/desk/claims/{ref}/money", data | {"figures": "yes"}, 200).text
    assert "还没有保存" in page
    client_of("lead@investor2.example").post(f"/desk/claims/{ref}/money/figures", data, 404)


def test_the_winners_plan_is_reckoned_alike(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario(state="awarded")
    winner = client_of(world.winner(code))
    answer = winner.post(f"/desk/scenarios/{code}/implementation/returns/figures", fields(), 200).json or {}
    assert answer["finance"]["total_investment_wan"] == 90


def test_the_whole_plan_shows_financing_sensitivity_and_the_convention(client_of: ClientOf, world: World) -> None:
    code = world.a_draft()
    clerk = client_of(CLERK)
    clerk.submit(f"/desk/scenarios/{code}/plan/returns", fields(**LOAN, income_tax_pct=25))
    page = clerk.get(f"/desk/scenarios/{code}/plan/").text
    for words in (
        "融资前现金流",
        "融资后现金流",
        "敏感性：净现值",
        "最低偿债备付率",
        "怎样计算",
        "还款方式",
        "等额本金",
    ):
        assert words in page, words
    assert 'aria-labelledby="tornado"' in page


@pytest.mark.parametrize(("amount", "growth"), [(100_000_000, 1000), ("0.01", -100), (0, 0)])
def test_no_figure_breaks_the_tables_of_the_whole_plan(
    client_of: ClientOf, draft: str, amount: object, growth: int
) -> None:
    clerk = client_of(CLERK)
    sent = fields(**LOAN, income_tax_pct=50, vat_pct=30, residual_wan=100_000_000)
    sent |= {"revenue-0-amount_wan": str(amount), "revenue-0-growth_pct": str(growth), "cost-0-growth_pct": "1000"}
    clerk.submit(f"/desk/scenarios/{draft}/plan/operation", {"term_years": "99"})
    clerk.submit(f"/desk/scenarios/{draft}/plan/returns", sent)
    started = time.monotonic()
    page = clerk.get(f"/desk/scenarios/{draft}/plan/").text
    assert time.monotonic() - started < 1
    assert "怎样计算" in page
    assert "NaN" not in page and "Infinity" not in page
