"""What has to hold before a question is answered, and before its answer is released."""

from __future__ import annotations

from collections.abc import Iterator

from marketplace.errors import Complaint
from marketplace.questions import limits
from marketplace.questions.models import Question
from marketplace.questions.naming import naming_complaints
from marketplace.workflow import Move


def names_nobody(move: Move) -> Iterator[Complaint]:
    """It is published unsigned: nothing in it names its asker."""
    yield from naming_complaints(str(move.values.get("question") or ""), move.person)


def before_the_deadline(move: Move) -> Iterator[Complaint]:
    """The contest still takes claims."""
    if move.subject.released_at is None and (over := limits.why_over(move.subject)):
        yield Complaint(over)


def with_time_to_use_it(move: Move) -> Iterator[Complaint]:
    """Who claims has a day with the answer."""
    if move.subject.released_at is None and (late := limits.why_too_late_to_release(move.subject)):
        yield Complaint(late)


def why_not_answered(row: Question) -> str:
    """It is not public yet."""
    return limits.released_words(row) if row.released_at is not None else ""


def why_not_released(row: Question) -> str:
    """It is answered, and not public yet."""
    return why_not_answered(row) or ("" if row.answer else limits.unanswered_words(row))
