"""Figures that the regulation gives, and what they mean for a contest: least periods, deadlines, material changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from marketplace import clock
from marketplace.plans import service as plans
from marketplace.plans.sheet import PLAN
from marketplace.publications import service as publications
from marketplace.questions.queries import WORKING
from marketplace.reference.methods import selection_method
from marketplace.scenarios.models import Round, Scenario
from marketplace.settings import queries as settings
from marketplace.sheets.diff import SectionDiff, diff
from marketplace.workdays import queries as workdays

CLOSING_HOUR = 17
ALONE_DAYS = 3
"""Natural days before the deadline by which it may be moved alone, once."""
CLAIM_DAYS = "claim_days"


def least_claim_days() -> int:
    """Natural days between publication and deadline, at least (招标投标法 24条)."""
    return settings.in_force("claim_days")


def least_amendment_days(round_: Round) -> int:
    """Natural days left after a material change, at least, as the round was published with them (招标投标法 23条)."""
    return settings.of_round(round_.figures, "amendment_days")


def closing(day: date) -> datetime:
    """17:00 in Shanghai on the first working day not before `day`."""
    return clock.at(workdays.next_working_day(day), CLOSING_HOUR)


def changes(scenario: Scenario) -> list[SectionDiff]:
    """What the working copy changes against the version in force."""
    working = plans.document(scenario.code, "plan").body
    return diff(PLAN, publications.newest(scenario).content["plan"], working)


def is_material(changed: Sequence[SectionDiff]) -> bool:
    """Whether anything changes that a claim may rest on; a longer claim period only moves the deadline."""
    return any(one.field.material for section in changed for one in section.fields)


def changes_fixed(changed: Sequence[SectionDiff]) -> bool:
    """Whether it changes what a round keeps to its end."""
    return any(one.field.fixed for section in changed for one in section.fields)


def moves_deadline_alone(scenario: Scenario, wanted: str | None = None) -> bool:
    """Whether the deadline of a running contest moves and nothing changes that a claim may rest on: a new telephone number
    beside it makes no reason to move it again."""
    round_ = scenario.round
    if round_ is None or clock.now() >= round_.deadline or is_material(changes(scenario)):
        return False
    return _amended_day(scenario, wanted) > round_.deadline.astimezone(clock.SHANGHAI).date()


@dataclass(frozen=True)
class Deadline:
    """A deadline and the day that the rules ask for; a rest day moves it on."""

    at: datetime
    wanted: date

    @property
    def is_moved(self) -> bool:
        """Whether the day asked for was no working day."""
        return self.at.astimezone(clock.SHANGHAI).date() != self.wanted


def opening_deadline(scenario: Scenario) -> Deadline:
    """The deadline if the plan were published now.

    :raises CalendarEnds: it lies in a year whose calendar is not known.
    """
    wanted = clock.today() + timedelta(days=_claim_days(scenario))
    return Deadline(closing(wanted), wanted)


def _claim_days(scenario: Scenario) -> int:
    """Natural days that the working copy of the plan gives claimants."""
    terms = plans.document(scenario.code, "plan").body.get("claim_terms") or {}
    return terms.get(CLAIM_DAYS) or least_claim_days()


def amended_deadline(scenario: Scenario, wanted: str | None = None) -> Deadline:
    """The deadline after an amendment: never earlier, as late as a longer period of the plan asks, late enough after a
    material change, on a working day."""
    assert scenario.round is not None
    day = _amended_day(scenario, wanted)
    return Deadline(max(closing(day), scenario.round.deadline), day)


def _amended_day(scenario: Scenario, wanted: str | None) -> date:
    round_, changed = scenario.round, changes(scenario)
    assert round_ is not None
    day = date.fromisoformat(wanted) if wanted else round_.deadline.astimezone(clock.SHANGHAI).date()
    if any(one.field.id == CLAIM_DAYS for section in changed for one in section.fields):
        day = max(day, round_.opens_at.astimezone(clock.SHANGHAI).date() + timedelta(days=_claim_days(scenario)))
    if is_material(changed) or clock.now() >= round_.deadline:
        day = max(day, clock.today() + timedelta(days=least_amendment_days(round_)))
    return day


def contest_figures(plan: dict[str, Any], at: datetime) -> dict[str, Any]:
    """The selection method's figures and the periods that a round published at that moment keeps to its end."""
    method = selection_method(plan["operation"]["selection_method"])
    least = settings.in_force(f"{method.id}.fewest_claims", at)
    asked = (plan.get("claim_terms") or {}).get("min_claims") or 1
    return settings.published_with(at) | {
        "method": method.id,
        "fewest_claims": max(least, asked) if method.plan_may_ask_more else least,
        "fewest_experts": settings.in_force(f"{method.id}.fewest_experts", at),
        "questions_close_in": WORKING,
        "odd_experts": method.odd_experts,
        "binding": method.first_ranked_is_binding,
    }
