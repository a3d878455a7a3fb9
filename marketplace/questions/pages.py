"""What the desks' pages show of a question."""

from __future__ import annotations

from typing import Any

from marketplace import clock
from marketplace.accounts.policy import current_person, may
from marketplace.furniture.components import Tag
from marketplace.i18n import _
from marketplace.questions import limits
from marketplace.questions.models import Question
from marketplace.questions.states import STATES
from marketplace.questions.workflow import TABLE


def shown(row: Question) -> dict[str, Any]:
    """A question for the desks; who asked and when stands in it for the office alone."""
    choices = TABLE.choices(current_person(), row, clock.now())
    possible = {choice.row.action for choice in choices if choice.possible}
    return {
        "row": row,
        "tag": _tag(row),
        "asker": row if may("askers.read", row) else None,
        "may_answer": "answer_question" in possible,
        "may_release": "release_answer" in possible,
        "over": "" if row.released_at else limits.why_too_late_to_release(row),
    }


def _tag(row: Question) -> Tag:
    if not row.released_at and limits.why_over(row):
        return Tag(_("未答复"), "over")
    state = STATES[row.state]
    return Tag(str(state.label), state.shape)
