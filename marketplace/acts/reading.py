"""An event in words, as whoever reads it now reads them: its act by the name that its row has now, its reason, who acted."""

from __future__ import annotations

from typing import Any, Protocol

from marketplace.accounts.roles import ROLES
from marketplace.acts.kind import tables_of
from marketplace.audit.service import WORDS
from marketplace.furniture import kept
from marketplace.i18n import Sentence, _l


class Event(Protocol):
    """What an event keeps of it."""

    subject_kind: str
    action: str
    label: str
    actor: str
    reason: str
    target: str
    data: dict[str, Any]


def label_of(event: Event) -> str:
    """What was done. Where a row of the thing's tables does it, its label is the row's of today, so that a wording that was
    corrected reads corrected everywhere; else it is what the event says."""
    if "label" in (words := event.data.get(WORDS) or {}):
        return str(kept.read(words["label"]))
    rows = [row for table in tables_of(event.subject_kind) for row in table.rows if row.action == event.action]
    said = [row for row in rows if isinstance(row.label, Sentence) and row.label.key == event.label]
    there = [row for row in rows if row.target == event.target]
    return str((said or there or rows)[0].label) if rows else str(_l(event.label))


def reason_of(event: Event) -> str:
    """Why: what somebody wrote stays as they wrote it, what the platform says is in the language of its reader."""
    words = event.data.get(WORDS) or {}
    return str(kept.read(words["reason"])) if "reason" in words else str(_l(event.reason)) if event.reason else ""


def actor_of(event: Event) -> str:
    """Who acted: the organisation as it was called, and the role."""
    organisation, gap, role = event.actor.rpartition(" ")
    return f"{organisation}{gap}{_l(role)}" if role in _roles() else str(_l(event.actor))


def _roles() -> set[str]:
    return {row.label.key for row in ROLES.values() if isinstance(row.label, Sentence)}
