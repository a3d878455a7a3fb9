"""What a claimant was asked to remedy."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.audit.records import Record, Recorded
from marketplace.claims.models import Claim
from marketplace.columns import Document, Moment
from marketplace.extensions import Base


class Correction(Recorded, Base):
    """A formal defect that the claimant may remedy once within a set time (补正)."""

    recorded = Record(
        lambda row: f"correction/{row.claim.ref}",
        lambda row: row.claim.scenario.code,
        owner=lambda row: f"claim/{row.claim.ref}",
        names=lambda row: {"claim": row.claim.ref},
    )
    __tablename__ = "correction"
    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), unique=True)
    defect: Mapped[str] = mapped_column(String(2000))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    due_at: Mapped[datetime] = mapped_column(Moment)
    """Exclusive end: 24:00 of the last working day."""
    remedy: Mapped[str] = mapped_column(String(5000), default="")
    files: Mapped[list[dict[str, Any]]] = mapped_column(Document, default=list)
    remedied_at: Mapped[datetime | None] = mapped_column(Moment)
    remedied_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    claim: Mapped[Claim] = relationship()
