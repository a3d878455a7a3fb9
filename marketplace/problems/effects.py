"""What a problem's acts bring about beside its state."""

from __future__ import annotations

from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Organisation
from marketplace.furniture import kept
from marketplace.problems.limits import day_in, end_of
from marketplace.problems.models import Problem, ProblemDecision
from marketplace.workflow import Move


def unit_of(move: Move) -> Organisation | None:
    """The unit that was chosen; None where none was."""
    found = accounts.organisations_by_code([str(move.values.get("unit") or "")])
    return found[0] if found else None


def begin_limit(move: Move) -> None:
    """The limit runs to the end of the day that was set; what was urged before counts no more."""
    problem: Problem = move.subject
    due = day_in(move, "due")
    assert due is not None
    problem.assigned_at, problem.due_at, problem.urged_at = move.now, end_of(due), None
    move.notes["due"] = due.isoformat()


def assign_unit(move: Move) -> None:
    """A unit is responsible; the event keeps its name as it was then."""
    unit = unit_of(move)
    assert unit is not None
    move.subject.unit_id, move.subject.unit = unit.id, unit
    move.notes["unit"] = unit.name


def keep_answer(move: Move) -> None:
    """What the unit did, with its evidence; an earlier answer stays in the history."""
    problem: Problem = move.subject
    problem.answer, problem.answer_files = move.values["answer"], move.values.get("files") or []
    move.notes |= {"said": problem.answer, "files": [one["name"] for one in problem.answer_files]}


def note_urging(move: Move) -> None:
    """It was urged today."""
    move.subject.urged_at = move.now


def extend_limit(move: Move) -> None:
    """The limit ends later; since when it runs stays."""
    due = day_in(move, "due")
    assert due is not None
    move.subject.due_at, move.subject.urged_at = end_of(due), None
    move.notes["due"] = due.isoformat()


def escalate(move: Move) -> None:
    """The leading group has it until it decides."""
    move.subject.escalated_at = move.now


def record_decision(move: Move) -> None:
    """The leading group's decision stands for good, with its paper."""
    problem: Problem = move.subject
    day = day_in(move, "decided_on")
    assert day is not None
    problem.decisions.append(
        ProblemDecision(
            decision=move.values["decision"],
            decided_on=day,
            files=move.values["file"],
            entered_at=move.now,
            entered_by_id=move.person.id,
        )
    )
    problem.escalated_at = None
    move.notes |= {"said": move.values["decision"], "decided_on": day.isoformat()}
    move.told["decided_on"] = kept.day(day)
