"""One row per event; each row's hash covers the row before it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.columns import Document, Moment
from marketplace.extensions import Base


class AuditEvent(Base):
    """What happened. A trigger refuses UPDATE and DELETE."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_subject", "subject_kind", "subject_ref", "position"),)

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    actor_id: Mapped[int | None]
    actor: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_ref: Mapped[str] = mapped_column(String(40))
    round_number: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(20))
    target: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(4000))
    public: Mapped[bool]
    data: Mapped[dict[str, Any]] = mapped_column(Document)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    def content(self) -> dict[str, Any]:
        """What the hash is taken over: every column but the hash itself."""
        row = {column.key: getattr(self, column.key) for column in self.__table__.columns if column.key != "hash"}
        return row | {"at": self.at.isoformat()}


class AuditAnchor(Base):
    """A hash that somebody outside holds, and the event that it stands for. A trigger refuses UPDATE and DELETE."""

    __tablename__ = "audit_anchor"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    """What the hash is the hash of, in the words of whoever anchored it."""
    position: Mapped[int] = mapped_column(ForeignKey("audit_event.position"))


class AuditHead(Base):
    """Position and hash of the newest event, so that a cut-off end is noticed too; at most one row."""

    __tablename__ = "audit_head"
    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
