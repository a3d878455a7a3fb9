"""The outbox and the messages that people read in the application."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from marketplace.columns import Moment
from marketplace.extensions import Base
from marketplace.notifications.columns import Kept


class OutboxMail(Base):
    """One mail to one address. Its Message-ID never changes, so a repeated delivery can be recognised."""

    __tablename__ = "outbox_mail"
    __table_args__ = (Index("ix_outbox_mail_waiting", "sent_at", "next_attempt_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    to: Mapped[str] = mapped_column(String(254))
    kept_subject: Mapped[Any] = mapped_column("subject", Kept)
    kept_body: Mapped[Any] = mapped_column("body", Kept)
    sent_bytes: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    """The letter as it goes out, written before it is first tried: whatever changes, it is sent again as it was."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    masked_until: Mapped[datetime | None] = mapped_column(Moment)
    """Until then lists hide recipient and text: the mail tells of a claim."""
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None] = mapped_column(Moment)
    error: Mapped[str] = mapped_column(String(300), default="")

    @property
    def subject(self) -> str:
        """What it is about, in the language of whoever reads now."""
        return str(self.kept_subject)

    @property
    def body(self) -> str:
        """What it says, in the language of whoever reads now."""
        return str(self.kept_body)


class Notification(Base):
    """A message to one person; `key` makes a repeated promise one message."""

    __tablename__ = "notification"
    __table_args__ = (UniqueConstraint("person_id", "key"), Index("ix_notification_unread", "person_id", "read_at"))
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    key: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(Moment)
    kept_title: Mapped[Any] = mapped_column("title", Kept)
    kept_body: Mapped[Any] = mapped_column("body", Kept)
    link: Mapped[str] = mapped_column(String(300))
    read_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def title(self) -> str:
        """What it is about, in the language of whoever reads now."""
        return str(self.kept_title)

    @property
    def body(self) -> str:
        """What it says, in the language of whoever reads now."""
        return str(self.kept_body)
