"""An act that somebody else confirms: proposed, and then made (`service.apply`), declined or taken back."""

from __future__ import annotations

from marketplace.acts.kind import Kind
from marketplace.acts.recording import append
from marketplace.i18n import _l
from marketplace.workflow import Move


def propose(kind: Kind, move: Move) -> None:
    """Put the move before whoever confirms it, in the open unit of work; its conditions are met."""
    assert move.row.waits is not None
    kind.propose(move)
    for effect in move.row.waits.proposed:
        effect(move)
    move.proposed = True
    append(kind, move, action=f"propose_{move.row.action}", label=_l("提请%(label)s", label=move.row.label))


def decline(kind: Kind, move: Move, *, answer: str) -> None:
    """Leave undone what was proposed, in the open unit of work."""
    _leave(move)
    label = _l("不予确认：%(label)s", label=move.row.label)
    append(kind, move, action=f"decline_{move.row.action}", label=label, reason=answer)


def withdraw(kind: Kind, move: Move, *, reason: str) -> None:
    """Leave undone what is not proposed any more, in the open unit of work."""
    _leave(move)
    label = _l("撤回提请：%(label)s", label=move.row.label)
    append(kind, move, action=f"withdraw_{move.row.action}", label=label, reason=reason)


def _leave(move: Move) -> None:
    assert move.row.waits is not None
    for effect in move.row.waits.left:
        effect(move)
