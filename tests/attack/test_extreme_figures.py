"""Figures at the edge of what may be typed are computed, or said to be none; no page breaks on them."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from tests.world import sheets
from tests.world.clients import Client
from tests.world.world import World

ClientOf = Callable[[str], Client]
LEAD = "lead@center1.example"
REFUSED = ("-1", "1e400", "NaN", "9" * 40, "100000000.01", "0.00001")
AMOUNTS, GROWTHS, DISCOUNTS, TERMS = ("0", "0.01", "100000000"), ("-100", "0", "1000"), ("0", "30"), ("1", "30", "99")
SPANS = (("1990", "1990"), ("1990", "2100"), ("2100", "1990"), ("2100", ""))


def _returns(amount: str, growth: str, discount: str, span: tuple[str, str]) -> dict[str, str]:
    first, last = span
    bought = {"item": "设备", "source": "social_capital", "amount_wan": amount, "year": last or first}
    earned = {
        "item": "收费",
        "mechanism": "user_fees",
        "amount_wan": amount,
        "from_year": first,
        "to_year": last,
        "growth_pct": growth,
    }
    spent = {name: value for name, value in earned.items() if name != "mechanism"}
    rows = {"investment": bought, "revenue": earned, "cost": spent}
    fields = {f"{table}-0-{column}": value for table, row in rows.items() for column, value in row.items()}
    return fields | {"discount_rate_pct": discount, "return_mechanisms": "user_fees"}


def test_no_figure_breaks_a_plan(world: World, client_of: ClientOf) -> None:
    code = world.a_draft()
    lead = client_of(LEAD)
    page, operation = f"/desk/scenarios/{code}/plan/returns", f"/desk/scenarios/{code}/plan/operation"
    kinds = (AMOUNTS, GROWTHS, DISCOUNTS, SPANS)
    for number, values in enumerate(itertools.product(*kinds)):
        lead.submit(page, _returns(*values), status=302)
        lead.submit(
            operation, {"term_years": TERMS[number % len(TERMS)], "operating_model": "entrusted_om"}, status=302
        )
        lead.get((page, operation, f"/desk/scenarios/{code}/", f"/desk/scenarios/{code}/plan/")[number % 4])
    for wrong in REFUSED:
        answer = lead.submit(page, _returns(wrong, "0", "6", ("2027", "")), status=422)
        assert wrong in answer.text


def test_no_figure_breaks_what_is_published(world: World, client_of: ClientOf) -> None:
    visitor = client_of("")
    for amount, growth in ((100000000, 1000), (0.01, -100), (0.01, 0)):
        rows = {"item": "收费", "amount_wan": amount, "from_year": 2025, "growth_pct": growth}
        invested = [{"item": "设备", "source": "social_capital", "amount_wan": amount, "year": 2024}]
        returns = {
            "return_mechanisms": ["user_fees"],
            "investment": invested,
            "revenue": [{**rows, "mechanism": "user_fees"}],
            "cost": [rows],
            "discount_rate_pct": 0,
        }
        code = world.a_scenario("open", body=sheets.plan(returns=returns))
        for page in ("/", "/scenarios/", "/scenarios/?sort=irr", f"/scenarios/{code}/", f"/api/v1/scenarios/{code}"):
            visitor.get(page)
    visitor.get("/publications/CT-2026-1/")
