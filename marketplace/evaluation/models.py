"""Who judges, what they scored, what was announced, who objected."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Organisation, Person
from marketplace.claims.models import Claim
from marketplace.columns import Document, Moment
from marketplace.extensions import Base
from marketplace.scenarios.models import Round


class Assignment(Base):
    """An expert assigned to a round, and what they declared."""

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
    expert: Mapped[Person] = relationship(foreign_keys=[expert_id], lazy="joined")
    round: Mapped[Round] = relationship()

    @property
    def is_recused(self) -> bool:
        """Whether the expert left the round."""
        return self.declared == "interest"


class ScoreSheet(Base):
    """One expert's scores of one claim; once locked it never changes."""

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
    claim: Mapped[Claim] = relationship()
    assignment: Mapped[Assignment] = relationship(lazy="joined")
    expert: Mapped[Person] = relationship()

    @property
    def state(self) -> str:
        """`locked` or `draft`."""
        return "locked" if self.locked_at else "draft"


class Notice(Base):
    """Public notice of the proposed winner (公示)."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_until", "until"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"))
    announced_at: Mapped[datetime] = mapped_column(Moment)
    announced_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    until: Mapped[datetime] = mapped_column(Moment)
    """Exclusive end: 24:00 of the last working day."""
    provisional: Mapped[bool] = mapped_column(default=False)
    """Whether the days were counted by a provisional calendar (rehearsal only)."""
    reason: Mapped[str] = mapped_column(String(2000), default="")
    """Why not the first-ranked, where it is another."""
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ending: Mapped[str] = mapped_column(String(20), default="")
    """`award` or `annul`; empty while it runs."""
    ending_reason: Mapped[str] = mapped_column(String(4000), default="")
    round: Mapped[Round] = relationship()
    claim: Mapped[Claim] = relationship()


class Objection(Base):
    """A written objection to the result, with the written answer."""

    __tablename__ = "objection"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(22), unique=True)
    """Random: addresses do not tell how many there are."""
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    name: Mapped[str] = mapped_column(String(100))
    contact: Mapped[str] = mapped_column(String(200))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    objection: Mapped[str] = mapped_column(String(5000))
    at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    decision: Mapped[str] = mapped_column(String(10), default="")
    """Empty, `upheld` or `rejected`."""
    answer: Mapped[str] = mapped_column(String(5000), default="")
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    round: Mapped[Round] = relationship()
    notice: Mapped[Notice] = relationship()
    organisation: Mapped[Organisation | None] = relationship()

    @property
    def party_ids(self) -> set[int]:
        """Organisations with an interest in the round."""
        return self.round.party_ids

    @property
    def publisher_person_ids(self) -> list[int]:
        """An objection to the result does not concern who published the terms."""
        return []

    @property
    def announcer_ids(self) -> list[int]:
        """Who announced the result that it is about."""
        return [self.notice.announced_by_id]
