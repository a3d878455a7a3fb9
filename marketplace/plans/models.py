"""A document grows by revisions. The scenario plan and the implementation plan are documents alike."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.columns import Document, Moment
from marketplace.extensions import Base


class PlanDocument(Base):
    """The working copy of one sheet of one scenario, with a counter per section and one for the whole."""

    __tablename__ = "plan_document"
    __table_args__ = (UniqueConstraint("owner_ref", "sheet"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    owner_ref: Mapped[str] = mapped_column(String(40))
    """Code of the scenario; for an implementation plan with the round, `CJ-2026-0001/2`."""
    sheet: Mapped[str] = mapped_column(String(20))
    """`plan` or `implementation`."""
    revision: Mapped[int] = mapped_column(default=1)
    counters: Mapped[dict[str, int]] = mapped_column(Document, default=dict)
    body: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    updated_at: Mapped[datetime] = mapped_column(Moment)
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    updated_section: Mapped[str] = mapped_column(String(40), default="")
    autosaved: Mapped[bool] = mapped_column(default=False)
    updated_by: Mapped[Person | None] = relationship(lazy="joined")

    def counter(self, section: str) -> int:
        """The revision of one section, from 1."""
        return self.counters.get(section, 1)


class PlanRevision(Base):
    """One state of the whole document, as it was after a save."""

    __tablename__ = "plan_revision"
    __table_args__ = (UniqueConstraint("document_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("plan_document.id"))
    number: Mapped[int]
    section: Mapped[str] = mapped_column(String(40))
    autosave: Mapped[bool] = mapped_column(default=False)
    body: Mapped[dict[str, Any]] = mapped_column(Document)
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
