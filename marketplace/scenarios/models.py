"""A scenario moves through the lifecycle; each contest of it is a round."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace import clock
from marketplace.accounts.models import Organisation, Person
from marketplace.audit.records import Record, Recorded
from marketplace.columns import Document, Moment, OfRow
from marketplace.extensions import Base
from marketplace.scenarios.states import AT_DEADLINE, FIRST, STATES, ScenarioState


class Scenario(Base):
    """One opportunity. Columns below the line say what it is called, in the plan and in the version in force: they are
    written in the same transaction, and nobody types them. What lists filter by stands in the catalogue's own table."""

    __tablename__ = "scenario"
    __table_args__ = (Index("ix_scenario_state_due", "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    publisher_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    state: Mapped[str] = mapped_column(String(20), default=FIRST)
    revision: Mapped[int] = mapped_column(default=1)
    cycle: Mapped[int] = mapped_column(default=1)
    """Counts plannings: a relaunch begins the next."""
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id", use_alter=True))
    created_at: Mapped[datetime] = mapped_column(Moment)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state_since: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    """When the service limit of the state ends; None where nobody's clock runs."""
    prolonged_days: Mapped[int | None]
    """By how many working days the limit of this state was prolonged; None where it was not. Once a state."""
    prolonged_reason: Mapped[str] = mapped_column(String(2000), default="")
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    times_submitted: Mapped[int] = mapped_column(default=0)
    presented_revision: Mapped[int | None]
    """Revision of the plan that a clerk handed to the lead to be signed; another revision takes the hand-over back."""
    # derived
    title: Mapped[str] = mapped_column(String(80))
    field: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    public_state: Mapped[str | None] = mapped_column(String(20))
    """The state that the public sees; None until the first publication."""
    public_title: Mapped[str] = mapped_column(String(80), default="")
    public_field: Mapped[str] = mapped_column(String(40), default="")

    publisher: Mapped[Organisation] = relationship(lazy="joined")
    round: Mapped[Round | None] = relationship(foreign_keys=[round_id], lazy="joined", post_update=True)
    rounds: Mapped[list[Round]] = relationship(
        back_populates="scenario", foreign_keys="Round.scenario_id", order_by="Round.number"
    )
    vettings: Mapped[list[Vetting]] = relationship(order_by="Vetting.id", back_populates="scenario")

    edits_plan = OfRow(STATES, lambda row: row.edits_plan)
    awaits_signature = OfRow(STATES, lambda row: row.awaits_signature)
    takes_claims = OfRow(STATES, lambda row: row.takes_claims)
    is_judged = OfRow(STATES, lambda row: row.is_judged)
    awaits_result = OfRow(STATES, lambda row: row.awaits_result)
    is_concluded = OfRow(STATES, lambda row: row.is_concluded)
    takes_implementation = OfRow(STATES, lambda row: row.takes_implementation)
    judges_implementation = OfRow(STATES, lambda row: row.judges_implementation)
    awaits_anyone = OfRow(STATES, lambda row: bool(row.turn))
    is_shown_without_winner = OfRow(STATES, lambda row: row.is_without_winner, read="public_state")

    @property
    def state_row(self) -> ScenarioState:
        """The row of its state: words, look, whose turn it is."""
        return STATES[self.state]

    @property
    def shown_state(self) -> str | None:
        """The state that the public sees now: at its deadline a contest is closed, whether or not the clock's job ran."""
        over = self.round is not None and self.round.deadline <= clock.now()
        return AT_DEADLINE.get(self.public_state or "", self.public_state) if over else self.public_state

    @property
    def is_published(self) -> bool:
        """Whether a version was ever issued."""
        return self.public_state is not None

    @property
    def vetter_ids(self) -> set[int]:
        """Who vetted the plan since it was last planned anew."""
        return {vetting.by_id for vetting in self.vettings if vetting.cycle == self.cycle}

    @property
    def vetting(self) -> Vetting | None:
        """The vetting in force; None before it."""
        return next((v for v in reversed(self.vettings) if v.cycle == self.cycle), None)

    @property
    def party_ids(self) -> set[int]:
        """Organisations with an interest: the publisher and, once claims are opened, every claimant and member."""
        return self.round.party_ids if self.round else {self.publisher_id}

    @property
    def is_opened(self) -> bool:
        """Whether the newest round's claims were opened."""
        return self.round is not None and self.round.opened_claims_at is not None

    @property
    def is_announced(self) -> bool:
        """Whether the newest round's result is or was on public notice and not annulled."""
        return self.round is not None and self.round.announced_at is not None

    @property
    def is_over(self) -> bool:
        """Whether the newest round has ended."""
        return self.round is not None and self.round.is_over

    @property
    def concluder_ids(self) -> list[int]:
        """Who concluded the evaluation of the newest round."""
        return self.round.concluder_ids if self.round else []

    @property
    def announcer_ids(self) -> list[int]:
        """Who announced its result."""
        return self.round.announcer_ids if self.round else []

    @property
    def forfeiter_ids(self) -> list[int]:
        """Who took its award away."""
        return self.round.forfeiter_ids if self.round else []

    @property
    def winner_id(self) -> int | None:
        """The lead organisation of the awarded claim."""
        return self.round.winner_id if self.round else None

    @property
    def winning_member_ids(self) -> list[int]:
        """All organisations of the awarded claim."""
        return self.round.winning_member_ids if self.round else []


class Round(Recorded, Base):
    """One contest, with the figures it was published with."""

    recorded = Record(lambda row: f"round/{row.scenario.code}/{row.number}", lambda row: row.scenario.code)
    __tablename__ = "round"
    __table_args__ = (UniqueConstraint("scenario_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    scenario_id: Mapped[int] = mapped_column(ForeignKey("scenario.id"))
    number: Mapped[int]
    opens_at: Mapped[datetime] = mapped_column(Moment)
    deadline: Mapped[datetime] = mapped_column(Moment, index=True)
    deadline_moved_alone_at: Mapped[datetime | None] = mapped_column(Moment)
    """When an amendment moved nothing but the deadline: once at most."""
    figures: Mapped[dict[str, Any]] = mapped_column(Document)
    """Selection method and its figures: `method`, `fewest_claims`, `fewest_experts`, `odd_experts`, `binding`."""
    criteria: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    held_because: Mapped[str] = mapped_column(String(2000), default="")
    """Why it waits unopened after its deadline and who owes what; it stays when the round is opened or lapses at last."""
    lapses_at: Mapped[datetime | None] = mapped_column(Moment)
    """When it lapses sealed if it still waits; fixed when the wait begins."""
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    outcome: Mapped[str] = mapped_column(String(20), default="")
    """How it ended: awarded, lapsed, withdrawn, terminated; empty while it runs."""
    if TYPE_CHECKING:  # what the rooms above decide, each in rows of its own (`decisions.fact`)
        publisher_person_ids: Mapped[list[int]]
        """Who approved its terms: the publication and its amendments."""
        opened_claims_at: Mapped[datetime | None]
        claims_count: Mapped[int | None]
        """How many complete claims there were at the deadline; None until then."""
        claimant_ids: Mapped[list[int]]
        """Lead and member organisations of the opened claims."""
        eligibility_settled_at: Mapped[datetime | None]
        """Since when every claim's eligibility is decided and every remedy over: before, no expert reads a claim."""
        expert_pool: Mapped[list[dict[str, Any]] | None]
        """The experts as the opening found them: `{expert, name, fields, employers, matches, load, excluded}`; every draw uses it."""
        expert_pool_sha256: Mapped[str]
        """Its hash, which the record of the opening publishes."""
        declared_expert_ids: Mapped[list[int]]
        """Experts who declared no interest: they may read the opened claims."""
        scores_known_at: Mapped[datetime | None]
        """When a lawful panel's sheets were all in for the first time; never taken back."""
        panel_known_at: Mapped[datetime | None]
        """The same of the panel that sits now; None while a new one judges after an annulment."""
        ranking: Mapped[list[dict[str, Any]] | None]
        """`[{claim, organisation, score, rank, …}]`; None before a conclusion and once it is void."""
        concluder_ids: Mapped[list[int]]
        announced_at: Mapped[datetime | None]
        """When the newest notice began; None once it was annulled."""
        announcer_ids: Mapped[list[int]]
        award_claim_ref: Mapped[str | None]
        awarded_at: Mapped[datetime | None]
        winner_id: Mapped[int | None]
        winning_member_ids: Mapped[list[int]]
        forfeiter_ids: Mapped[list[int]]
        """Who took an award away: they announce no other."""
    scenario: Mapped[Scenario] = relationship(back_populates="rounds", foreign_keys=[scenario_id])

    @property
    def party_ids(self) -> set[int]:
        """Organisations with an interest: the publisher and, once claims are opened, every claimant and member."""
        return {self.scenario.publisher_id} | (set(self.claimant_ids) if self.opened_claims_at else set())

    @property
    def publisher_id(self) -> int:
        """The scenario's publisher."""
        return self.scenario.publisher_id

    @property
    def is_held(self) -> bool:
        """Whether its deadline has passed and something keeps it from being opened."""
        return bool(self.held_because) and not self.is_opened and not self.outcome

    @property
    def is_opened(self) -> bool:
        """Whether its claims were opened."""
        return self.opened_claims_at is not None

    @property
    def is_settled(self) -> bool:
        """Whether every claim's eligibility is decided, so that experts may read."""
        return self.eligibility_settled_at is not None

    @property
    def is_announced(self) -> bool:
        """Whether its result is or was on public notice and not annulled."""
        return self.announced_at is not None

    is_won = OfRow(STATES, lambda row: row.takes_implementation, read="outcome")
    """Whether it came out with a winner, who goes on to write the implementation plan."""

    @property
    def is_over(self) -> bool:
        """Whether it has ended, as it may."""
        return bool(self.outcome)


class EndProposal(Recorded, Base):
    """A reviewer proposes (提请) that an approver ends something; who is concerned may answer before it is done."""

    recorded = Record(
        lambda row: f"proposal/{row.ref}", lambda row: row.round.scenario.code, names=lambda row: {"by": row.by.title}
    )
    __tablename__ = "end_proposal"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(22), unique=True)
    """Random: addresses do not tell how many there are."""
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    act: Mapped[str] = mapped_column(String(20))
    """`lapse`, `withdraw`, `forfeit` or `terminate`."""
    claim_ref: Mapped[str] = mapped_column(String(20), default="")
    """The awarded claim that it is about; empty where it is about the round."""
    reason: Mapped[str] = mapped_column(String(2000))
    files: Mapped[list[dict[str, Any]]] = mapped_column(Document, default=list)
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    until: Mapped[datetime] = mapped_column(Moment)
    """Exclusive end of the time to answer: 24:00 of its last working day."""
    stands_until: Mapped[datetime | None] = mapped_column(Moment)
    """Exclusive end of the time to decide, which follows; None where the calendar does not reach so far."""
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    """When whoever proposed it took it back."""
    withdrawn_reason: Mapped[str] = mapped_column(String(2000), default="", server_default="")
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    used_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    objections_until: Mapped[datetime | None] = mapped_column(Moment)
    """Exclusive end of the time to object to what was done; till then what builds on it waits."""
    round: Mapped[Round] = relationship(lazy="joined")
    by: Mapped[Person] = relationship(foreign_keys=[by_id], lazy="joined")
    answers: Mapped[list[EndProposalAnswer]] = relationship(back_populates="proposal", order_by="EndProposalAnswer.id")

    @property
    def publisher_id(self) -> int:
        """The scenario's publisher."""
        return self.round.publisher_id

    @property
    def party_ids(self) -> set[int]:
        """Organisations with an interest in the round."""
        return self.round.party_ids

    @property
    def concerned_ids(self) -> set[int]:
        """The claimants whom it concerns: the winner and its partners, or everyone whose claim was opened."""
        return set(self.round.winning_member_ids if self.claim_ref else self.round.claimant_ids)

    @property
    def concerns_everyone(self) -> bool:
        """Whether any organisation may answer, since nobody may learn who claims."""
        return self.act == "withdraw"


class EndProposalAnswer(Recorded, Base):
    """What an organisation says to a proposal, once."""

    recorded = Record(
        lambda row: f"proposal_answer/{row.id}",
        lambda row: row.proposal.round.scenario.code,
        names=lambda row: {"proposal": row.proposal.ref, "organisation": row.organisation.name},
    )
    __tablename__ = "end_proposal_answer"
    __table_args__ = (UniqueConstraint("proposal_id", "organisation_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("end_proposal.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    answer: Mapped[str] = mapped_column(String(2000))
    at: Mapped[datetime] = mapped_column(Moment)
    proposal: Mapped[EndProposal] = relationship(back_populates="answers")
    organisation: Mapped[Organisation] = relationship(lazy="joined")


class SectionComment(Recorded, Base):
    """A comment of the office tied to one section; the publisher (or the winner) marks it as dealt with."""

    recorded = Record(
        lambda row: f"comment/{row.id}", lambda row: row.scenario.code, names=lambda row: {"by": row.by.title}
    )
    __tablename__ = "section_comment"
    __table_args__ = (Index("ix_section_comment_document", "scenario_id", "sheet"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    scenario_id: Mapped[int] = mapped_column(ForeignKey("scenario.id"))
    sheet: Mapped[str] = mapped_column(String(20))
    section: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(String(2000))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    scenario: Mapped[Scenario] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=[by_id], lazy="joined")


class Vetting(Recorded, Base):
    """The three criteria scored 1–5 with a reason each (附件1·五(一))."""

    recorded = Record(
        lambda row: f"vetting/{row.id}", lambda row: row.scenario.code, names=lambda row: {"by": row.by.title}
    )
    __tablename__ = "vetting"
    id: Mapped[int] = mapped_column(primary_key=True)
    scenario_id: Mapped[int] = mapped_column(ForeignKey("scenario.id"), index=True)
    cycle: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    scores: Mapped[dict[str, Any]] = mapped_column(Document)
    """`{traction: {score, reason}, feasibility: …, leverage: …}`"""
    plan_revision: Mapped[int]
    scenario: Mapped[Scenario] = relationship(back_populates="vettings")
    by: Mapped[Person] = relationship(lazy="joined")
