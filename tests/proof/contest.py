"""Random people do random things in random order, and the invariants of the contract hold after every step."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import func, select

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.acts import service as acts
from marketplace.audit import service as audit
from marketplace.audit.models import AuditEvent
from marketplace.claims import vault
from marketplace.claims.models import Claim, ClaimSubmission, Seat
from marketplace.corrections import service as corrections
from marketplace.errors import MarketplaceError
from marketplace.extensions import db
from marketplace.lifecycle.workflow import TABLE
from marketplace.notifications.models import Notification, OutboxMail
from marketplace.objections import service as objections
from marketplace.objections.models import Notice, Objection
from marketplace.panel import service as panels
from marketplace.panel.models import Assignment
from marketplace.panel.service import PANEL
from marketplace.publications.models import Publication
from marketplace.questions import service as questions
from marketplace.questions.forms import QUESTION
from marketplace.scenarios.models import Scenario
from marketplace.scenarios.service import scenario_by_code
from marketplace.scoring.models import ScoreSheet
from marketplace.sheets import Bound
from marketplace.sheets.canonical import dumps, sha256
from marketplace.tick import tick
from tests.proof import ledger
from tests.proof.houses import Builder
from tests.world import sheets
from tests.world.world import VETTING, person, upload

MARKER = "密中密QZJX7731"
ACTIONS = sorted({row.action for row in TABLE.rows})
OFFICE = ["reviewer@office.example", "reviewer2@office.example", "approver@office.example", "approver2@office.example"]
PEOPLE = [
    "lead@center1.example",
    "clerk@center1.example",
    "lead@center2.example",
    *OFFICE,
    "viewer@office.example",
    "lead@investor1.example",
    "lead@investor2.example",
    "expert1@experts.example",
]
STARTS = [
    "open",
    "open",
    "open",
    "open",
    "open",
    "vetted",
    "evaluating",
    "evaluated",
    "notice",
    "awarded",
    "plan_submitted",
    "recommended",
    "underway",
]
"""Random walks seldom get far from the beginning, so they begin anywhere in the chain."""
KINDS = {"scenario": "场景", "claim": "申请", "question": "", "objection": "", "round": "", "score_sheet": ""}
CLAIMANTS = ["investor1", "investor2", "investor3"]


class Contest(RuleBasedStateMachine):
    """One scenario and everyone who may want something of it."""

    builder: Builder

    @initialize(state=st.sampled_from(STARTS), entered=st.booleans())
    def begin(self, state: str, entered: bool) -> None:
        self.house = self.builder.build()
        self.app, self.world = self.house.app, self.house.world
        self.code = self.world.a_scenario(state=state)
        self.issued: dict[str, str] = {}
        if state == "open" and entered:
            self._enter_consortium()
        ledger.count(f"随机办理的揭榜（{self.builder.database}）")

    def _enter_consortium(self) -> None:
        """Two partners, submitted: what follows tries their bonds."""
        partners = [("investor1", "operation", 60), ("investor3", "investment", 40)]
        body = sheets.claim("investor1", partners, text=MARKER + sheets.WORDS)
        ref = self.world.a_claim(self.code, submit=False, body=body)
        self.world.claim_act(ref, "confirm_membership", "lead@investor3.example")
        self.world.claim_act(ref, "submit", "lead@investor1.example")

    def teardown(self) -> None:
        if hasattr(self, "app"):
            event(f"ended as {self.world.scenario(self.code).state}")
            self._count_what_happened()
            self.builder.tear_down(self.house)

    def _count_what_happened(self) -> None:
        """A machine that never gets anywhere proves nothing: what it did is counted too."""
        with self.app.app_context():
            kinds = select(AuditEvent.subject_kind, AuditEvent.label, func.count()).group_by(
                AuditEvent.subject_kind, AuditEvent.label
            )
            for kind, label, n in db.session.execute(kinds):
                if kind in ("scenario", "claim", "question", "objection", "round", "score_sheet"):
                    ledger.count(f"其中办成：{KINDS[kind]}{label}", n)

    def _step(self) -> None:
        ledger.count(f"随机步骤（{self.builder.database}）")

    def _form(self, by: str) -> dict[str, Any]:
        with self.app.app_context():
            scenario = scenario_by_code(self.code)
            ranking = scenario.round.ranking if scenario.round else None
            today = clock.today().isoformat()
        return VETTING | {
            "comment": "理由写在这里",
            "section_comments-basics": "请写清地点",
            "happened_on": today,
            "reason": "更正联系人",
            "claim": ranking[0]["claim"] if ranking else "",
            "fair_competition": "passed",
        }

    @rule(action=st.sampled_from(ACTIONS), by=st.sampled_from(PEOPLE))
    def someone_tries(self, action: str, by: str) -> None:
        self._step()
        with suppress(MarketplaceError):
            self.world.act(self.code, action, by, uploads=upload(), **self._form(by))

    @rule()
    def the_right_person_takes_the_next_step(self) -> None:
        """Random walks seldom get far: someone who may, does the first act that is possible."""
        self._step()
        for by in PEOPLE:
            with self.app.app_context():
                choices = TABLE.choices(person(by), scenario_by_code(self.code), clock.now())
                actions = [
                    c.row.action
                    for c in choices
                    if c.possible
                    and not c.row.danger
                    and c.row.action not in ("recall", "return", "propose", "retract")
                ]
            for action in actions:
                try:
                    self.world.act(self.code, action, by, uploads=upload(), **self._form(by))
                except MarketplaceError:
                    continue
                return

    @rule(organisation=st.sampled_from(CLAIMANTS), submit=st.booleans())
    def someone_claims(self, organisation: str, submit: bool) -> None:
        self._step()
        body = sheets.claim(organisation, text=MARKER + sheets.WORDS)
        with suppress(MarketplaceError):
            self.world.a_claim(self.code, organisation, submit=submit, body=body)

    @rule(organisation=st.sampled_from(CLAIMANTS), action=st.sampled_from(["submit", "submit", "confirm", "withdraw"]))
    def someone_moves_their_claim(self, organisation: str, action: str) -> None:
        self._step()
        for ref in self._refs_of(organisation):
            with suppress(MarketplaceError):
                self.world.claim_act(ref, action, f"lead@{organisation}.example")

    @rule(
        organisation=st.sampled_from(CLAIMANTS),
        partner=st.sampled_from(CLAIMANTS),
        share=st.sampled_from(["40", "33.33", "0.01"]),
    )
    def someone_forms_a_consortium(self, organisation: str, partner: str, share: str) -> None:
        self._step()
        rest = Decimal(100) - Decimal(share)
        team = sheets.claim(organisation, [(organisation, "operation", rest), (partner, "investment", share)])["team"]
        for ref in self._refs_of(organisation):
            with suppress(MarketplaceError):
                self.world.write_claim(ref, {"team": team}, f"lead@{organisation}.example")

    @rule(organisation=st.sampled_from(CLAIMANTS), action=st.sampled_from(["confirm_membership", "leave", "leave"]))
    def a_member_confirms_or_leaves(self, organisation: str, action: str) -> None:
        self._step()
        with self.app.app_context():
            refs = list(db.session.scalars(select(Claim.ref)))
        for ref in refs:
            with suppress(MarketplaceError):
                self.world.claim_act(ref, action, f"lead@{organisation}.example")

    @rule(words=st.sampled_from(["资格一", "资格二"]), phone=st.booleans())
    def the_publisher_changes_the_terms(self, words: str, phone: bool) -> None:
        self._step()
        terms = dict(sheets.plan()["claim_terms"])
        terms |= {"contact_phone": "0558-5550123"} if phone else {"qualifications": f"有社区运营经验，{words}。"}
        with suppress(MarketplaceError):
            self.world.write_plan(self.code, {"claim_terms": terms}, "lead@center1.example")
            self.world.act(self.code, "amend", "approver@office.example", **self._form(""))

    @rule(by=st.sampled_from(PEOPLE))
    def someone_asks(self, by: str) -> None:
        self._step()
        with suppress(MarketplaceError), self.app.app_context():
            bound = Bound.of_form(QUESTION, {"question": ["设备由谁提供，期满怎样移交？"]})
            questions.ask(code=self.code, bound=bound, by=person(by))

    @rule(upheld=st.booleans(), by=st.sampled_from(OFFICE))
    def someone_objects_and_the_office_answers(self, upheld: bool, by: str) -> None:
        self._step()
        with suppress(MarketplaceError):
            ref = self.world.object_to(self.code)
            with self.app.app_context():
                form = {"decision": ["upheld" if upheld else "rejected"], "answer": ["经复核，答复如下。"]}
                objections.decide(ref=ref, form=form, by=person(by))
            self.world.second(ref)

    @rule(expert=st.integers(1, 4))
    def an_expert_steps_aside(self, expert: int) -> None:
        self._step()
        for ref in self.world.refs(self.code)[:1]:
            with suppress(MarketplaceError), self.app.app_context():
                by = person(f"expert{expert}@experts.example")
                panels.declare(ref=ref, declared="interest", reason="亲属任职", by=by)

    @rule(eligible=st.booleans(), by=st.sampled_from(["reviewer@office.example", "reviewer2@office.example"]))
    def an_insider_flips_eligibility(self, eligible: bool, by: str) -> None:
        self._step()
        for ref in self.world.refs(self.code):
            with suppress(MarketplaceError), self.app.app_context():
                corrections.decide(ref=ref, eligible=eligible, reason="改判", by=person(by))

    @rule(number=st.integers(1, 6), drawn=st.booleans())
    def an_insider_adds_an_expert(self, number: int, drawn: bool) -> None:
        self._step()
        with suppress(MarketplaceError), self.app.app_context():
            by = person("reviewer@office.example")
            if drawn:
                acts.act(PANEL, ref=self.code, action="draw_experts", by=by, form={"draw": [str(number)]})
            else:
                ids = [f"expert{number}@experts.example"]
                panels.choose(code=self.code, experts=ids, reason="更专业", by=by)

    @rule(by=st.sampled_from(OFFICE))
    def one_alone_takes_an_award_away_and_announces_the_next(self, by: str) -> None:
        self._step()
        with suppress(MarketplaceError):
            self.world.propose(self.code, "forfeit", by)
        with suppress(MarketplaceError):
            self.world.act(self.code, "forfeit", by, **self._form(by))
            self.world.act(self.code, "announce", by, **self._form(by))

    def _refs_of(self, organisation: str) -> list[str]:
        with self.app.app_context():
            by = person(f"lead@{organisation}.example")
            return list(db.session.scalars(select(Claim.ref).where(Claim.lead_organisation_id == by.organisation_id)))

    @rule(eligible=st.booleans(), experts=st.integers(1, 4), score=st.integers(0, 100))
    def the_office_and_experts_judge(self, eligible: bool, experts: int, score: int) -> None:
        self._step()
        with suppress(MarketplaceError):
            if eligible:
                names = tuple(f"expert{n}" for n in range(1, experts + 1))
                self.world.judge(self.code, dict.fromkeys(self.world.refs(self.code), score), names)
            else:
                with self.app.app_context():
                    for ref in self.world.refs(self.code)[:1]:
                        corrections.decide(
                            ref=ref, eligible=False, reason="不符合", by=person("reviewer@office.example")
                        )

    @rule()
    def the_winner_writes_its_plan(self) -> None:
        self._step()
        if self.world.scenario(self.code).state == "awarded":
            self.world.write_implementation(self.code)

    @rule(days=st.sampled_from([1, 5, 9, 26]))
    def time_passes(self, days: int) -> None:
        self._step()
        self.world.advance(days=days)

    @rule()
    def several_processes_tick(self) -> None:
        self._step()
        with self.app.app_context():
            tick()
            tick()

    @invariant()
    def at_most_one_claim_wins_a_round(self) -> None:
        with self.app.app_context():
            winners = [
                row.round_id for row in db.session.scalars(select(Claim).where(Claim.state == "awarded")).unique()
            ]
            assert len(winners) == len(set(winners))

    @invariant()
    def every_change_of_state_has_its_one_event(self) -> None:
        with self.app.app_context():
            assert list(audit.faults()) == []
            moves = [
                e
                for e in db.session.scalars(select(AuditEvent).order_by(AuditEvent.position))
                if e.subject_kind == "scenario" and e.target
            ]
            for earlier, later in pairwise(moves):
                assert later.source == earlier.target
            scenario = scenario_by_code(self.code)
            assert moves[-1].target == scenario.state
            assert len([m for m in moves if m.action != "create"]) == scenario.revision - 1

    @invariant()
    def four_eyes_are_four(self) -> None:
        with self.app.app_context():
            vetters: set[int | None] = set()
            concluders: set[int | None] = set()
            for event in db.session.scalars(select(AuditEvent).order_by(AuditEvent.position)):
                if event.action == "relaunch":
                    vetters, concluders = set(), set()
                elif event.action == "vet":
                    vetters.add(event.actor_id)
                elif event.action == "conclude":
                    concluders.add(event.actor_id)
                assert not (event.action in ("publish", "amend") and event.actor_id in vetters)
                assert not (event.action == "announce" and event.actor_id in concluders)

    @invariant()
    def publications_never_change(self) -> None:
        with self.app.app_context():
            rows = db.session.scalars(select(Publication).order_by(Publication.sequence)).all()
            assert [row.sequence for row in rows] == list(range(1, len(rows) + 1))
            for row in rows:
                assert row.sha256 == sha256(json.loads(dumps(row.content)))
                assert self.issued.setdefault(row.number, row.sha256) == row.sha256
            assert len(rows) == len(self.issued)

    @invariant()
    def nothing_of_a_claim_leaves_its_seal(self) -> None:
        with self.app.app_context():
            if db.session.scalar(select(Claim.id).where(Claim.opened_at.is_not(None))) is not None:
                return
            opened = scenario_by_code(self.code).is_opened
        assert opened or not self.house.holds(MARKER)

    @invariant()
    def live_claims_hold_one_seat_each(self) -> None:
        with self.app.app_context():
            seats = db.session.scalars(select(Seat)).all()
            assert len(seats) == len({(seat.round_id, seat.organisation_id) for seat in seats})
            live = db.session.scalars(select(Claim).where(Claim.is_live)).unique().all()
            held = {(seat.round_id, seat.organisation_id): seat.claim_id for seat in seats}
            for claim in live:
                bound = claim.confirmed_member_ids | set(claim.bound_member_ids)
                assert all(held[(claim.round_id, organisation)] == claim.id for organisation in bound)

    @invariant()
    def only_what_was_submitted_and_confirmed_is_opened(self) -> None:
        with self.app.app_context():
            for claim in db.session.scalars(select(Claim).where(Claim.opened_at.is_not(None))).unique():
                last = claim.counting
                assert (
                    last is not None
                    and claim.opened_at is not None
                    and last.at < claim.round.deadline <= claim.opened_at
                    and not claim.amended_by
                )
                assert {m.organisation_id for m in claim.standing_members} == set(last.member_ids)
                assert all(m.confirmed_at for m in claim.standing_members)

    @invariant()
    def receipts_can_be_recomputed(self) -> None:
        with self.app.app_context():
            for row in db.session.scalars(select(ClaimSubmission)):
                holder = row.claim.lead_organisation.people[0]
                assert sha256(vault.submission(row, holder)) == row.sha256

    @invariant()
    def nobody_wins_over_an_objection(self) -> None:
        with self.app.app_context():
            for notice in db.session.scalars(select(Notice).where(Notice.ending == "award")):
                assert notice.ended_at is not None and notice.ended_at >= notice.until
                rows = db.session.scalars(select(Objection).where(Objection.notice_id == notice.id))
                before = [row for row in rows if row.at < notice.ended_at]
                assert all(row.decision == "rejected" or (row.is_by_citizen and not row.decision) for row in before)

    @invariant()
    def no_expert_sits_who_stepped_aside(self) -> None:
        with self.app.app_context():
            for one in db.session.scalars(select(Assignment)):
                assert not (one.is_recused and one.expert_id in one.round.declared_expert_ids)

    @invariant()
    def who_knows_the_scores_binds_nothing(self) -> None:
        with self.app.app_context():
            for round_ in scenario_by_code(self.code).rounds:
                known = round_.scores_known_at
                annulled = db.session.scalars(
                    select(Notice).where(Notice.round_id == round_.id, Notice.ending == "annul")
                ).all()
                assert all(one.ground["objections"] or one.ground["decision_number"] for one in annulled)
                if known is None:
                    continue
                named = {ref for one in annulled for ref in one.ground["claims"]}
                refs = list(db.session.scalars(select(Claim.ref).where(Claim.round_id == round_.id)))
                late = select(AuditEvent).where(
                    AuditEvent.subject_kind == "claim", AuditEvent.at > known, AuditEvent.subject_ref.in_(refs)
                )
                for event in db.session.scalars(
                    late.where(AuditEvent.action.in_(["find_eligible", "find_ineligible"]))
                ):
                    assert event.subject_ref in named
                for one in db.session.scalars(select(Assignment).where(Assignment.round_id == round_.id)):
                    assert one.assigned_at <= known or one.draw_id is not None
                    assert annulled or one.released_at is None or one.released_at <= known
                    assert annulled or one.declared != "interest" or (one.declared_at or known) <= known

    @invariant()
    def who_forfeits_does_not_announce_the_next(self) -> None:
        with self.app.app_context():
            takers: set[int | None] = set()
            for event in db.session.scalars(select(AuditEvent).order_by(AuditEvent.position)):
                if event.action in ("publish", "relaunch"):
                    takers = set()
                elif event.action == "forfeit":
                    takers.add(event.actor_id)
                assert not (event.action == "announce" and event.actor_id in takers)

    @invariant()
    def every_message_is_promised_once(self) -> None:
        with self.app.app_context():
            told = db.session.execute(select(Notification.person_id, Notification.key)).all()
            assert len(told) == len(set(told))
            mailed = db.session.scalars(select(OutboxMail.message_id)).all()
            assert len(mailed) == len(set(mailed)) and len(mailed) >= len(told)

    @invariant()
    def locked_scores_stay(self) -> None:
        with self.app.app_context():
            for sheet in db.session.scalars(select(ScoreSheet).where(ScoreSheet.locked_at.is_not(None))):
                assert all(row["score"] is not None for row in sheet.scores)

    @invariant()
    def every_deed_is_someones(self) -> None:
        with self.app.app_context():
            scenario = db.session.scalar(select(Scenario).where(Scenario.code == self.code))
            assert scenario is not None and scenario.state in TABLE.states
            assert scenario.due_at is None or scenario.due_at > scenario.state_since - timedelta(seconds=1)
            assert db.session.scalar(select(Person.id).limit(1)) is not None
