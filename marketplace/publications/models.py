"""One row per issued version; a trigger refuses UPDATE and DELETE."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, and_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from marketplace.audit.records import Record, Recorded
from marketplace.columns import Document, Moment
from marketplace.extensions import Base
from marketplace.plans.sheet import PUBLISHED
from marketplace.publications.kinds import KINDS
from marketplace.scenarios import decisions
from marketplace.scenarios.decisions import OfRound, everyone
from marketplace.scenarios.models import Round, Scenario
from marketplace.sheets import Sheet
from marketplace.sheets.frozen import as_issued


class Publication(Recorded, OfRound, Base):
    """A version of a scenario's plan as it was made public."""

    recorded = Record(lambda row: f"publication/{row.slug}", lambda row: row.scenario.code, without={"content"})
    __tablename__ = "publication"
    __table_args__ = (UniqueConstraint("year", "sequence"), UniqueConstraint("scenario_id", "version"))
    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    sequence: Mapped[int]
    scenario_id: Mapped[int] = mapped_column(ForeignKey("scenario.id"))
    version: Mapped[int]
    round_number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    """`opening` (推介发布), `amendment` (变更公告) or `result` (推介成果)."""
    reason: Mapped[str] = mapped_column(String(2000), default="")
    issued_at: Mapped[datetime] = mapped_column(Moment)
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    content: Mapped[dict[str, Any]] = mapped_column(Document)
    """What the hash is taken over: `docs/canonical.md`."""
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    scenario: Mapped[Scenario] = relationship()

    def its_round(self, session: Session) -> Round | None:
        """The round whose terms it sets."""
        mine = select(Round).where(Round.scenario_id == self.scenario_id, Round.number == self.round_number)
        return session.scalar(mine)

    @property
    def number(self) -> str:
        """`城推〔2026〕1号`."""
        return f"城推〔{self.year}〕{self.sequence}号"

    @property
    def kind_label(self) -> str:
        """推介发布, 变更公告 or 推介成果."""
        return str(KINDS[self.kind].label)

    @property
    def deadline(self) -> datetime | None:
        """The deadline that this version names; None where it names none."""
        named = self.content["contest"].get("deadline")
        return datetime.fromisoformat(named) if named else None

    @property
    def sheet(self) -> Sheet:
        """The plan's sheet as this version is read: with the names that it was issued with."""
        return as_issued(PUBLISHED, self.content.get("labels"))

    @property
    def slug(self) -> str:
        """The number in addresses: `CT-2026-1`."""
        return f"CT-{self.year}-{self.sequence}"


decisions.fact(
    "publisher_person_ids",
    everyone(
        Publication.issued_by_id,
        Publication.kind.in_([name for name, kind in KINDS.items() if kind.sets_terms]),
        of=and_(Publication.scenario_id == Round.scenario_id, Publication.round_number == Round.number),
    ),
)
