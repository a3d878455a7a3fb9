"""Random people do random things in random order, and the invariants of the contract hold after every step."""

from __future__ import annotations

import json
import shutil
import tempfile
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.audit import service as audit
from marketplace.audit.models import AuditEvent
from marketplace.claims.models import Claim, Seat
from marketplace.errors import MarketplaceError
from marketplace.evaluation import service as evaluation
from marketplace.evaluation.models import ScoreSheet
from marketplace.extensions import db
from marketplace.lifecycle.tick import tick
from marketplace.lifecycle.workflow import TABLE
from marketplace.notifications.models import Notification, OutboxMail
from marketplace.publications.models import Publication
from marketplace.scenarios.models import Scenario
from marketplace.scenarios.service import scenario_by_code
from marketplace.sheets.canonical import dumps, sha256
from tests.world import make_app, people, sheets
from tests.world.world import VETTING, World, person, upload

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
    "draft",
    "vetted",
    "open",
    "evaluating",
    "evaluated",
    "notice",
    "awarded",
    "plan_submitted",
    "recommended",
    "underway",
]
"""Random walks seldom get far from the beginning, so they begin anywhere in the chain."""
CLAIMANTS = ["investor1", "investor2", "investor3"]


class Contest(RuleBasedStateMachine):
    """One scenario and everyone who may want something of it."""

    template: Path

    @initialize(state=st.sampled_from(STARTS))
    def begin(self, state: str) -> None:
        self.folder = Path(tempfile.mkdtemp()) / "var"
        shutil.copytree(self.template, self.folder)
        self.app = make_app(self.folder, migrated=True)
        self.world = World(self.app)
        self.code = self.world.a_scenario(state=state)
        self.issued: dict[str, str] = {}

    def teardown(self) -> None:
        if hasattr(self, "app"):
            event(f"ended as {self.world.scenario(self.code).state}")
            people.close(self.app)
            shutil.rmtree(self.folder.parent)

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
        with suppress(MarketplaceError):
            self.world.act(self.code, action, by, uploads=upload(), **self._form(by))

    @rule()
    def the_right_person_takes_the_next_step(self) -> None:
        """Random walks seldom get far: someone who may, does the first act that is possible."""
        for by in PEOPLE:
            with self.app.app_context():
                choices = TABLE.choices(person(by), scenario_by_code(self.code), clock.now())
                actions = [
                    c.row.action
                    for c in choices
                    if c.possible and not c.row.danger and c.row.action not in ("recall", "return")
                ]
            for action in actions:
                try:
                    self.world.act(self.code, action, by, uploads=upload(), **self._form(by))
                except MarketplaceError:
                    continue
                return

    @rule(organisation=st.sampled_from(CLAIMANTS), submit=st.booleans())
    def someone_claims(self, organisation: str, submit: bool) -> None:
        body = sheets.claim(organisation, text=MARKER + sheets.WORDS)
        with suppress(MarketplaceError):
            self.world.a_claim(self.code, organisation, submit=submit, body=body)

    @rule(organisation=st.sampled_from(CLAIMANTS), action=st.sampled_from(["submit", "withdraw"]))
    def someone_moves_their_claim(self, organisation: str, action: str) -> None:
        with self.app.app_context():
            by = person(f"lead@{organisation}.example")
            refs = db.session.scalars(select(Claim.ref).where(Claim.lead_organisation_id == by.organisation_id)).all()
        for ref in refs:
            with suppress(MarketplaceError):
                self.world.claim_act(ref, action, f"lead@{organisation}.example")

    @rule(eligible=st.booleans(), experts=st.integers(1, 4), score=st.integers(0, 100))
    def the_office_and_experts_judge(self, eligible: bool, experts: int, score: int) -> None:
        with suppress(MarketplaceError):
            if eligible:
                names = tuple(f"expert{n}" for n in range(1, experts + 1))
                self.world.judge(self.code, dict.fromkeys(self.world.refs(self.code), score), names)
            else:
                with self.app.app_context():
                    for ref in self.world.refs(self.code)[:1]:
                        evaluation.decide_eligibility(
                            ref=ref, eligible=False, reason="不符合", by=person("reviewer@office.example")
                        )

    @rule()
    def the_winner_writes_its_plan(self) -> None:
        if self.world.scenario(self.code).state == "awarded":
            self.world.write_implementation(self.code)

    @rule(days=st.sampled_from([1, 5, 9, 26]))
    def time_passes(self, days: int) -> None:
        self.world.advance(days=days)

    @rule()
    def several_processes_tick(self) -> None:
        with self.app.app_context():
            tick()
            tick()

    @invariant()
    def at_most_one_claim_wins_a_round(self) -> None:
        if not hasattr(self, "app"):
            return
        with self.app.app_context():
            winners = [
                row.round_id for row in db.session.scalars(select(Claim).where(Claim.state == "awarded")).unique()
            ]
            assert len(winners) == len(set(winners))

    @invariant()
    def every_change_of_state_has_its_one_event(self) -> None:
        if not hasattr(self, "app"):
            return
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
        if not hasattr(self, "app"):
            return
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
        if not hasattr(self, "app"):
            return
        with self.app.app_context():
            rows = db.session.scalars(select(Publication).order_by(Publication.sequence)).all()
            assert [row.sequence for row in rows] == list(range(1, len(rows) + 1))
            for row in rows:
                assert row.sha256 == sha256(json.loads(dumps(row.content)))
                assert self.issued.setdefault(row.number, row.sha256) == row.sha256
            assert len(rows) == len(self.issued)

    @invariant()
    def nothing_of_a_claim_leaves_its_seal(self) -> None:
        if not hasattr(self, "app"):
            return
        with self.app.app_context():
            if db.session.scalar(select(Claim.id).where(Claim.opened_at.is_not(None))) is not None:
                return
            opened = scenario_by_code(self.code).is_opened
        assert opened or not any(
            MARKER.encode() in path.read_bytes() for path in self.folder.rglob("*") if path.is_file()
        )

    @invariant()
    def live_claims_hold_one_seat_each(self) -> None:
        if not hasattr(self, "app"):
            return
        with self.app.app_context():
            seats = db.session.scalars(select(Seat)).all()
            assert len(seats) == len({(seat.round_id, seat.organisation_id) for seat in seats})
            live = db.session.scalars(select(Claim).where(Claim.state.in_(["draft", "submitted"]))).unique().all()
            held = {(seat.round_id, seat.organisation_id): seat.claim_id for seat in seats}
            assert all(held[(claim.round_id, claim.lead_organisation_id)] == claim.id for claim in live)

    @invariant()
    def every_message_is_promised_once(self) -> None:
        if not hasattr(self, "app"):
            return
        with self.app.app_context():
            told = db.session.execute(select(Notification.person_id, Notification.key)).all()
            assert len(told) == len(set(told))
            mailed = db.session.scalars(select(OutboxMail.message_id)).all()
            assert len(mailed) == len(set(mailed)) and len(mailed) >= len(told)

    @invariant()
    def locked_scores_stay(self) -> None:
        if not hasattr(self, "app"):
            return
        with self.app.app_context():
            for sheet in db.session.scalars(select(ScoreSheet).where(ScoreSheet.locked_at.is_not(None))):
                assert all(row["score"] is not None for row in sheet.scores)

    @invariant()
    def every_deed_is_someones(self) -> None:
        if not hasattr(self, "app"):
            return
        with self.app.app_context():
            scenario = db.session.scalar(select(Scenario).where(Scenario.code == self.code))
            assert scenario is not None and scenario.state in TABLE.states
            assert scenario.due_at is None or scenario.due_at > scenario.state_since - timedelta(seconds=1)
            assert db.session.scalar(select(Person.id).limit(1)) is not None


@pytest.mark.slow
def test_invariants_hold_whatever_people_do(template_var_dir: Path) -> None:
    Contest.template = template_var_dir
    run_state_machine_as_test(
        Contest,
        settings=settings(
            max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
