"""Messages as people read them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from marketplace.extensions import db
from marketplace.notifications.models import Notification, OutboxMail


def count_unread(person_id: int) -> int:
    """How many messages a person has not read."""
    query = select(func.count()).select_from(Notification).where(
        Notification.person_id == person_id, Notification.read_at.is_(None))
    return db.session.scalar(query) or 0


def messages(person_id: int, *, limit: int = 100) -> Sequence[Notification]:
    """A person's newest messages."""
    query = select(Notification).where(Notification.person_id == person_id).order_by(Notification.id.desc()).limit(limit)
    return db.session.scalars(query).all()


def outbox_of(person_id: int, *, limit: int = 100) -> Sequence[OutboxMail]:
    """The newest mails to a person."""
    query = select(OutboxMail).where(OutboxMail.person_id == person_id).order_by(OutboxMail.id.desc()).limit(limit)
    return db.session.scalars(query).all()
