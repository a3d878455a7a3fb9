"""How long a problem may take, by its kind, and how near its end is."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from marketplace import clock
from marketplace.i18n import _l
from marketplace.problems.models import Problem
from marketplace.settings import queries as settings
from marketplace.workdays import queries as workdays
from marketplace.workflow import Move

KINDS = {
    "construction": _l("建设"),
    "operation": _l("运营"),
    "factor": _l("要素"),
    "policy": _l("政策"),
    "safety": _l("安全"),
}
"""Each has a limit in working days among the settings, `problem.<kind>` (DESIGN section 4)."""
DAY = timedelta(days=1)


def days_of(kind: str) -> int:
    """The limit of the kind, in working days."""
    return settings.in_force(f"problem.{kind}")


def last_day_of(kind: str) -> date | None:
    """The last day that the limit of the kind leaves from today; None where the calendar does not reach that far."""
    due = workdays.due_after(days_of(kind))
    return _day(due - DAY) if due else None


def end_of(day: date) -> datetime:
    """The exclusive end of a last day: 24:00."""
    return clock.at(day, 24)


def is_late(problem: Problem, now: datetime) -> bool:
    """Whether its last day has passed."""
    return problem.due_at is not None and now >= problem.due_at


def is_near(problem: Problem, now: datetime) -> bool:
    """Whether its last quarter runs, at least one day (yellow); afterwards it is late (red)."""
    if problem.due_at is None or problem.assigned_at is None or is_late(problem, now):
        return False
    return now >= problem.due_at - max((problem.due_at - problem.assigned_at) / 4, DAY)


def urged_today(problem: Problem, now: datetime) -> bool:
    """Whether it was urged on this day: once a day is enough."""
    return problem.urged_at is not None and _day(problem.urged_at) == _day(now)


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.SHANGHAI).date()


def day_in(move: Move, name: str) -> date | None:
    """The day that was filled in; None where it was not, which the form says itself."""
    value = move.values.get(name)
    return date.fromisoformat(value) if value else None
