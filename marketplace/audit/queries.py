"""Histories: the events of one subject, of several, and what a person did before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, false, func, or_, select

from marketplace.audit.models import AuditAnchor, AuditEvent
from marketplace.extensions import db


def history(kind: str, ref: str, *, public_only: bool = False) -> Sequence[AuditEvent]:
    """The events of one subject, oldest first."""
    query = select(AuditEvent).where(AuditEvent.subject_kind == kind, AuditEvent.subject_ref == ref)
    if public_only:
        query = query.where(AuditEvent.public.is_(True))
    return db.session.scalars(query.order_by(AuditEvent.position)).all()


def of_subjects(subjects: Mapping[str, Sequence[str]]) -> Sequence[AuditEvent]:
    """The events of several subjects of several kinds (references by kind), oldest first."""
    chosen = [
        and_(AuditEvent.subject_kind == kind, AuditEvent.subject_ref.in_(refs))
        for kind, refs in subjects.items()
        if refs
    ]
    query = select(AuditEvent).where(or_(false(), *chosen)).order_by(AuditEvent.position)
    return db.session.scalars(query).all()


def recent(kind: str, refs: Iterable[str], *, limit: int = 10) -> Sequence[AuditEvent]:
    """The newest events of several subjects, newest first."""
    query = select(AuditEvent).where(AuditEvent.subject_kind == kind, AuditEvent.subject_ref.in_(list(refs)))
    return db.session.scalars(query.order_by(AuditEvent.position.desc()).limit(limit)).all()


def happened(kind: str, ref: str, action: str, *, actor_id: int | None, since: datetime) -> bool:
    """Whether this actor did this to the subject since then."""
    query = select(AuditEvent.position).where(
        AuditEvent.subject_kind == kind,
        AuditEvent.subject_ref == ref,
        AuditEvent.action == action,
        AuditEvent.actor_id == actor_id if actor_id is not None else AuditEvent.actor_id.is_(None),
        AuditEvent.at >= since,
    )
    return db.session.scalar(query.limit(1)) is not None


def refs_of(actor_id: int, kind: str, actions: Iterable[str]) -> set[str]:
    """To which subjects of a kind this actor did any of these."""
    query = select(AuditEvent.subject_ref).where(AuditEvent.subject_kind == kind, AuditEvent.actor_id == actor_id)
    return set(db.session.scalars(query.where(AuditEvent.action.in_(list(actions)))))


def anchored(sha256: str) -> tuple[str, AuditEvent] | None:
    """What an anchored hash is of, and the event that it stands for; None for one that nobody anchored."""
    query = select(AuditAnchor.kind, AuditEvent).join(AuditEvent, AuditEvent.position == AuditAnchor.position)
    row = db.session.execute(query.where(AuditAnchor.sha256 == sha256)).first()
    return (row[0], row[1]) if row else None


def count_events(kind: str, ref: str | None = None) -> int:
    """How many events one subject has, or all of a kind. A place in the chain would tell how much happened elsewhere."""
    query = select(func.count()).select_from(AuditEvent).where(AuditEvent.subject_kind == kind)
    if ref is not None:
        query = query.where(AuditEvent.subject_ref == ref)
    return db.session.scalar(query) or 0
