"""Findings (规则提示): which rules speak about a plan, where, and because of which words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from marketplace.rules.asked import Lacking, Plan, Spot
from marketplace.rules.checks import concession, consistency, contest, money
from marketplace.rules.checks.contest import TERMS, says
from marketplace.rules.rulebook import Rule, rules

Check = Callable[[Plan], Iterable[Spot]]

CHECKS: Mapping[str, Check] = {
    "concession-term-40": concession.longer_than_40,
    "concession-term-municipal-30": concession.municipal_longer_than_30,
    "concession-user-pays": concession.nobody_pays_for_use,
    "concession-coverage": concession.does_not_cover_itself,
    "concession-no-gap-subsidy": concession.gap_paid_by_budget,
    "operating-subsidy-basis": concession.subsidy_without_basis,
    "open-competition": concession.not_by_competition,
    "boo-not-concession": concession.called_a_concession,
    "no-guaranteed-return": money.return_is_guaranteed,
    "no-contractor-advance": money.contractor_advances,
    "self-build-needs-tender": money.builds_without_tender,
    "service-purchase-term": money.purchase_longer_than_3,
    "service-purchase-no-works": money.purchase_builds_or_finances,
    "lease-term-20": money.lease_longer_than_20,
    "source-is-not-return": money.funding_called_return,
    "bond-needs-income": money.bond_without_income,
    "social-share-positive": money.no_social_capital,
    "no-region-bias": says("region", *TERMS),
    "no-ownership-bias": says("ownership", *TERMS),
    "no-size-bias": says("size", *TERMS),
    "no-designated-supplier": says("supplier", *TERMS, "operation.operation"),
    "no-selective-preference": says(
        "preference", "supports.supports.request", "operation.operation", "returns.returns"
    ),
    "criteria-sum-100": contest.weights_do_not_sum,
    "qualification-not-scored": contest.qualification_scored_again,
    "claim-period-20": contest.period_too_short,
    "contact-is-official": contest.contact_is_private,
    "mechanism-has-revenue": consistency.rows_and_mechanisms_differ,
    "mechanism-fits-model": consistency.mechanism_unusual_for_model,
    "payback-within-term": consistency.paid_back_late,
    "investment-within-schedule": consistency.years_outside,
    "milestone-order": consistency.milestones_out_of_order,
    "demolition-ratio": consistency.demolition_without_ratio,
}


@dataclass(frozen=True)
class Finding:
    """What one rule has to say of a plan."""

    rule: Rule
    spots: tuple[Spot, ...]
    """Where, at least one."""

    def at(self, section: str) -> list[Spot]:
        """Where in this section."""
        return [spot for spot in self.spots if spot.section == section]


def findings(body: Mapping[str, Any]) -> list[Finding]:
    """The rules that speak about this plan, in the order of the rules. A draft may lack anything."""
    plan = Plan(body)
    found = ((rule, _spots(CHECKS[name], plan)) for name, rule in rules().items())
    return [Finding(rule, spots) for rule, spots in found if spots]


def _spots(check: Check, plan: Plan) -> tuple[Spot, ...]:
    try:
        return tuple(check(plan))
    except Lacking:
        return ()
