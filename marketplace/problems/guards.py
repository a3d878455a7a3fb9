"""What has to hold before a problem moves."""

from __future__ import annotations

from collections.abc import Iterator

from marketplace import clock
from marketplace.errors import Complaint
from marketplace.i18n import _
from marketplace.problems.effects import unit_of
from marketplace.problems.limits import day_in, end_of, is_late, urged_today
from marketplace.workflow import Move


def due_lies_ahead(move: Move) -> Iterator[Complaint]:
    """The last day is today or later."""
    due = day_in(move, "due")
    if due is not None and due < clock.today():
        yield Complaint(_("办结期限不能早于今天。"), "due")


def due_is_later(move: Move) -> Iterator[Complaint]:
    """The new last day is later than the present one."""
    due = day_in(move, "due")
    if due is not None and move.subject.due_at is not None and end_of(due) <= move.subject.due_at:
        yield Complaint(_("新的期限要晚于现在的期限。"), "due")


def another_unit(move: Move) -> Iterator[Complaint]:
    """Nobody settles what they had to solve themselves."""
    unit = unit_of(move)
    if unit is not None and unit.id == move.subject.organisation_id:
        yield Complaint(_("提出单位自己不能是责任单位：谁提出，谁销号。"), "unit")


def late(move: Move) -> Iterator[Complaint]:
    """The limit has passed."""
    if not is_late(move.subject, move.now):
        yield Complaint(_("还没有到办结期限，逾期以后才能督办。"))


def once_a_day(move: Move) -> Iterator[Complaint]:
    """It was not urged today already."""
    if urged_today(move.subject, move.now):
        yield Complaint(_("今天已经督办过，明天可以再次督办。"))


def not_escalated(move: Move) -> Iterator[Complaint]:
    """The leading group does not have it yet."""
    if move.subject.escalated_at is not None:
        yield Complaint(_("已经提请领导小组协调，正在等待决定。"))


def escalated(move: Move) -> Iterator[Complaint]:
    """The leading group has it."""
    if move.subject.escalated_at is None:
        yield Complaint(_("没有提请领导小组协调，请先办理顶格协调。"))


def decided_before_today(move: Move) -> Iterator[Complaint]:
    """A decision is not of a day to come."""
    day = day_in(move, "decided_on")
    if day is not None and day > clock.today():
        yield Complaint(_("决定日期不能晚于今天。"), "decided_on")
