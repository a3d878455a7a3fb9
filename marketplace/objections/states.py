"""Where an objection stands: no column, but what has happened to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace import clock
from marketplace.i18n import _l
from marketplace.workflow import State

if TYPE_CHECKING:  # the model reads its state here
    from marketplace.objections.models import Objection

UNKNOWN, COUNTING, UPHELD_BY_ONE = "not_known", "counting", "upheld_by_one"
REPLIED, DISOWNED = "replied", "disowned"
STATES = {
    state.id: state
    for state in (
        State(
            UNKNOWN,
            _l("待核实"),
            "waiting",
            turn=_l("提出人或者区城市办"),
            next=_l("打开邮件里的链接确认，或者回电核实"),
        ),
        State(COUNTING, _l("待答复"), "waiting", turn=_l("区城市办审定人"), next=_l("书面答复")),
        State(
            UPHELD_BY_ONE, _l("待另一人同意"), "waiting", turn=_l("区城市办另一人"), next=_l("同意异议成立，或者退回")
        ),
        State(REPLIED, _l("已书面答复"), "done", next=_l("不能更改")),
        State(DISOWNED, _l("不是本人提出"), "over", next=_l("不用答复")),
    )
}


def standing_of(objection: Objection) -> str:
    """A key of `STATES`; whether what it is about is over, its notice and its round say."""
    if objection.decision:
        return REPLIED
    if objection.denied_at is not None:
        return DISOWNED
    if objection.upholding:
        return UPHELD_BY_ONE
    return COUNTING if objection.counts_at(clock.now()) else UNKNOWN
