"""Until when a question is answered and released, and the words for what is over."""

from __future__ import annotations

from marketplace import clock
from marketplace.furniture import kept, times
from marketplace.i18n import _
from marketplace.questions import queries
from marketplace.questions.models import Question
from marketplace.scenarios.models import Round
from marketplace.settings import queries as settings


def answer_days(round_: Round) -> int:
    """Within how many working days an answer is due."""
    return settings.of_round(round_.figures, "question_answer_days")


def due_words(row: Question) -> str:
    """By when the answer is due, in words."""
    return kept.within(row.due_at, answer_days(row.round), clock.now())


def why_over(row: Question) -> str:
    """Why nothing is answered or released any more; empty while it is."""
    when = times.moment(row.round.deadline)
    over = _("揭榜已于 %(when)s 截止，没有公开答复的提问已按未答复公开。", when=when)
    return over if clock.now() >= row.round.deadline else ""


def why_too_late_to_release(row: Question) -> str:
    """Why an answer is released no more; empty while it is."""
    if over := why_over(row):
        return over
    near = _(
        "距揭榜截止（%(when)s）不足一天，现在公开，揭榜方来不及采用。须公开的，请先变更公告顺延截止，再公开答复。",
        when=times.moment(row.round.deadline),
    )
    return near if clock.now() >= queries.release_ends_at(row.round) else ""


def released_words(row: Question) -> str:
    """Why a released answer stays as it is, and what helps if it is wrong."""
    assert row.released_at is not None
    return _("答复已于 %(when)s 公开，不能再更改；要更正的，请变更公告。", when=times.moment(row.released_at))


def unanswered_words(row: Question) -> str:
    """Why nothing can be released yet."""
    return _("发布方还没有答复，答复后才能公开。答复期限 %(due)s。", due=due_words(row))
