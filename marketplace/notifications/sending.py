"""Send what waits in the outbox: at least once, one bad address never stops the others."""

from __future__ import annotations

from datetime import timedelta
from email.charset import BASE64, Charset
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.text import MIMEText
from email.policy import compat32

from flask import current_app
from flask_mail import BadHeaderError, Message, sanitize_address
from sqlalchemy import or_, select

from marketplace import clock
from marketplace.extensions import db, mail, unit_of_work
from marketplace.i18n import reading
from marketplace.notifications.models import OutboxMail

LEASE = timedelta(minutes=5)
"""A mail taken by one process is left alone by the others for so long."""
LONGEST_PAUSE = timedelta(hours=6)
LONGEST_SUBJECT = 300

UTF8 = Charset("utf-8")
UTF8.body_encoding = BASE64
"""Chinese prose as base64: no line of it is longer than mail may be, and no relay has to know 8-bit text."""

LONGEST_WORD = 72
"""An encoded word may have 75 characters (RFC 2047); the library's own limit lets some grow to 77."""


class Letter(Message):
    """A mail as it leaves: each header once, no line over 78 characters, nothing but ASCII on the wire."""

    def _message(self) -> MIMEBase:
        message = super()._message()
        wire = message.policy
        message.policy = compat32  # takes a header that is folded already; the other would fold it anew, and too long
        del message["Subject"]
        message["Subject"] = Header(self.subject, "utf-8", LONGEST_WORD, "Subject").encode()
        message.policy = wire
        return message

    def _mimetext(self, text: str | None, subtype: str = "plain") -> MIMEText:
        return MIMEText(text or "", subtype, UTF8)  # type: ignore[arg-type]  # a Charset is taken, the stubs know names only


def language_of(_row: OutboxMail) -> str:
    """The language in which a mail is written: the platform's, until a person can name their own."""
    language: str = current_app.config["BABEL_DEFAULT_LOCALE"]
    return language


def written(row: OutboxMail) -> bytes:
    """The letter as it goes over the wire, from the first header to the last line.

    :raises BadHeaderError: an address is none.
    """
    with reading(language_of(row)):
        subject, body = " ".join(row.subject.split())[:LONGEST_SUBJECT], row.body
    letter = Letter(subject=subject, recipients=[row.to], body=body, date=clock.real_now().timestamp())
    letter.msgId = row.message_id  # the library writes this header itself: once
    if letter.has_bad_headers():
        raise BadHeaderError
    return letter.as_bytes()


def send_waiting(*, limit: int = 100) -> tuple[int, int]:
    """Send what is due; answers how many went and how many failed. Without SMTP settings nothing leaves."""
    if not current_app.config["MAIL_SERVER"]:
        return 0, 0
    sent = failed = 0
    for mail_id in _take(limit):
        error = _send(mail_id)
        sent, failed = (sent + 1, failed) if error is None else (sent, failed + 1)
    return sent, failed


def _take(limit: int) -> list[int]:
    """Lease the mails that are due, so that no two processes send one at the same time."""
    now = clock.real_now()
    due = or_(OutboxMail.next_attempt_at.is_(None), OutboxMail.next_attempt_at <= now)
    query = select(OutboxMail).where(OutboxMail.sent_at.is_(None), due).order_by(OutboxMail.id).limit(limit)
    if db.session.scalar(query.with_only_columns(OutboxMail.id).limit(1)) is None:
        return []
    with unit_of_work() as session:
        rows = session.scalars(query).all()
        for row in rows:
            row.next_attempt_at = now + LEASE
        return [row.id for row in rows]


def _send(mail_id: int) -> str | None:
    error: str | None = None
    try:
        _deliver(mail_id)
    except Exception as failure:  # whatever is wrong with one mail, the others go out
        error = f"{type(failure).__name__}: {failure}"[:300]
    with unit_of_work() as session:
        row = session.get_one(OutboxMail, mail_id)
        row.attempts += 1
        row.error = error or ""
        if error is None:
            row.sent_at = clock.real_now()
        else:
            row.next_attempt_at = clock.real_now() + min(timedelta(minutes=2**row.attempts), LONGEST_PAUSE)
    return error


def _deliver(mail_id: int) -> None:
    """Hand the letter to the mail server: the one that was written and kept before the first attempt."""
    row = db.session.get_one(OutboxMail, mail_id)
    if row.sent_bytes is None:
        with unit_of_work() as session:
            row = session.get_one(OutboxMail, mail_id)
            row.sent_bytes = written(row)
    letter, to = row.sent_bytes, sanitize_address(row.to)
    assert letter is not None
    with mail.connect() as server:
        if server.host is not None:  # a test that lets nothing leave has none
            server.host.sendmail(sanitize_address(current_app.extensions["mail"].default_sender), [to], letter)
