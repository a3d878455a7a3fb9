"""The states of a score sheet: a draft until it is locked, and then for ever."""

from __future__ import annotations

from marketplace.i18n import _l
from marketplace.workflow import State

FIRST, LOCKED = "draft", "locked"

# A table: each row keeps the line in which it reads best.
# fmt: off
STATES = {
    state.id: state
    for state in (
        State(FIRST, _l("草稿"), "waiting", turn=_l("专家"), next=_l("逐项打分、写明理由后锁定")),
        State(LOCKED, _l("已锁定"), "done", next=_l("不能再改；与其他专家相差较大的，写明理由")),
    )
}
# fmt: on


def state_of(*, is_locked: bool) -> str:
    """Where a sheet stands."""
    return LOCKED if is_locked else FIRST
