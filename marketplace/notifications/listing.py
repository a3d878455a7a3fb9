"""The outbox as lines of text for the command line."""

from __future__ import annotations

from collections.abc import Iterator

from flask import current_app
from sqlalchemy import select

from marketplace import clock
from marketplace.extensions import db
from marketplace.notifications.models import OutboxMail
from marketplace.notifications.texts import parts

MASK = "····"


def lines(*, limit: int = 500) -> Iterator[str]:
    """One line per mail, newest last; one about a claim is masked until the deadline."""
    newest = select(OutboxMail.id).order_by(OutboxMail.id.desc()).limit(limit)
    rows = db.session.scalars(select(OutboxMail).where(OutboxMail.id.in_(newest)).order_by(OutboxMail.id)).all()
    now = clock.now()
    for row in rows:
        masked = row.masked_until is not None and now < row.masked_until
        yield "\t".join([MASK] * 4 if masked else _columns(row))


def _columns(row: OutboxMail) -> list[str]:
    """When, state, recipient, subject; in a rehearsal also the first link, for whoever cannot sign in to read it."""
    state = "sent" if row.sent_at else f"failed {row.attempts}x: {row.error}" if row.error else "waiting"
    when = row.created_at.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M")
    links = [link for _text, link in parts(row.body) if link] if current_app.config["DEMO"] else []
    return [when, state, row.to, row.subject, *links[:1]]
