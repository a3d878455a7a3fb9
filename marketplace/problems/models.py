"""A problem that somebody has to solve by a day, and how far it is."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Organisation, Person
from marketplace.columns import Document, Moment, OfRow
from marketplace.extensions import Base
from marketplace.problems.states import STATES, ProblemState
from marketplace.scenarios.models import Scenario


class Problem(Base):
    """One problem: who raised it, about what, which unit has to solve it, by when, and what it answered."""

    __tablename__ = "problem"
    __table_args__ = (Index("ix_problem_state", "state", "due_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(20))
    description: Mapped[str] = mapped_column(String(2000))
    files: Mapped[list[dict[str, Any]]] = mapped_column(Document, default=list)
    scenario_id: Mapped[int | None] = mapped_column(ForeignKey("scenario.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    """Who raised it, and so settles it."""
    raised_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    raised_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(20))
    state_since: Mapped[datetime] = mapped_column(Moment)
    revision: Mapped[int]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    """The unit that has to solve it (责任单位)."""
    assigned_at: Mapped[datetime | None] = mapped_column(Moment)
    """Since when its present limit runs."""
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    """Exclusive end: 24:00 of the last day."""
    answer: Mapped[str] = mapped_column(String(2000), default="")
    answer_files: Mapped[list[dict[str, Any]]] = mapped_column(Document, default=list)
    urged_at: Mapped[datetime | None] = mapped_column(Moment)
    """When it was urged last in its present limit."""
    escalated_at: Mapped[datetime | None] = mapped_column(Moment)
    """Since when the leading group has it; its decision ends that."""
    scenario: Mapped[Scenario | None] = relationship()
    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id], lazy="joined")
    unit: Mapped[Organisation | None] = relationship(foreign_keys=[unit_id], lazy="joined")
    raised_by: Mapped[Person] = relationship()
    decisions: Mapped[list[ProblemDecision]] = relationship(
        back_populates="problem", order_by="ProblemDecision.id", cascade="all"
    )

    runs = OfRow(STATES, lambda row: row.runs)
    awaits_anyone = OfRow(STATES, lambda row: bool(row.turn))

    @property
    def state_row(self) -> ProblemState:
        """The row of its state."""
        return STATES[self.state]

    @property
    def party_ids(self) -> set[int]:
        """Whoever is seconded from one of these takes no part."""
        found = {self.organisation_id, self.unit_id, self.scenario.publisher_id if self.scenario else None}
        return {one for one in found if one is not None}


class ProblemDecision(Base):
    """What the leading group decided of a problem (顶格协调); it is never changed."""

    __tablename__ = "problem_decision"
    id: Mapped[int] = mapped_column(primary_key=True)
    problem_id: Mapped[int] = mapped_column(ForeignKey("problem.id"), index=True)
    decision: Mapped[str] = mapped_column(String(2000))
    decided_on: Mapped[date]
    files: Mapped[list[dict[str, Any]]] = mapped_column(Document, default=list)
    entered_at: Mapped[datetime] = mapped_column(Moment)
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    problem: Mapped[Problem] = relationship(back_populates="decisions")
