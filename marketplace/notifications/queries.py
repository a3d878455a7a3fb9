"""Messages as people read them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from marketplace import clock
from marketplace.errors import NotFound
from marketplace.extensions import db
from marketplace.notifications.models import Notification, OutboxMail

PER_PAGE = 50


def count_unread(person_id: int) -> int:
    """How many messages a person has not read."""
    query = (
        select(func.count())
        .select_from(Notification)
        .where(Notification.person_id == person_id, Notification.read_at.is_(None))
    )
    return db.session.scalar(query) or 0


def messages(person_id: int, *, page: int = 1) -> tuple[Sequence[Notification], int]:
    """A page of a person's messages, unread ones first, then the newest; and how many there are in all."""
    mine = Notification.person_id == person_id
    order = (Notification.read_at.is_not(None), Notification.at.desc(), Notification.id)
    query = select(Notification).where(mine).order_by(*order).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    total = db.session.scalar(select(func.count()).select_from(Notification).where(mine)) or 0
    return db.session.scalars(query).all(), total


def keys_told(keys: Collection[str]) -> set[str]:
    """Those of these promises of which somebody was told."""
    if not keys:
        return set()
    return set(db.session.scalars(select(Notification.key).where(Notification.key.in_(list(keys))).distinct()))


def message(message_id: int) -> Notification:
    """One message.

    :raises NotFound: there is none.
    """
    row = db.session.get(Notification, message_id)
    if row is None:
        raise NotFound
    return row


def outbox_of(person_id: int, *, limit: int = 100) -> Sequence[OutboxMail]:
    """The newest mails to a person."""
    query = select(OutboxMail).where(OutboxMail.person_id == person_id).order_by(OutboxMail.id.desc()).limit(limit)
    return db.session.scalars(query).all()


def count_to(address: str, subject: str, since: datetime) -> int:
    """How many mails with this subject were written to the address since then."""
    query = (
        select(func.count())
        .select_from(OutboxMail)
        .where(OutboxMail.to == address, OutboxMail.kept_subject == subject, OutboxMail.created_at >= since)
    )
    return db.session.scalar(query) or 0


def _is_failed() -> Iterator[ColumnElement[bool]]:
    """Tried, and not gone; one that tells of a claim is nobody's to know before the deadline."""
    yield OutboxMail.sent_at.is_(None)
    yield OutboxMail.attempts > 0
    yield or_(OutboxMail.masked_until.is_(None), OutboxMail.masked_until <= clock.now())


def failed(*, limit: int = 200) -> Sequence[OutboxMail]:
    """Mails that could not be delivered so far, the most often tried first."""
    query = select(OutboxMail).where(*_is_failed()).order_by(OutboxMail.attempts.desc(), OutboxMail.id)
    return db.session.scalars(query.limit(limit)).all()


def count_failed() -> int:
    """How many mails could not be delivered so far."""
    return db.session.scalar(select(func.count()).select_from(OutboxMail).where(*_is_failed())) or 0
