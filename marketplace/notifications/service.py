"""Promise a message: one row for the application and one mail in the outbox, in the open transaction."""

from __future__ import annotations

import secrets
from datetime import datetime

from flask import current_app
from sqlalchemy import select, update

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.extensions import unit_of_work
from marketplace.i18n import _
from marketplace.notifications.models import Notification, OutboxMail

SITE = "城市场景揭榜"


def absolute(link: str) -> str:
    """The address as it stands in a mail."""
    return f"{current_app.config['BASE_URL']}{link}" if link.startswith("/") else link


def mail(
    *, to: str, subject: str, body: str, person: Person | None = None, masked_until: datetime | None = None
) -> OutboxMail:
    """Put one mail to one address into the outbox."""
    with unit_of_work() as session:
        row = OutboxMail(
            message_id=f"<{secrets.token_hex(16)}@marketplace>", person_id=person.id if person else None, to=to,
            subject=" ".join(subject.split())[:300], body=body, created_at=clock.now(), masked_until=masked_until,
            next_attempt_at=clock.real_now(),
        )
        session.add(row)
    return row


def tell(
    person: Person, *, key: str, title: str, body: str, link: str, masked_until: datetime | None = None
) -> None:
    """Tell one person once: `key` names the promise, so telling again adds nothing."""
    with unit_of_work() as session:
        known = select(Notification.id).where(Notification.person_id == person.id, Notification.key == key)
        if session.scalar(known):
            return
        session.add(Notification(person_id=person.id, key=key, at=clock.now(), title=title[:300], body=body, link=link))
        text = f"{body}\n\n{_('办理地址')}：{absolute(link)}\n\n{SITE}"
        mail(to=person.email, subject=f"【{SITE}】{title}", body=text, person=person, masked_until=masked_until)
        session.flush()


def mark_read(*, person_id: int, message_id: int | None = None) -> None:
    """One message to a person is read, or all of them."""
    unread = [Notification.person_id == person_id, Notification.read_at.is_(None)]
    if message_id is not None:
        unread.append(Notification.id == message_id)
    with unit_of_work() as session:
        session.execute(update(Notification).where(*unread).values(read_at=clock.now()))
