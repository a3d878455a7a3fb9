"""Promise a message: one row for the application and one mail in the outbox, in the open transaction.

What a message says is kept as sentences with their values (`_l("…", title=…)`, `furniture.kept`) and put into words when
it is read or sent: a text that comes in one language stays in it for ever."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime

from flask import current_app
from sqlalchemy import or_, select, update

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.extensions import db, unit_of_work
from marketplace.i18n import _l
from marketplace.notifications.models import Notification, OutboxMail
from marketplace.numbering.service import free_number

SITE = _l("城市场景揭榜")
LARGEST_NUMBER = 2**31 - 1


def absolute(link: str) -> str:
    """The address as it stands in a mail."""
    return f"{current_app.config['BASE_URL']}{link}" if link.startswith("/") else link


def mail(
    *, to: str, subject: str, body: str, person: Person | None = None, masked_until: datetime | None = None
) -> OutboxMail:
    """Put one mail to one address into the outbox."""
    with unit_of_work() as session:
        row = OutboxMail(
            message_id=f"<{secrets.token_hex(16)}@marketplace>",
            person_id=person.id if person else None,
            to=to,
            kept_subject=subject,
            kept_body=body,
            created_at=clock.now(),
            masked_until=masked_until,
            next_attempt_at=clock.real_now(),
        )
        session.add(row)
    return row


def mail_with_link(
    *, to: str, subject: str, body: str, link: str, person: Person | None = None, masked_until: datetime | None = None
) -> OutboxMail:
    """The same under the site's name, with the address of the page where it is done or read."""
    text = _l("%(body)s\n\n办理地址：%(link)s\n\n%(site)s", body=body, link=absolute(link), site=SITE)
    return mail(to=to, subject=under_the_sites_name(subject), body=text, person=person, masked_until=masked_until)


def under_the_sites_name(subject: str) -> str:
    """What a mail is about, as its reader finds it among others."""
    return _l("【%(site)s】%(subject)s", site=SITE, subject=subject)


def _free_number() -> int:
    """A number drawn at random: one that counts up would tell its reader how many messages others got, and so how many claims came."""
    return free_number(LARGEST_NUMBER, lambda number: db.session.get(Notification, number))


def tell(person: Person, *, key: str, title: str, body: str, link: str, masked_until: datetime | None = None) -> None:
    """Tell one person once: `key` names the promise, so telling again adds nothing."""
    with unit_of_work() as session:
        known = select(Notification.id).where(Notification.person_id == person.id, Notification.key == key)
        if session.scalar(known):
            return
        session.add(
            Notification(
                id=_free_number(),
                person_id=person.id,
                key=key,
                at=clock.now(),
                kept_title=title,
                kept_body=body,
                link=link,
            )
        )
        mail_with_link(to=person.email, subject=title, body=body, link=link, person=person, masked_until=masked_until)
        session.flush()


def hide_longer(*, about: Collection[str], before: datetime, until: datetime) -> None:
    """What lists hide until one moment, and what names one of these subjects among its values, they hide until another."""
    hidden = [
        OutboxMail.masked_until == before,
        or_(*(OutboxMail.kept_body.contains(one, autoescape=True) for one in about)),
    ]
    with unit_of_work() as session:
        session.execute(update(OutboxMail).where(*hidden).values(masked_until=until))


def mark_read(*, person_id: int, message_id: int | None = None) -> None:
    """One message to a person is read, or all of them."""
    unread = [Notification.person_id == person_id, Notification.read_at.is_(None)]
    if message_id is not None:
        unread.append(Notification.id == message_id)
    with unit_of_work() as session:
        session.execute(update(Notification).where(*unread).values(read_at=clock.now()))
