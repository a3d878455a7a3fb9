"""What was found when a document was judged, and what was let pass with which reason; a trigger refuses UPDATE and DELETE."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.audit.records import Record, Recorded
from marketplace.columns import Document, Moment
from marketplace.extensions import Base


class Ruling(Recorded, Base):
    """The findings about one revision of a document, as they were when somebody judged it."""

    recorded = Record(
        lambda row: f"ruling/{row.id}", lambda row: row.scenario_code, names=lambda row: {"by": row.by.title}
    )
    __tablename__ = "ruling"
    __table_args__ = (Index("ix_ruling_document", "scenario_code", "sheet", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    scenario_code: Mapped[str] = mapped_column(String(20))
    sheet: Mapped[str] = mapped_column(String(20))
    """`plan` or `implementation`."""
    revision: Mapped[int]
    act: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    findings: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    """`{rule, severity, text, source, spots, decision, reason}`: decision is `overridden`, `waived` or empty."""
    by: Mapped[Person] = relationship(lazy="joined")
