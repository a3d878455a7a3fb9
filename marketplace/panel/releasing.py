"""A disabled or silent expert is released (更换专家) before the scores are known: a reviewer proposes, an approver decides,
all their sheets are void, a successor is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.errors import Complaint, NotFound
from marketplace.extensions import db
from marketplace.i18n import _
from marketplace.panel import judging, queries, renewal, scores
from marketplace.panel.models import Assignment
from marketplace.scenarios.models import Scenario
from marketplace.workflow import Move


def assignment_of(scenario: Scenario, expert_id: int) -> Assignment:
    """The expert's place in the newest round.

    :raises NotFound: they never sat in it.
    """
    rows = queries.assignments(scenario.round) if scenario.round else ()
    found = next((one for one in rows if one.expert_id == expert_id), None)
    if found is None:
        raise NotFound(_("这位专家不在本轮专家组。"))
    return found


def why_not(assignment: Assignment) -> list[str]:
    """Why the expert cannot be released now; empty where the account is disabled, or sheets are owed past the limit."""
    round_ = assignment.round
    if reasons := judging.why_not_judging(round_):
        return reasons
    if assignment.is_recused:
        return [_("这位专家已经不在本轮专家组。")]
    if scores.are_known(round_):
        return [_("本轮评分表已经交齐，不能再更换专家；专家有问题的，在公示期内以异议提出。")]
    if assignment.expert.disabled_at is not None:
        return []
    due = round_.scenario.due_at
    if scores.owes(assignment) and due is not None and clock.now() >= due:
        return []
    return [
        _(
            "评榜期限 %(due)s 过后仍没有交齐评分表的，或者账号已停用的专家才能更换；自己有利害关系的由本人声明回避。",
            due=judging.by_when(round_),
        )
    ]


def not_to_be_proposed(move: Move) -> Iterator[Complaint]:
    """The expert is disabled, or silent past the limit, the scores are not known, and nothing waits for a decision."""
    reasons = why_not(move.subject)
    if not reasons and move.subject.releasing:
        reasons = [_("已经提请更换这位专家，请审定人决定。")]
    yield from map(Complaint, reasons)


def nothing_waits(move: Move) -> Iterator[Complaint]:
    """A proposal waits for a decision."""
    if not move.subject.releasing:
        yield Complaint(_("没有等待决定的更换提请：已经办理或者已经撤回。"))


def not_to_be_released(move: Move) -> Iterator[Complaint]:
    """The reason still holds, somebody proposed it, and another person decides."""
    reasons = why_not(move.subject)
    if not reasons and not move.subject.releasing:
        reasons = [_("须先由初审人提请更换，写明理由。")]
    if not reasons and move.person is not None and move.subject.releasing["by"] == move.person.id:
        reasons = [_("提请更换的是你，由另一位审定人决定。")]
    yield from map(Complaint, reasons)


def propose(move: Move) -> None:
    """It waits for an approver."""
    by, at = move.person, move.now.isoformat(timespec="seconds")
    move.subject.releasing = {"by": by.id, "who": by.title, "reason": move.values["reason"], "at": at}
    move.notes["expert"] = move.subject.expert_id


def withdraw(move: Move) -> None:
    """Nothing waits any more."""
    move.subject.releasing = {}
    move.notes["expert"] = move.subject.expert_id


def release(move: Move) -> None:
    """The expert is out for good, for the reason that was proposed: nothing that they scored counts."""
    place: Assignment = move.subject
    why = str(place.releasing["reason"])
    place.released_at, place.released_reason, place.releasing = move.now, why, {}
    db.session.flush()
    move.notes |= {"expert": place.expert_id, "reason": why}


def follow(move: Move) -> None:
    """The next is drawn, and perhaps no sheet is missing any more."""
    renewal.follow_released(move.subject)
    scores.follow(move.subject.round)


def deciders(move: Move) -> Iterable[Person]:
    """The approvers who decide on it."""
    return accounts.impartial_office(move.subject.round.scenario, Person.approves)
