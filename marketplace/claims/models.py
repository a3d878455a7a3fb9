"""A claim and its sealed contents. Plain columns say who and when; what was written is ciphertext."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, Numeric, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Organisation, Person
from marketplace.audit.records import Record, Recorded
from marketplace.claims.states import FIRST, STATES, ClaimState
from marketplace.columns import Document, Moment, OfRow
from marketplace.extensions import Base
from marketplace.scenarios.models import Round, Scenario


class Claim(Recorded, Base):
    """One organisation's (or consortium's) claim in one round."""

    recorded = Record(
        lambda row: f"claim/{row.ref}" if row.is_opened else "",
        lambda row: row.scenario.code,
        own=True,
        names=lambda row: {"lead": row.lead_organisation.name},
        without={
            "wrapped_key",
            "key_fingerprint",
            "counters",
            "sealed_body",
            "opened_body",
            "updated_at",
            "updated_by_id",
            "updated_section",
        },
    )
    __tablename__ = "claim"
    __table_args__ = (
        Index(
            "uq_one_award_per_round",
            "round_id",
            unique=True,
            sqlite_where=text("state = 'awarded'"),
            postgresql_where=text("state = 'awarded'"),
        ),
        Index("ix_claim_round", "round_id", "state"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(20), unique=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    lead_organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    state: Mapped[str] = mapped_column(String(20), default=FIRST)
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(Moment)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state_since: Mapped[datetime] = mapped_column(Moment)
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    key_fingerprint: Mapped[str] = mapped_column(String(64), default="")
    """Which wrapping key it needs: a key that is not there is told from damage by it. Empty: sealed before keys had names."""
    counters: Mapped[dict[str, int]] = mapped_column(Document, default=dict)
    document_revision: Mapped[int] = mapped_column(default=1)
    sealed_body: Mapped[bytes] = mapped_column(LargeBinary)
    """The working copy, encrypted."""
    updated_at: Mapped[datetime] = mapped_column(Moment)
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    updated_section: Mapped[str] = mapped_column(String(40), default="")
    autosaved: Mapped[bool] = mapped_column(default=False)
    submissions_count: Mapped[int] = mapped_column(default=0)
    submitted_revision: Mapped[int | None]
    """Document revision of the submission that counts; None before the first."""
    presented_revision: Mapped[int | None]
    """Document revision that a clerk presented to be signed."""
    presented_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime | None] = mapped_column(Moment)
    opened_body: Mapped[dict[str, Any] | None] = mapped_column(Document)
    """What was submitted, in clear, written by the opening."""
    damaged: Mapped[bool] = mapped_column(default=False)
    """What was submitted failed its authentication under the right key, or its receipt's hash, when it was opened."""
    damaged_files: Mapped[list[str]] = mapped_column(Document, default=list)
    """Ids of its attachments that were missing or not what was registered when it was opened, less those handed in again."""
    replace_by: Mapped[datetime | None] = mapped_column(Moment)
    """Until when its claimant may hand in what it downloaded, in place of what cannot be opened; None while it need not."""
    complete: Mapped[bool] = mapped_column(default=False)
    """Whether the working copy lacks nothing that the sheet asks for: desks tell it without unsealing."""
    released_ids: Mapped[list[int]] = mapped_column(Document, default=list)
    """Partners whom the lead lets leave though the deadline is near."""
    amended_by: Mapped[str] = mapped_column(String(40), default="")
    """Number of the publication whose material change made it `unconfirmed`; empty while nothing is to be confirmed."""
    eligible: Mapped[bool | None]
    eligibility_reason: Mapped[str] = mapped_column(String(2000), default="")
    eligibility_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    eligibility_at: Mapped[datetime | None] = mapped_column(Moment)

    round: Mapped[Round] = relationship(lazy="joined")
    lead_organisation: Mapped[Organisation] = relationship(lazy="joined")
    members: Mapped[list[ClaimMember]] = relationship(
        back_populates="claim", order_by="ClaimMember.id", cascade="all, delete-orphan", lazy="selectin"
    )
    submissions: Mapped[list[ClaimSubmission]] = relationship(back_populates="claim", order_by="ClaimSubmission.number")
    withdrawal: Mapped[ClaimWithdrawal | None] = relationship(back_populates="claim")
    replacement: Mapped[ClaimReplacement | None] = relationship(back_populates="claim")
    updated_by: Mapped[Person | None] = relationship(foreign_keys=[updated_by_id])

    is_sealed = OfRow(STATES, lambda row: row.is_sealed)
    is_unfinished = OfRow(STATES, lambda row: bool(row.unopened_because))
    is_fresh = OfRow(STATES, lambda row: row.is_fresh)
    awaits_confirmation = OfRow(STATES, lambda row: row.awaits_confirmation)
    is_entered = OfRow(STATES, lambda row: row.is_entered)
    is_live = OfRow(STATES, lambda row: row.is_live)
    is_eligible = OfRow(STATES, lambda row: row.is_eligible)
    is_ineligible = OfRow(STATES, lambda row: row.is_ineligible)
    has_lost = OfRow(STATES, lambda row: row.has_lost)
    is_forfeited = OfRow(STATES, lambda row: row.is_forfeited)
    is_withdrawn = OfRow(STATES, lambda row: row.is_withdrawn)
    is_lapsed = OfRow(STATES, lambda row: row.is_lapsed)

    @property
    def state_row(self) -> ClaimState:
        """The row of its state."""
        return STATES[self.state]

    @property
    def is_presented(self) -> bool:
        """Whether a clerk presented it to be signed just as it stands."""
        return self.presented_revision == self.document_revision

    @property
    def is_joined(self) -> bool:
        """Whether every partner has confirmed."""
        return all(member.confirmed_at and not member.left_at for member in self.members)

    @property
    def scenario(self) -> Scenario:
        """The scenario that it claims."""
        return self.round.scenario

    @property
    def publisher_id(self) -> int:
        """The scenario's publisher."""
        return self.scenario.publisher_id

    @property
    def party_ids(self) -> set[int]:
        """Organisations with an interest in its round: the publisher and, once opened, every claimant and member."""
        return self.round.party_ids

    @property
    def standing_members(self) -> list[ClaimMember]:
        """The members who did not leave, the lead first."""
        return [member for member in self.members if member.left_at is None]

    @property
    def member_ids(self) -> set[int]:
        """Organisations named in it that did not leave, the lead too."""
        return {member.organisation_id for member in self.standing_members} | {self.lead_organisation_id}

    @property
    def confirmed_member_ids(self) -> set[int]:
        """Organisations that confirmed, the lead too."""
        return {m.organisation_id for m in self.standing_members if m.confirmed_at} | {self.lead_organisation_id}

    @property
    def counting(self) -> ClaimSubmission | None:
        """The submission that counts: the last complete one, unless the claim went back to draft or was withdrawn."""
        return self.submissions[-1] if self.submitted_revision is not None and self.submissions else None

    @property
    def is_opened(self) -> bool:
        """Whether the opening unsealed it; a claim that was never opened stays sealed for ever."""
        return self.opened_at is not None

    @property
    def is_announced(self) -> bool:
        """Whether its round's result is or was on notice."""
        return self.round.announced_at is not None

    @property
    def is_settled(self) -> bool:
        """Whether the eligibility of every claim of its round is decided, so that experts may read."""
        return self.round.is_settled

    @property
    def declared_expert_ids(self) -> set[int]:
        """Experts of the round who declared no interest; evaluation keeps them on the round."""
        return set(self.round.declared_expert_ids)

    @property
    def bound_member_ids(self) -> list[int]:
        """Organisations that stand in the submission that counts, whatever an unfinished revision did since."""
        return self.counting.member_ids if self.counting else []

    def membership_of(self, organisation_id: int | None) -> str:
        """What an organisation would confirm: its role and share; empty when it is not named."""
        mine = next((m for m in self.standing_members if m.organisation_id == organisation_id), None)
        return f"{mine.role}/{mine.share_pct.normalize():f}" if mine else ""

    def counter(self, section: str) -> int:
        """The revision of one section, from 1."""
        return self.counters.get(section, 1)


