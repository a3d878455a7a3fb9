"""Prolong a service limit (延长时限): once a state, by at most its own length, with a reason that the public page shows."""

from __future__ import annotations

from datetime import datetime, timedelta

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.policy import authorise
from marketplace.audit import service as audit
from marketplace.claims import opening
from marketplace.errors import CalendarEnds, Complaint, Stale, Unmet, WrongState
from marketplace.extensions import unit_of_work
from marketplace.furniture import kept, times
from marketplace.furniture.words import sentence
from marketplace.i18n import _, _l
from marketplace.lifecycle import announcements
from marketplace.lifecycle.forms import prolonging_form
from marketplace.notifications import service as notifications
from marketplace.scenarios.models import Scenario
from marketplace.scenarios.service import scenario_by_code
from marketplace.settings import queries as settings
from marketplace.sheets import Bound
from marketplace.workdays import queries as workdays


def most_days(scenario: Scenario) -> int:
    """By how many working days the limit of the present state can be prolonged: its own length."""
    return settings.in_force(f"limit.{scenario.state}", scenario.state_since)


def why_not(scenario: Scenario) -> list[str]:
    """Why the limit cannot be prolonged; empty where it can."""
    if scenario.prolonged_days is not None:
        return [_("这一步的时限已经延长过一次，不能再延长。")]
    return []


def prolong(*, code: str, days: str, reason: str, by: Person, revision: int | None) -> Scenario:
    """Prolong the service limit of the present state by working days, counted from its last day.

    :raises WrongState: the state has no limit.
    :raises Stale: the scenario moved, or was prolonged already, since the person looked.
    :raises Unmet: it was prolonged before, or the days or the reason cannot be taken.
    """
    with unit_of_work():
        scenario = scenario_by_code(code)
        authorise("scenario.read", scenario, by)
        authorise("scenario.prolong", scenario, by)
        if scenario.due_at is None:
            raise WrongState(_("这个状态没有办理时限。"))
        if revision != scenario.revision:
            raise Stale(current=scenario.revision)
        bound = Bound.of_form(prolonging_form(most_days(scenario)), {"days": [days], "reason": [reason]}).require()
        if complaints := [*(Complaint(one) for one in why_not(scenario)), *bound.complaints]:
            raise Unmet.of(complaints)
        scenario.revision += 1  # a second click prolongs nothing more
        scenario.prolonged_days, scenario.prolonged_reason = bound.values["days"], bound.values["reason"]
        before, scenario.due_at = scenario.due_at, _later(scenario)
        is_public = scenario.is_published and scenario.public_state == scenario.state
        audit.append(
            actor=by,
            action="prolong",
            label=_l("延长时限"),
            subject_kind="scenario",
            subject_ref=code,
            round_number=scenario.round.number if scenario.round else None,
            reason=scenario.prolonged_reason,
            public=is_public,
            data={"days": scenario.prolonged_days, "until": times.iso(scenario.due_at)},
        )
        if is_public:
            step = scenario.state_row.label
            announcements.issue_prolongation(
                scenario, step=step, before=before, reason=scenario.prolonged_reason, by=by
            )
        _tell(scenario)
    return scenario


def _tell(scenario: Scenario) -> None:
    """The publisher and every claimant that still waits hear until when the step takes now, why, and whose it is."""
    state, now = scenario.state_row, clock.now()
    body = _l(
        "《%(title)s》“%(step)s”这一步的时限延长 %(n)d 个工作日，至 %(until)s。理由：%(reason)s"
        "这一步由%(who)s办理：%(next)s。不由你单位办理的，现在不用办理。",
        title=scenario.title,
        step=state.label,
        n=scenario.prolonged_days,
        until=kept.limit(scenario.due_at, now),
        reason=sentence(scenario.prolonged_reason),
        who=state.turn,
        next=state.next,
    )
    claimants = _claimants(scenario)
    for person in accounts.active_people({scenario.publisher_id, *claimants}, Person.writes):
        page = "/scenarios/{}/" if person.organisation_id in claimants else "/desk/scenarios/{}/"
        notifications.tell(
            person,
            key=f"prolonged/{scenario.code}/{scenario.revision}",
            title=_l("时限延长：%(title)s", title=scenario.title),
            body=body,
            link=page.format(scenario.code),
        )


def _claimants(scenario: Scenario) -> set[int]:
    """Whose matter the step is beside the publisher's: the winner and its partners; before an award whoever was opened."""
    if scenario.round is None or not scenario.is_published or scenario.public_state != scenario.state:
        return set()
    if scenario.winning_member_ids:
        return set(scenario.winning_member_ids)
    return {i for claim in opening.opened_claims(scenario.round) for i in claim.member_ids}


def _later(scenario: Scenario) -> datetime:
    """So many working days after the last day of the limit, which ends at 24:00 of it."""
    assert scenario.due_at is not None and scenario.prolonged_days is not None
    try:
        later = workdays.end_of_working_days(scenario.due_at - timedelta(seconds=1), scenario.prolonged_days)
    except CalendarEnds as ends:
        raise Unmet.of([Complaint(ends.reasons[0], "days")]) from ends
    if later <= clock.now():
        late = _("从原期限起延长这么多天，仍早于现在，请填更多天数。")
        raise Unmet.of([Complaint(late, "days")])
    return later
