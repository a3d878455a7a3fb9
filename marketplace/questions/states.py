"""Where a question stands: no column, but what has happened to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace.i18n import _l
from marketplace.workflow import State

if TYPE_CHECKING:  # the model reads its state here
    from marketplace.questions.models import Question

OPEN, ANSWERED, RELEASED = "open", "answered", "released"
STATES = {
    state.id: state
    for state in (
        State(OPEN, _l("待答复"), "waiting", turn=_l("发布方"), next=_l("答复提问")),
        State(ANSWERED, _l("待公开"), "waiting", turn=_l("区城市办初审人"), next=_l("核对后公开")),
        State(RELEASED, _l("已公开"), "done", next=_l("不能再更改，要更正的变更公告")),
    )
}


def standing_of(question: Question) -> str:
    """A key of `STATES`; whether time ended it, its round says."""
    if question.released_at is not None:
        return RELEASED
    return ANSWERED if question.answered_at is not None else OPEN
