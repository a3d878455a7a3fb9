"""Figures that the regulation gives, and what they mean for a contest: least periods, deadlines, material changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from marketplace import clock
from marketplace.plans import service as plans
from marketplace.plans.reference_tables import selection_method
from marketplace.plans.sheet import PLAN
from marketplace.publications import service as publications
from marketplace.scenarios.models import Round, Scenario
from marketplace.settings import queries as settings
from marketplace.sheets.diff import SectionDiff, diff
from marketplace.workdays import queries as workdays

CLOSING_HOUR = 17
MATERIAL = {("claim_terms", "criteria"), ("claim_terms", "qualifications")}
MATERIAL_SECTIONS = {"returns"}


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
    """Whether criteria, qualifications or money change."""
    return any(
        section.section.id in MATERIAL_SECTIONS or (section.section.id, field.field.id) in MATERIAL
        for section in changed
        for field in section.fields
    )


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
    terms = plans.document(scenario.code, "plan").body.get("claim_terms") or {}
    wanted = clock.today() + timedelta(days=terms.get("claim_days") or least_claim_days())
    return Deadline(closing(wanted), wanted)


def amended_deadline(scenario: Scenario, wanted: str | None = None) -> Deadline:
    """The deadline after an amendment: never earlier, late enough after a material change, on a working day."""
    assert scenario.round is not None
    day = date.fromisoformat(wanted) if wanted else scenario.round.deadline.astimezone(clock.SHANGHAI).date()
    if is_material(changes(scenario)):
        day = max(day, clock.today() + timedelta(days=least_amendment_days(scenario.round)))
    return Deadline(max(closing(day), scenario.round.deadline), day)


def contest_figures(plan: dict[str, Any], at: datetime) -> dict[str, Any]:
    """The selection method's figures and the periods that a round published at that moment keeps to its end."""
    method = selection_method(plan["operation"]["selection_method"])
    least = settings.in_force(f"{method.id}.fewest_claims", at)
    asked = (plan.get("claim_terms") or {}).get("min_claims") or 1
    return settings.published_with(at) | {
        "method": method.id,
        "fewest_claims": max(least, asked) if method.fewest_claims is None else least,
        "fewest_experts": settings.in_force(f"{method.id}.fewest_experts", at),
        "odd_experts": method.odd_experts,
        "binding": method.first_ranked_is_binding,
    }
