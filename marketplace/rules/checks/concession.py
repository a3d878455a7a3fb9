"""Concessions (特许经营) in the sense of 国办函〔2023〕115号 and of 令17号 of 2024."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from marketplace.finance import Figures, figures_of
from marketplace.finance.rows import GOVERNMENT_SOURCES
from marketplace.rules.asked import Lacking, Plan, Spot, amount, mechanism, payer
from marketplace.rules.clauses import found_in

TERM = Spot("operation", "term_years")
MECHANISMS = Spot("returns", "return_mechanisms")
MUNICIPAL = "供水|供气|燃气|供热|公共交通|公交|污水|垃圾处理"
STAYS = frozenset({"boo", "entrusted_om", "lease_operation"})
"""Models in which nothing is handed over at the end."""
COMPETITIVE = frozenset({"open_competition", "tender"})
NOT_BY_BUDGET = frozenset({"viability_gap", "service_purchase_fee"})
BASIS = r"〔20\d\d〕\d+号|令第?\d+号|条例|管理办法"


def longer_than_40(plan: Plan) -> Iterator[Spot]:
    """Construction and operation together take more than 40 years."""
    if plan.model.concession and plan.cooperation_years > 40:
        yield TERM


def municipal_longer_than_30(plan: Plan) -> Iterator[Spot]:
    """A municipal utility for more than 30 years."""
    words = plan.field_label + plan.text("basics", "title") + plan.text("operation", "operation")
    if plan.model.concession and 30 < plan.cooperation_years <= 40 and re.search(MUNICIPAL, words):
        yield TERM


def nobody_pays_for_use(plan: Plan) -> Iterator[Spot]:
    """No revenue is paid by users or the market."""
    if plan.model.concession and not any(amount(row) > 0 and payer(row) in ("users", "market") for row in plan.revenue):
        yield Spot("returns", "revenue")


def does_not_cover_itself(plan: Plan) -> Iterator[Spot]:
    """What users pay covers neither investment nor operation."""
    if plan.model.concession and (_coverage(plan) < 0 or plan.figures.payback_years is None):
        yield Spot("returns", "revenue")


def _coverage(plan: Plan) -> Decimal:
    """NPV of what counts for coverage, all costs, and what the operator must recover."""
    own = [row for row in plan.investment if row.get("source") not in GOVERNMENT_SOURCES]
    counted = [row for row in plan.revenue if mechanism(row).counts_for_coverage]
    years = plan.figures
    covered = _within(plan, {"investment": own, "revenue": counted}, years)
    if covered.npv_wan is None:
        raise Lacking("returns")
    return covered.npv_wan


def _within(plan: Plan, rows: dict[str, Any], years: Figures) -> Figures:
    """The figures with other rows, in the operating years of the plan itself."""
    assert years.first_operating_year is not None and years.last_operating_year is not None
    span = years.last_operating_year - years.first_operating_year + 1
    holds = {"item": "", "mechanism": "", "amount_wan": 0, "from_year": years.first_operating_year}
    revenue = [*rows["revenue"], holds]
    returns = {**plan.body["returns"], **rows, "revenue": revenue}
    found = figures_of({**plan.body, "returns": returns, "operation": {"term_years": span}})
    if found is None:
        raise Lacking("returns")
    return found


def gap_paid_by_budget(plan: Plan) -> Iterator[Spot]:
    """The budget makes up for what users do not pay."""
    if not plan.model.concession:
        return
    if NOT_BY_BUDGET & set(plan.mechanisms):
        yield MECHANISMS
    for number, row in enumerate(plan.revenue):
        if row.get("mechanism") != "operating_subsidy" and payer(row) == "government":
            yield Spot("returns", "revenue", number)
    yield from plan.spots("gap", "operation.operation", "returns.returns")


def subsidy_without_basis(plan: Plan) -> Iterator[Spot]:
    """An operating subsidy without the document that it rests on."""
    if "operating_subsidy" in plan.mechanisms and not re.search(BASIS, plan.text("returns", "returns")):
        yield Spot("returns", "returns")


def not_by_competition(plan: Plan) -> Iterator[Spot]:
    """Rights of operation are given without open competition."""
    asked = plan.model.concession or plan.model.id == "new_abo"
    if asked and plan.choice("operation", "selection_method") not in COMPETITIVE:
        yield Spot("operation", "selection_method")


def called_a_concession(plan: Plan) -> Iterator[Spot]:
    """A model in which nothing is handed over is called a concession."""
    if plan.model.id not in STAYS:
        return
    spoken = "(?<!不属于)(?<!不是)(?<!不构成)(?<!不采用)(?<!不涉及)(?<!不适用)(?<!并非)(?<!非)特许经营"
    for section, field in (("operation", "operation"), ("returns", "returns")):
        for quote in found_in(spoken, plan.text(section, field)):
            yield Spot(section, field, None, quote)
