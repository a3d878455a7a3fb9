"""Who judges a round, and how they were drawn."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.audit.records import Record, Recorded
from marketplace.columns import Document, Moment
from marketplace.extensions import Base
from marketplace.scenarios.decisions import OfRound
from marketplace.scenarios.models import Round


class Assignment(Recorded, OfRound, Base):
    """An expert assigned to a round, and what they declared."""

    recorded = Record(
        lambda row: f"assignment/{row.id}",
        lambda row: row.round.scenario.code,
        names=lambda row: {"expert": row.expert.name},
    )
    __tablename__ = "assignment"
    __table_args__ = (UniqueConstraint("round_id", "expert_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    expert_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    assigned_at: Mapped[datetime] = mapped_column(Moment)
    assigned_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    declared: Mapped[str] = mapped_column(String(10), default="")
    """Empty, `none` or `interest`; an interest recuses from the whole round and cannot be taken back."""
    declare_reason: Mapped[str] = mapped_column(String(1000), default="")
    declared_at: Mapped[datetime | None] = mapped_column(Moment)
    draw_id: Mapped[int | None] = mapped_column(ForeignKey("draw.id"))
    """The draw that chose the expert; None where a reviewer did."""
    chosen_reason: Mapped[str] = mapped_column(String(2000), default="")
    """Why a reviewer chose the expert by hand; the report prints it."""
    released_at: Mapped[datetime | None] = mapped_column(Moment)
    """When the expert was taken off the round: by an annulment, or released as disabled or silent; for good."""
    released_reason: Mapped[str] = mapped_column(String(2000), default="")
    releasing: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    """That a reviewer proposes to release the expert: `{by, who, reason, at}`; empty where nobody does."""
    draw: Mapped[Draw | None] = relationship(foreign_keys=[draw_id])
    expert: Mapped[Person] = relationship(foreign_keys=[expert_id], lazy="joined")
    round: Mapped[Round] = relationship()

    @property
    def party_ids(self) -> set[int]:
        """Organisations with an interest in the round."""
        return self.round.party_ids

    @property
    def is_recused(self) -> bool:
        """Whether the expert left the round: stepped aside, or was taken off it."""
        return self.declared == "interest" or self.released_at is not None


class Draw(Recorded, Base):
    """A draw of experts at random, with everything that it needs to be played again."""

    recorded = Record(lambda row: f"draw/{row.id}", lambda row: row.round.scenario.code)
    __tablename__ = "draw"
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who asked for it; None where an expert stepped aside and the rule drew the next by itself."""
    seed: Mapped[str] = mapped_column(String(64))
    wanted: Mapped[int]
    pool: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    """Every active expert as the draw saw them: `{expert, name, matches, load, excluded}`."""
    chosen: Mapped[list[int]] = mapped_column(Document)
    """Ids of the experts, in the order drawn."""
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """The expert whose place was filled; None in a first draw."""
    round: Mapped[Round] = relationship()
    by: Mapped[Person | None] = relationship(foreign_keys=[by_id])