class ClaimMember(Recorded, Base):
    """An organisation in a consortium; the lead is the first row. Confirms on line."""

    recorded = Record(
        lambda row: f"member/{row.id}" if row.claim.is_opened else "",
        lambda row: row.claim.scenario.code,
        owner=lambda row: f"claim/{row.claim.ref}",
        names=lambda row: {"claim": row.claim.ref, "organisation": row.organisation.name},
    )
    __tablename__ = "claim_member"
    __table_args__ = (UniqueConstraint("claim_id", "organisation_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    share_pct: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime | None] = mapped_column(Moment)
    """When it was asked to confirm; None while the lead is still writing."""
    left_at: Mapped[datetime | None] = mapped_column(Moment)
    """When it left the consortium; from then on it reads nothing, and the lead sees who is gone."""
    claim: Mapped[Claim] = relationship(back_populates="members")
    organisation: Mapped[Organisation] = relationship(lazy="joined")


class Seat(Base):
    """An organisation's one place in a round: the lead's from the start, a member's from its confirmation."""

    __tablename__ = "claim_seat"
    __table_args__ = (UniqueConstraint("round_id", "organisation_id", name="uq_one_live_claim_per_organisation"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)


class ClaimRevision(Base):
    """The whole claim as it was after a save, encrypted."""

    __tablename__ = "claim_revision"
    __table_args__ = (UniqueConstraint("claim_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"))
    number: Mapped[int]
    section: Mapped[str] = mapped_column(String(40))
    autosave: Mapped[bool] = mapped_column(default=False)
    sealed_body: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class ClaimSubmission(Recorded, Base):
    """One submission: frozen, sealed, with its receipt. The last one counts."""

    recorded = Record(
        lambda row: f"submission/{row.receipt}" if row.claim.is_opened else "",
        lambda row: row.claim.scenario.code,
        owner=lambda row: f"claim/{row.claim.ref}",
        names=lambda row: {"claim": row.claim.ref},
        without={"sealed_content"},
    )
    __tablename__ = "claim_submission"
    __table_args__ = (UniqueConstraint("claim_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"))
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    document_revision: Mapped[int]
    sealed_content: Mapped[bytes] = mapped_column(LargeBinary)
    """Salt and content: what the receipt's hash is taken over, encrypted."""
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    files: Mapped[list[str]] = mapped_column(Document, default=list)
    member_ids: Mapped[list[int]] = mapped_column(Document, default=list)
    """Organisations that stand in it, the lead too: they keep their seats whatever a revision does since."""
    claim: Mapped[Claim] = relationship(back_populates="submissions")
    by: Mapped[Person] = relationship(lazy="joined")

    @property
    def receipt(self) -> str:
        """Number of the receipt: the claim's reference and the submission's number."""
        return f"{self.claim.ref}-{self.number}"


class ClaimWithdrawal(Base):
    """A claim withdrawn before the deadline, with its receipt."""

    __tablename__ = "claim_withdrawal"
    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), unique=True)
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    salt: Mapped[str] = mapped_column(String(32))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    """Over salt, claim, scenario, round, moment and the receipt that it voids: `docs/seal.md`."""
    claim: Mapped[Claim] = relationship(back_populates="withdrawal")
    by: Mapped[Person] = relationship(lazy="joined")

    @property
    def receipt(self) -> str:
        """Number of the receipt."""
        return f"{self.claim.ref}-W"


class ClaimDeparture(Base):
    """An organisation left a consortium by its own act: it joins no other claim of that round."""

    __tablename__ = "claim_departure"
    __table_args__ = (UniqueConstraint("round_id", "organisation_id", name="uq_claim_departure_round_organisation"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"))
    at: Mapped[datetime] = mapped_column(Moment)


class ClaimReplacement(Recorded, Base):
    """What a claimant handed in again because it could not be opened: proved by its receipt, under a data key of its own."""

    recorded = Record(
        lambda row: f"replacement/{row.claim.ref}" if row.claim.is_opened else "",
        lambda row: row.claim.scenario.code,
        owner=lambda row: f"claim/{row.claim.ref}",
        names=lambda row: {"claim": row.claim.ref},
        without={"wrapped_key", "key_fingerprint", "sealed_content"},
    )
    __tablename__ = "claim_replacement"
    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), unique=True)
    submission_number: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    key_fingerprint: Mapped[str] = mapped_column(String(64), default="")
    sealed_content: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The submission with its salt, sealed; None while only files were handed in."""
    files: Mapped[list[str]] = mapped_column(Document, default=list)
    """Ids of attachments that lie under this key now."""
    complete: Mapped[bool] = mapped_column(default=False)
    """Whether nothing of the submission needs the claim's first key any more."""
    claim: Mapped[Claim] = relationship(back_populates="replacement")
