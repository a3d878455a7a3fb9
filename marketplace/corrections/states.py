"""How a correction stands (补正): its claim, its answer and the clock say so, no column does."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace import clock
from marketplace.claims.models import Claim
from marketplace.corrections import queries
from marketplace.corrections.models import Correction
from marketplace.i18n import _l
from marketplace.panel.judging import why_not_judging
from marketplace.workflow import State

NOT_ASKED, ASKED, REMEDIED, UNANSWERED, ENDED = "not_asked", "asked", "remedied", "unanswered", "ended"


@dataclass(frozen=True)
class CorrectionState(State):
    """A state of a correction with what its page asks of it."""

    runs: bool = False
    """Whether it may still be answered."""
    was_cut_short: bool = False
    """Whether the evaluation ended before its time did."""


# A table: each row keeps the line in which it reads best.
# fmt: off
STATES = {
    state.id: state
    for state in (
        CorrectionState(NOT_ASKED, _l("没有要求补正"), "plain", turn=_l("区城市办"), next=_l("作资格审查；有形式问题的，可以要求补正")),
        CorrectionState(ASKED, _l("等待补正"), "waiting", turn=_l("牵头单位"), next=_l("按要求补正，只有一次"), runs=True),
        CorrectionState(REMEDIED, _l("已补正"), "done", turn=_l("区城市办"), next=_l("作资格审查")),
        CorrectionState(UNANSWERED, _l("逾期未补正"), "wrong", turn=_l("区城市办"), next=_l("依现有材料作资格审查")),
        CorrectionState(ENDED, _l("没有补正"), "over", next=_l("评榜已经结束，不用再办理"), was_cut_short=True),
    )
}
# fmt: on


def state_of(correction: Correction | None) -> str:
    """Where it stands now; nothing was asked where it is None."""
    if correction is None:
        return NOT_ASKED
    if correction.remedied_at is not None:
        return REMEDIED
    if clock.now() >= correction.due_at:
        return UNANSWERED
    return ENDED if why_not_judging(correction.claim.round) else ASKED


def standing_of(claim: Claim) -> str:
    """The same of the claim that it is asked of."""
    return state_of(queries.correction_of(claim))
