"""What an act leaves behind: its event, and its messages."""

from __future__ import annotations

from typing import Any

from marketplace.acts.kind import Kind
from marketplace.audit import service as audit
from marketplace.furniture import kept
from marketplace.notifications import service as notifications
from marketplace.workflow import Move, Tell


def record(kind: Kind, move: Move) -> None:
    """The event of a move that was made. A thing whose state is no column has no states in its events."""
    kind.settle(move)
    if move.row.silent:
        return
    target = move.row.target
    append(kind, move, action=move.row.action, label=move.row.label, source=move.source, target=target)


def append(
    kind: Kind, move: Move, *, action: str, label: str, source: str = "", target: str = "", reason: str | None = None
) -> None:
    """An event about the thing that moved, or did not."""
    own: dict[str, Any] = {"subject_kind": kind.id, "subject_ref": kind.ref(move.subject), "public": move.row.public}
    audit.append(
        actor=move.person or move.actor,
        action=action,
        label=label,
        source=source if target else "",
        target=target,
        reason=kind.reason(move) if reason is None else reason,
        data=move.notes,
        **{**own, **kind.event(move)},
    )


def send(kind: Kind, move: Move, tell: Tell) -> None:
    """One message of the row, to everyone of its audience. What was filled in may stand in it under the field's id."""
    words = {**move.values, **kind.words(move)}
    revision = kind.table.standing.revision(move.subject)
    usual = kind.key(move) or f"{move.row.action}/{kind.ref(move.subject)}/{revision}"
    key = tell.key.format_map(words) or usual
    title, body = kept.sentence(tell.subject, words), kept.sentence(tell.body, words)
    link, masked_until = tell.link.format_map(words), kind.masked_until(move) if tell.secret else None
    for reader in tell.audience(move):
        if isinstance(reader, str):
            notifications.mail_with_link(to=reader, subject=title, body=body, link=link, masked_until=masked_until)
        else:
            notifications.tell(reader, key=key, title=title, body=body, link=link, masked_until=masked_until)
