"""A plan that agrees with itself: mechanisms and rows, model and mechanisms, years and milestones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from marketplace.rules.asked import Plan, Spot, year
from marketplace.rules.checks.money import has_works
from marketplace.rules.clauses import found_in

WITHOUT_ROWS = frozenset({"dividends", "asset_appreciation"})
EXISTING = frozenset(
    {"concession_tot", "concession_rot", "asset_revitalisation", "entrusted_om", "lease_operation", "service_purchase"}
)
"""Models that earn before anything is completed: what they run is there."""
SHARE = Decimal("0.7")
RENEWAL = "城市更新|片区更新|旧改"
DEMOLITION = "拆除|拆迁|推倒"
RATIO = r"拆除.{0,20}\d+(\.\d+)?%"


def rows_and_mechanisms_differ(plan: Plan) -> Iterator[Spot]:
    """A row by a mechanism that is not chosen, or a mechanism without a row."""
    used = {str(row.get("mechanism")) for row in plan.revenue if row.get("mechanism")}
    if not used:
        return
    for number, row in enumerate(plan.revenue):
        if row.get("mechanism") and str(row["mechanism"]) not in plan.mechanisms:
            yield Spot("returns", "revenue", number)
    if set(plan.mechanisms) - used - WITHOUT_ROWS:
        yield Spot("returns", "return_mechanisms")


def mechanism_unusual_for_model(plan: Plan) -> Iterator[Spot]:
    """A mechanism that usually does not go with the model."""
    if set(plan.mechanisms) - set(plan.model.compatible_return_mechanisms):
        yield Spot("returns", "return_mechanisms")


def paid_back_late(plan: Plan) -> Iterator[Spot]:
    """Social capital comes back late or never."""
    if plan.model.concession or plan.figures.social_wan <= 0:
        return
    back = plan.figures.payback_years
    if back is None or back > SHARE * plan.cooperation_years:
        yield Spot("operation", "term_years")


def years_outside(plan: Plan) -> Iterator[Spot]:
    """Money spent or earned outside of the years of building and operation."""
    built, last = plan.year_of("completion"), plan.figures.last_operating_year
    assert last is not None
    begun = plan.number("basics", "year")
    for number, row in enumerate(plan.investment):
        if not begun <= year(row, "year") <= built + 1:
            yield Spot("returns", "investment", number)
    for number, row in enumerate(plan.revenue):
        if year(row, "from_year") < built and plan.model.id not in EXISTING:
            yield Spot("returns", "revenue", number)
    for table in ("revenue", "cost"):
        for number, row in enumerate(plan.rows("returns", table)):
            first = year(row, "from_year")
            end = year(row, "to_year") if row.get("to_year") else last
            if first > last or end > last or end < first:
                yield Spot("returns", table, number)


def milestones_out_of_order(plan: Plan) -> Iterator[Spot]:
    """Milestones that are missing, doubled or out of order."""
    if not plan.rows("schedule", "milestones"):
        return
    start, built, effect = plan.due("start"), plan.due("completion"), plan.due("effect")
    wrong = len(start) != 1 or len(effect) != 1 or len(built) > 1 or (has_works(plan) and not built)
    if (
        wrong
        or any(a >= b for a, b in pairwise(start + built + effect))
        or start[0].year < plan.number("basics", "year")
    ):
        yield Spot("schedule", "milestones")


def demolition_without_ratio(plan: Plan) -> Iterator[Spot]:
    """A renewal that pulls down without saying how much."""
    if not re.search(RENEWAL, plan.field_label + plan.text("basics", "title")):
        return
    places = (("operation", "operation"), ("situation", "situation"))
    if re.search(RATIO, "\n".join(plan.text(*place) for place in places)):
        return
    for section, field in places:
        for quote in found_in(DEMOLITION, plan.text(section, field)):
            yield Spot(section, field, None, quote)
