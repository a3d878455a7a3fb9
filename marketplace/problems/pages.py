"""What the pages of problems show."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import render_template, url_for

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.acts import reading
from marketplace.audit import queries as audit
from marketplace.furniture import times
from marketplace.furniture.components import Event, Tag
from marketplace.i18n import _
from marketplace.problems import queries
from marketplace.problems.limits import KINDS, is_late, is_near
from marketplace.problems.models import Problem
from marketplace.problems.states import STATES
from marketplace.problems.workflow import TABLE
from marketplace.scenarios.models import Scenario


def state_tag(problem: Problem) -> Tag:
    """The tag of its state."""
    row = problem.state_row
    return Tag(str(row.label), row.shape)


def light(problem: Problem) -> Tag | None:
    """Yellow in the last quarter, red once late; None before and where no limit runs."""
    if not problem.runs:
        return None
    now = clock.now()
    if is_late(problem, now):
        return Tag(_("逾期"), "wrong")
    return Tag(_("临期"), "waiting") if is_near(problem, now) else None


def turn_of(problem: Problem) -> str:
    """Who acts next, by name where that is known; empty where nobody has to."""
    state = problem.state_row
    if state.runs and problem.unit:
        return problem.unit.short_name
    return problem.organisation.short_name if state.raiser_acts else str(state.turn)


def facts(problem: Problem) -> list[tuple[str, Any]]:
    """Who, what kind, by whom, by when."""
    return [
        (_("编号"), problem.code),
        (_("类别"), KINDS[problem.kind]),
        (_("提出单位"), problem.organisation.short_name),
        (_("责任单位"), problem.unit.short_name if problem.unit else ""),
        (_("办结期限"), times.until(problem.due_at, clock.now()) if problem.due_at else ""),
    ]


def events(problem: Problem) -> list[Event]:
    """The history, newest first: who, when, what, why."""
    return [_event(row) for row in reversed(audit.history("problem", problem.code))]


def _day(kept: str) -> str:
    return times.day(date.fromisoformat(kept))


def _event(row: Any) -> Event:
    """One line: what was answered or decided, which unit, by when, and where it stands since."""
    parts = [_("责任单位：%(unit)s", unit=row.data["unit"])] if row.data.get("unit") else []
    if row.data.get("due"):
        parts.append(_("期限：%(day)s", day=_day(row.data["due"])))
    if row.data.get("decided_on"):
        parts.append(_("决定日期：%(day)s", day=_day(row.data["decided_on"])))
    if row.target in STATES and row.source != row.target:
        parts.append(_("现为“%(state)s”", state=STATES[row.target].label))
    if row.data.get("said"):
        parts.append(str(row.data["said"]))
    return Event(
        at=row.at,
        title=reading.label_of(row),
        text="；".join(parts),
        who=reading.actor_of(row),
        reason=reading.reason_of(row),
        action=row.action,
    )


def overview(problem: Problem, person: Person) -> dict[str, Any]:
    """Everything that its page shows."""
    return {
        "problem": problem,
        "state": problem.state_row,
        "turn": turn_of(problem),
        "tag": state_tag(problem),
        "light": light(problem),
        "facts": facts(problem),
        "choices": TABLE.choices(person, problem, clock.now()),
        "events": events(problem),
    }


def rows(found: Any) -> list[dict[str, Any]]:
    """Lines of a list of problems."""
    return [
        {
            "problem": one,
            "url": url_for("problems.overview", ref=one.code),
            "tag": state_tag(one),
            "light": light(one),
            "state": one.state_row,
        }
        for one in found
    ]


def scenario_panel(scenario: Scenario) -> str:
    """What was raised about a scenario, on its page at the desk; nothing where nothing was."""
    found = queries.of_scenario(scenario)
    return render_template("problems/_panel.html", rows=rows(found), scenario=scenario) if found else ""
