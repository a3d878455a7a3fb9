"""Conditions of the acts that end a round or an award: proposed by another, answered, objected to by nobody. As in
`guards.py`, the first line of each docstring stands in the printed table."""

from __future__ import annotations

from marketplace.errors import CalendarEnds, Complaint
from marketplace.furniture import times
from marketplace.i18n import _
from marketplace.lifecycle import proposals
from marketplace.lifecycle.guards import Complaints
from marketplace.objections import answers
from marketplace.objections import queries as objection_queries
from marketplace.workdays import queries as workdays
from marketplace.workflow import Move


def proposed_by_another(move: Move) -> Complaints:
    """a reviewer, another person, has proposed it."""
    found = proposals.standing(move.subject.round, move.row.action)
    if found is None:
        yield Complaint(
            _(
                "须先由初审人提请%(act)s，写明理由；发布方和有关揭榜单位有 %(n)d 个工作日答复，期满后由审定人办理。",
                act=proposals.ACTS[move.row.action],
                n=proposals.hearing_days(move.subject.round),
            )
        )
    elif move.person is not None and found.by_id == move.person.id:
        yield Complaint(_("这份提请是你作出的，由另一位审定人办理。"))


def answers_awaited(move: Move) -> Complaints:
    """the time to answer the proposal is over."""
    found = proposals.standing(move.subject.round, move.row.action)
    if found is not None and move.now < found.until:
        yield Complaint(_("提请的答复期至 %(when)s，期满后可以办理。", when=proposals.until(found)))


def answers_awaited_or_waived(move: Move) -> Complaints:
    """the time to answer the proposal is over, or the winner's written waiver is attached."""
    if move.values.get("written_waiver"):
        return
    for one in answers_awaited(move):
        yield Complaint(_("%(why)s有揭榜方书面放弃声明的，请上传。", why=one.message), "written_waiver")


def can_be_proposed(move: Move) -> Complaints:
    """an approver could do it, and it is not proposed already."""
    act: str = move.values.get("act") or ""
    if act in move.subject.state_row.proposes:
        yield from proposals.why_not(move.subject, act)


def calendar_known_for_answers(move: Move) -> Complaints:
    """the time to answer falls in a year whose calendar is known."""
    try:
        workdays.end_of_working_days(move.now, proposals.objecting_days(move.subject.round))
    except CalendarEnds as ends:
        yield from ends.complaints


def nobody_objects_to_the_end(move: Move) -> Complaints:
    """the time to object to the lapse or termination is over."""
    yield from _still_objectable(move, ("lapse", "terminate"))


def nobody_objects_to_the_forfeit(move: Move) -> Complaints:
    """the time to object to the last forfeit is over."""
    yield from _still_objectable(move, ("forfeit",))


def _still_objectable(move: Move, acts: tuple[str, ...]) -> Complaints:
    found = proposals.objectable(move.subject.round, acts)
    if found is not None and found.objections_until is not None:
        yield Complaint(
            _(
                "对%(act)s的异议期至 %(when)s，期满后可以办理。",
                act=proposals.ACTS[found.act],
                when=times.until(found.objections_until, move.now),
            )
        )
    if move.subject.round and (waiting := objection_queries.objections_to_ends(move.subject.round)):
        yield Complaint(_("有 %(n)d 条对它的异议未书面答复，答复后可以办理。", n=len(answers.together(waiting))))
