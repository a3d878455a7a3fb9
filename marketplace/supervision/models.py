"""The publisher's endorsement of an implementation plan, and what was achieved when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.columns import Document, Moment
from marketplace.extensions import Base


class Endorsement(Base):
    """The publisher agrees to one revision of the implementation plan; a later edit voids it."""

    __tablename__ = "endorsement"
    id: Mapped[int] = mapped_column(primary_key=True)
    document_ref: Mapped[str] = mapped_column(String(40), index=True)
    document_revision: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class Achievement(Base):
    """Start, completion or effect: when it happened, and the evidence."""

    __tablename__ = "achievement"
    id: Mapped[int] = mapped_column(primary_key=True)
    scenario_id: Mapped[int] = mapped_column(ForeignKey("scenario.id"), index=True)
    round_number: Mapped[int]
    action: Mapped[str] = mapped_column(String(20))
    happened_on: Mapped[date]
    note: Mapped[str] = mapped_column(String(2000), default="")
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
