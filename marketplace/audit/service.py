"""Append an event; check the chain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from flask import g, has_app_context
from sqlalchemy import event as database
from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from marketplace import clock
from marketplace.audit import records
from marketplace.audit.models import AuditAnchor, AuditEvent, AuditHead
from marketplace.extensions import db, unit_of_work
from marketplace.i18n import Words, _l, in_source, is_key, stored
from marketplace.sheets.canonical import sha256

START = "0" * 64
FOLLOWS = "follows"
"""Key in an event's data: the hash of the event before it about the same subject. Between two of them lie others of the
platform, so without it nobody who holds one subject's events only would see that one of them is gone."""

WORDS = "words"
"""Key in an event's data: label and reason as sentences with their values, where they are not a text or a mere key."""

AFTER = "after"
"""The same for other subjects whose rows it records, by subject."""


class Actor(Protocol):
    """Whoever acts: a person or the clock."""

    id: int | None

    @property
    def title(self) -> str:
        """How the history names them: organisation and role, never more."""


def append(
    *,
    actor: Actor | None,
    action: str,
    label: str,
    subject_kind: str,
    subject_ref: str,
    round_number: int | None = None,
    source: str = "",
    target: str = "",
    reason: str = "",
    public: bool = False,
    data: dict[str, Any] | None = None,
) -> AuditEvent:
    """Write one event at the end of the chain, in the open unit of work, with the hashes of the rows it changed."""
    with unit_of_work() as session:
        taken, owners = records.take(session, subject_kind, subject_ref)
        head = session.get(AuditHead, 1) or AuditHead(id=1, position=0, hash=START)
        event = AuditEvent(
            position=head.position + 1,
            at=clock.now(),
            actor_id=actor.id if actor else None,
            actor=in_source(actor.title if actor else _l("系统")),
            action=action,
            label=in_source(label),
            subject_kind=subject_kind,
            subject_ref=subject_ref,
            round_number=round_number,
            source=source,
            target=target,
            reason=in_source(reason)[:4000],
            public=public,
            data={
                **(data or {}),
                **_kept(label=label, reason=reason),
                **taken,
                **_follows(subject_kind, subject_ref),
                **_after(owners),
            },
            previous_hash=head.hash,
        )
        event.hash = sha256(event.content())
        head.position, head.hash = event.position, event.hash
        session.add_all([event, head])
        session.flush()
    return event


def _kept(**words: str) -> dict[str, Any]:
    """Sentences with values, beside what they say in Chinese, so that they can be read in another language."""
    found = {name: stored(one) for name, one in words.items() if isinstance(one, Words) and not is_key(one)}
    return {WORDS: found} if found else {}


def _follows(kind: str, ref: str) -> dict[str, str]:
    query = select(AuditEvent.hash).where(AuditEvent.subject_kind == kind, AuditEvent.subject_ref == ref)
    before = db.session.scalar(query.order_by(AuditEvent.position.desc()).limit(1)) if ref else None
    return {FOLLOWS: before} if before else {}


def _after(subjects: set[str]) -> dict[str, dict[str, str]]:
    """The newest events about other subjects whose rows this event records."""
    pairs = [tuple(one.split("/", 1)) for one in sorted(subjects)]
    if not pairs:
        return {}
    about = tuple_(AuditEvent.subject_kind, AuditEvent.subject_ref)
    newest = (
        select(func.max(AuditEvent.position))
        .where(about.in_(pairs))
        .group_by(AuditEvent.subject_kind, AuditEvent.subject_ref)
    )
    rows = db.session.scalars(select(AuditEvent).where(AuditEvent.position.in_(newest)))
    found = {f"{row.subject_kind}/{row.subject_ref}": row.hash for row in rows}
    return {AFTER: found} if found else {}


def anchor(*, position: int, hashes: Mapping[str, str]) -> None:
    """Let hashes (each with what it is of) lead to an event from now on; one that is known keeps its first event."""
    with unit_of_work() as session:
        for sha256_, kind in hashes.items():
            if session.get(AuditAnchor, sha256_) is None:
                session.add(AuditAnchor(sha256=sha256_, kind=kind, position=position))
        session.flush()


@database.listens_for(Session, "before_commit")
def _record_the_rest(session: Session) -> None:
    """Rows that changed after the last event of their scenario, or without one, are recorded all the same."""
    if has_app_context() and g.get("unit_of_work_open") and session.get_nested_transaction() is None:
        for code in list(records.left(session)):
            append(actor=None, action="record_rows", label=_l("登记内容"), subject_kind="rows", subject_ref=code)


def faults() -> Iterator[str]:
    """What is wrong with the chain, in words that name the row; nothing when it is whole."""
    expected, previous = 1, START
    for event in db.session.scalars(select(AuditEvent).order_by(AuditEvent.position).execution_options(yield_per=500)):
        if event.position != expected:
            yield f"event {expected} is missing: {event.position} follows {expected - 1}"
        if event.previous_hash != previous:
            yield f"event {event.position} ({event.action} {event.subject_ref}) does not follow the one before it"
        if event.hash != sha256(event.content()):
            yield f"event {event.position} ({event.action} {event.subject_ref}) was changed"
        expected, previous = event.position + 1, event.hash
    head = db.session.get(AuditHead, 1)
    if head and (head.position, head.hash) != (expected - 1, previous):
        yield f"the chain ends at event {expected - 1}, but event {head.position} was written"
