"""The states of a problem (DESIGN section 4): one row each, with a column for whatever others ask of it."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.i18n import _l
from marketplace.workflow import State

RAISED, ASSIGNED, ANSWERED, SETTLED, DECLINED = "raised", "assigned", "answered", "settled", "declined"
FIRST = RAISED
"""Where every problem begins."""


@dataclass(frozen=True)
class ProblemState(State):
    """A state of a problem with what others ask of it."""

    runs: bool = False
    """Whether the unit's limit runs: it can be near its end, late, and urged."""
    raiser_acts: bool = False
    """Whether it is the turn of whoever raised it."""
    coordinates: bool = False
    """Whether the leading group can be asked to coordinate."""


# A table: each row keeps the line in which it reads best.
# fmt: off
STATES = {
    state.id: state
    for state in (
        ProblemState(RAISED, _l("待交办"), "waiting", turn=_l("区城市办"), next=_l("确定责任单位和期限，或者不予受理"), coordinates=True),
        ProblemState(ASSIGNED, _l("办理中"), "open", turn=_l("责任单位"), next=_l("按期办结并答复"), runs=True, coordinates=True),
        ProblemState(ANSWERED, _l("待销号"), "waiting", turn=_l("提出单位"), next=_l("核对办理结果，销号或者要求重新办理"), raiser_acts=True),
        ProblemState(SETTLED, _l("已销号"), "done", next=_l("已经解决，不用再办理")),
        ProblemState(DECLINED, _l("不予受理"), "over", next=_l("不用再办理")),
    )
}
# fmt: on
COORDINATED = [state.id for state in STATES.values() if state.coordinates]
