"""A revenue row may say quantity and unit price; the optional terms of a loan come together or not at all."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from marketplace.furniture.tables import filled_columns
from marketplace.plans.sheet import PLAN, returns
from marketplace.sheets import Bound
from marketplace.sheets.diff import row_changes
from marketplace.sheets.fields import Rows
from tests.world.world import World

REVENUE = returns.field("revenue")
LOAN = {"loan_rate_pct": Decimal("3.5"), "loan_years": 10, "repayment": "equal_principal"}


@pytest.fixture(autouse=True)
def _asked(world: World) -> Any:
    with world.app.test_request_context():
        yield


def row(**cells: Any) -> dict[str, Any]:
    return {"item": "停车费", "mechanism": "user_fee", "from_year": 2027, "growth_pct": 0, **cells}


def complaints(**values: Any) -> dict[str, str]:
    return {one.anchor: str(one.message) for one in returns.problems(values) if one.kind != "missing"}


def test_an_amount_left_blank_follows_from_quantity_and_price() -> None:
    assert isinstance(REVENUE, Rows)
    priced = row(quantity=1234, unit_price=Decimal("56.78"))
    assert not [one for one in REVENUE.cell_problems([priced]) if one[1] == "amount_wan"]
    assert "7.006652" in REVENUE.said(priced)
    assert [column.id for column in filled_columns(REVENUE, [priced])][-3:] == ["amount_wan", "quantity", "unit_price"]


def test_an_amount_without_either_is_still_asked_for() -> None:
    assert isinstance(REVENUE, Rows)
    for cells in ({}, {"quantity": 3}, {"unit_price": 3}):
        assert [one[2] for one in REVENUE.cell_problems([row(**cells)]) if one[1] == "amount_wan"] == ["missing"]


@pytest.mark.parametrize(
    ("typed", "agrees"), [(7, True), (Decimal("7.01"), True), (Decimal("7.02"), False), (70066, False)]
)
def test_an_amount_beside_them_must_be_their_product(typed: Any, agrees: bool) -> None:
    found = complaints(revenue=[row(), row(amount_wan=typed, quantity=1234, unit_price=Decimal("56.78"))])
    assert ("revenue-1-amount_wan" not in found) == agrees
    if not agrees:
        assert "7.006652" in found["revenue-1-amount_wan"]


def test_terms_of_a_loan_come_together() -> None:
    loan, own = {"source": "loan", "amount_wan": 5, "year": 2026}, {"source": "social_capital"}
    assert not {"loan_rate_pct", "loan_years", "repayment"} & set(complaints(**LOAN, investment=[loan]))
    assert "loan_years" in complaints(loan_rate_pct=4, investment=[loan])
    assert "loan_rate_pct" in complaints(**LOAN, investment=[own])
    assert not {"loan_rate_pct", "loan_years", "repayment"} & set(complaints(investment=[loan]))


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("loan_rate_pct", "30.01"),
        ("loan_rate_pct", "NaN"),
        ("loan_years", "0"),
        ("loan_years", "9" * 5000),
        ("repayment", "never"),
        ("income_tax_pct", "-1"),
        ("vat_pct", "1e2"),
        ("residual_wan", "1000000000000"),
    ],
)
def test_what_cannot_be_a_term_is_refused_beside_its_field(field: str, typed: str) -> None:
    assert Bound.of_form(returns, {field: [typed]}).error(field)


def test_a_changed_price_is_a_change_of_the_row_and_of_its_amount() -> None:
    assert isinstance(REVENUE, Rows)
    (changed,) = row_changes(REVENUE, [row(quantity=10, unit_price=100)], [row(quantity=10, unit_price=200)])
    cells = {cell.column.id: [kind for kind, _text in cell.spans] for cell in changed.cells}
    assert "ins" in cells["amount_wan"] and "ins" in cells["unit_price"] and "ins" not in cells["quantity"]


def test_all_of_them_are_optional_and_claims_rest_on_them() -> None:
    assert not {"loan_rate_pct", "quantity", "unit_price"} & {one.field for one in PLAN.section("returns").problems({})}
    assert all(returns.field(name).material and not returns.field(name).required for name in LOAN)
