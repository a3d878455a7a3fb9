"""What one person proposes and another confirms, and how a claimant without a lead got one again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Organisation, Person
from marketplace.columns import Document, Moment
from marketplace.extensions import Base


class Proposal(Base):
    """An act that an admin proposed; it takes effect when an approver confirms it."""

    __tablename__ = "proposal"
    __table_args__ = (Index("ix_proposal_subject", "subject_kind", "subject_ref", "deed"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_ref: Mapped[str] = mapped_column(String(40))
    action: Mapped[str] = mapped_column("deed", String(20))
    values: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    reason: Mapped[str] = mapped_column(String(2000), default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Whose account it is about: they never confirm it themselves."""
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    outcome: Mapped[str] = mapped_column(String(20), default="", index=True)
    """A key of `proposals.OUTCOMES`; empty while it waits."""
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    answer: Mapped[str] = mapped_column(String(2000), default="")
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    organisation: Mapped[Organisation | None] = relationship(foreign_keys=[organisation_id], lazy="joined")
    proposed_by: Mapped[Person] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def party_ids(self) -> set[int]:
        """The organisation that it is about: who is seconded from it takes no part."""
        return {self.organisation_id} if self.organisation_id else set()


class Recovery(Base):
    """A recovery (找回负责人) that an approver confirmed: who became lead, and until when one objection ends it."""

    __tablename__ = "recovery"
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    former_role: Mapped[str] = mapped_column(String(20), default="")
    """What the person was there before; empty for one who was not."""
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), unique=True)
    reason: Mapped[str] = mapped_column(String(2000))
    at: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime] = mapped_column(Moment)
    """Exclusive end of the two working days."""
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    objection: Mapped[str] = mapped_column(String(2000), default="")
    organisation: Mapped[Organisation] = relationship(lazy="joined")
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
