"""What was announced, who objected, and who was called about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Organisation, Person
from marketplace.audit.records import Record, Recorded
from marketplace.claims.models import Claim
from marketplace.columns import Document, Moment
from marketplace.extensions import Base
from marketplace.objections.states import standing_of
from marketplace.scenarios.decisions import OfRound
from marketplace.scenarios.models import EndProposal, Round


class Notice(Recorded, OfRound, Base):
    """Public notice of the proposed winner (公示)."""

    recorded = Record(
        lambda row: f"notice/{row.id}", lambda row: row.round.scenario.code, names=lambda row: {"claim": row.claim.ref}
    )
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
    ground: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    """On what it was annulled: `{objections, decision_number, decision_file, experts, claims}`; empty while it runs."""
    round: Mapped[Round] = relationship()
    claim: Mapped[Claim] = relationship()


class Objection(Recorded, Base):
    """A written objection to the terms, the result, the procedure or the experts, with the written answer."""

    recorded = Record(lambda row: f"objection/{row.ref}", lambda row: row.round.scenario.code, own=True)
    __tablename__ = "objection"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(22), unique=True)
    """Random: addresses do not tell how many there are."""
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    about: Mapped[str] = mapped_column(String(10), default="result")
    """`terms` while the contest is open; afterwards `claim`, `experts` or `procedure`, of old also `result`."""
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"))
    """The notice that it is about; None for one to the terms."""
    end_proposal_id: Mapped[int | None] = mapped_column(ForeignKey("end_proposal.id"))
    """The proposal (提请) on which the end rests that it is about; None for others."""
    claim_ref: Mapped[str] = mapped_column(String(20), default="")
    """The claim that it is about, where it is about one."""
    name: Mapped[str] = mapped_column(String(100))
    contact: Mapped[str] = mapped_column(String(200))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    objector: Mapped[str] = mapped_column(String(80), default="", index=True)
    """Who objects, as a key: the organisation, the person, or the SHA-256 of a citizen's contact, which says nothing of who left it."""
    client: Mapped[str] = mapped_column(String(64), default="")
    """A mark of the browser that an unknown citizen used; empty for others."""
    place: Mapped[str] = mapped_column(String(24), default="")
    """A mark of the network address of an unknown citizen; empty for others."""
    objection: Mapped[str] = mapped_column(String(5000))
    remedy: Mapped[str] = mapped_column(String(5000), default="")
    """What the objector wants done."""
    files: Mapped[list[dict[str, Any]]] = mapped_column(Document, default=list)
    additions: Mapped[list[dict[str, Any]]] = mapped_column(Document, default=list)
    """What its objector added while it was open: `{at, objection, remedy, files}` each."""
    at: Mapped[datetime] = mapped_column(Moment)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    """When it was known to be the objector's own; None while a citizen has not confirmed it."""
    confirmed_how: Mapped[str] = mapped_column(String(10), default="")
    """`account`, `mail`, `call`, or `time` where nobody called in time."""
    confirm_by: Mapped[datetime | None] = mapped_column(Moment)
    """Until when the office calls a citizen who left a telephone number; afterwards it counts as confirmed."""
    counts_early: Mapped[bool] = mapped_column(default=False)
    """Whether it counts while it waits for that call: the first of a browser does."""
    denied_at: Mapped[datetime | None] = mapped_column(Moment)
    """When who was called said that it is not theirs: it counts no more."""
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    decision: Mapped[str] = mapped_column(String(10), default="")
    """Empty, `upheld` or `rejected`."""
    answer: Mapped[str] = mapped_column(String(5000), default="")
    about_experts: Mapped[bool] = mapped_column(default=False)
    """Whether it was upheld against the experts: others then evaluate again."""
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    upholding: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    """What one would uphold against the result, until a second person agrees: `{by, answer, about_experts, at}`."""
    seconded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who agreed that it is upheld."""
    decision_number: Mapped[str] = mapped_column(String(100), default="")
    """The number of the leading group's written decision, where that took the place of an approver's."""
    decision_file: Mapped[list[dict[str, Any]]] = mapped_column(Document, default=list)
    amend_by: Mapped[datetime | None] = mapped_column(Moment)
    """Until when an upheld one to the terms has to be answered by an amendment."""
    amend_sections: Mapped[list[str]] = mapped_column(Document, default=list)
    """Sections of the plan that such an amendment has to change; empty where the answer named none."""
    amended_by: Mapped[str] = mapped_column(String(40), default="")
    """The number of the publication that answered it."""
    round: Mapped[Round] = relationship()
    notice: Mapped[Notice | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    end: Mapped[EndProposal | None] = relationship()

    @property
    def state(self) -> str:
        """Where it stands: a key of the room's states."""
        return standing_of(self)

    @property
    def party_ids(self) -> set[int]:
        """Organisations with an interest in the round."""
        return self.round.party_ids

    @property
    def publisher_person_ids(self) -> list[int]:
        """Who approved the terms, for an objection to them; one to the result does not concern them."""
        return self.round.publisher_person_ids if self.about == "terms" else []

    @property
    def concluder_ids(self) -> list[int]:
        """Who concluded the evaluation of the result that it is about."""
        return self.round.concluder_ids if self.notice else []

    @property
    def announcer_ids(self) -> list[int]:
        """Who announced the result that it is about; for an end, the two who proposed and did it."""
        if self.end is not None:
            return [one for one in (self.end.by_id, self.end.used_by_id) if one is not None]
        return [self.notice.announced_by_id] if self.notice else []

    @property
    def first_upholder_id(self) -> int | None:
        """Who would uphold it, while a second person has not agreed."""
        return self.upholding.get("by")

    def counts_at(self, now: datetime) -> bool:
        """Whether it is to be answered: it is known to be its objector's, or nobody called in time to find out."""
        called = self.confirm_by is not None and self.confirm_by <= now
        return self.denied_at is None and (self.confirmed_at is not None or called or self.counts_early)

    @property
    def is_by_citizen(self) -> bool:
        """Whether nobody signed in to raise it."""
        return self.person_id is None

    @property
    def texts(self) -> list[dict[str, Any]]:
        """What was raised, and what was added to it, in order."""
        first = {"at": self.at, "objection": self.objection, "remedy": self.remedy, "files": self.files}
        return [first, *({**one, "at": datetime.fromisoformat(one["at"])} for one in self.additions)]


class ObjectionCall(Recorded, Base):
    """A call to a citizen who objected and left a telephone number: to confirm, or to tell the answer."""

    recorded = Record(
        lambda row: f"call/{row.id}",
        lambda row: row.objection.round.scenario.code,
        owner=lambda row: f"objection/{row.objection.ref}",
        names=lambda row: {"objection": row.objection.ref, "by": row.by.title},
    )
    __tablename__ = "objection_call"
    id: Mapped[int] = mapped_column(primary_key=True)
    objection_id: Mapped[int] = mapped_column(ForeignKey("objection.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    purpose: Mapped[str] = mapped_column(String(10))
    """`confirm` or `answer`."""
    outcome: Mapped[str] = mapped_column(String(10))
    """`reached`, `denied` or `missed`."""
    note: Mapped[str] = mapped_column(String(1000), default="")
    by: Mapped[Person] = relationship(lazy="joined")
    objection: Mapped[Objection] = relationship()
