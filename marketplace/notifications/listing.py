"""The outbox as lines of text for the command line."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from marketplace import clock
from marketplace.extensions import db
from marketplace.notifications.models import OutboxMail

MASK = "····"


def lines(*, limit: int = 500) -> Iterator[str]:
    """One line per mail, newest last; one about a claim is masked until the deadline."""
    newest = select(OutboxMail.id).order_by(OutboxMail.id.desc()).limit(limit)
    rows = db.session.scalars(select(OutboxMail).where(OutboxMail.id.in_(newest)).order_by(OutboxMail.id)).all()
    now = clock.now()
    for row in rows:
        masked = row.masked_until is not None and now < row.masked_until
        state = "sent" if row.sent_at else f"failed {row.attempts}x: {row.error}" if row.error else "waiting"
        when = row.created_at.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M")
        yield f"{MASK if masked else when}\t{state if not masked else MASK}\t{MASK if masked else row.to}\t{MASK if masked else row.subject}"
