"""The publisher's endorsement of an implementation plan, and what was achieved when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from marketplace.audit.records import Record, Recorded
from marketplace.claims.models import Claim
from marketplace.columns import Document, Moment
from marketplace.extensions import Base
from marketplace.scenarios.models import Scenario


class Endorsement(Recorded, Base):
    """The publisher agrees to one revision of the implementation plan; a later edit voids it."""

    recorded = Record(lambda row: f"endorsement/{row.id}", lambda row: row.claim.scenario.code)
    __tablename__ = "endorsement"
    id: Mapped[int] = mapped_column(primary_key=True)
    document_ref: Mapped[str] = mapped_column(String(40), index=True)
    document_revision: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    claim: Mapped[Claim] = relationship(
        primaryjoin=lambda: foreign(Endorsement.document_ref) == Claim.ref, viewonly=True
    )
    """The implementation plan bears the reference of the claim that won."""


class Achievement(Recorded, Base):
    """Start, completion or effect: when it happened, and the evidence."""

    recorded = Record(lambda row: f"achievement/{row.id}", lambda row: row.scenario.code)
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
    scenario: Mapped[Scenario] = relationship()
