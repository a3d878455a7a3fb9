"""What an expert scored."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.audit.records import Record, Recorded
from marketplace.claims.models import Claim
from marketplace.columns import Document, Moment
from marketplace.extensions import Base
from marketplace.panel.models import Assignment
from marketplace.scoring.states import state_of


class ScoreSheet(Recorded, Base):
    """One expert's scores of one claim; once locked it never changes."""

    recorded = Record(
        lambda row: f"score_sheet/{row.claim.ref}/{row.expert_id}" if row.locked_at else "",
        lambda row: row.claim.scenario.code,
        own=True,
        names=lambda row: {"claim": row.claim.ref, "expert": row.expert.name},
    )
    __tablename__ = "score_sheet"
    __table_args__ = (UniqueConstraint("claim_id", "expert_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"))
    expert_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"))
    revision: Mapped[int] = mapped_column(default=1)
    scores: Mapped[list[dict[str, Any]]] = mapped_column(Document, default=list)
    """Per criterion of the round `{score, note}`; a score not yet given is None."""
    updated_at: Mapped[datetime] = mapped_column(Moment)
    locked_at: Mapped[datetime | None] = mapped_column(Moment)
    explanations: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    """Why a score lies far from the others', by criterion number: `{"0": {text, at}}`; the score itself never changes."""
    claim: Mapped[Claim] = relationship()
    assignment: Mapped[Assignment] = relationship(lazy="joined")
    expert: Mapped[Person] = relationship()

    @property
    def state(self) -> str:
        """`locked` or `draft`."""
        return state_of(is_locked=self.locked_at is not None)
