"""A question, its answer, and who asked, which only the office ever sees."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Organisation, Person
from marketplace.audit.records import Record, Recorded
from marketplace.columns import Moment
from marketplace.extensions import Base
from marketplace.i18n import _l
from marketplace.questions.states import standing_of
from marketplace.scenarios.models import Round


class Question(Recorded, Base):
    """Asked before the contest's question deadline; public from its release on."""

    recorded = Record(
        lambda row: f"question/{row.ref}",
        lambda row: row.round.scenario.code,
        own=True,
        names=lambda row: {"organisation": row.organisation.name},
    )
    __tablename__ = "question"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(22), unique=True)
    """Random: neither addresses nor lists tell the order or the number of questions."""
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    question: Mapped[str] = mapped_column(String(2000))
    at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    """When the publisher's answer is due: 24:00 of the third working day."""
    answer: Mapped[str] = mapped_column(String(5000), default="")
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    released_at: Mapped[datetime | None] = mapped_column(Moment)
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    revision: Mapped[int] = mapped_column(default=1)
    round: Mapped[Round] = relationship()
    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    @property
    def state(self) -> str:
        """Where it stands: a key of the room's states."""
        return standing_of(self)

    @property
    def publisher_id(self) -> int:
        """The scenario's publisher."""
        return self.round.scenario.publisher_id

    @property
    def owed_by(self) -> str:
        """Who owes what is missing until it is public: the publisher its answer, the office the release."""
        publisher: str = self.round.scenario.publisher.name
        return _l("区城市办") if self.answered_at else publisher

    @property
    def party_ids(self) -> set[int]:
        """Organisations with an interest in the round."""
        return self.round.party_ids
