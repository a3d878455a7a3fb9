"""The example data after loading: every state, true figures, a whole chain, and nothing that leaves its seal."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from marketplace import clock
from marketplace.accounts import passwords
from marketplace.accounts.models import Organisation, Person
from marketplace.accounts.service import sign_in
from marketplace.audit import service as audit
from marketplace.audit.models import AuditEvent
from marketplace.catalogue.models import Entry
from marketplace.claims import vault
from marketplace.claims.models import Claim
from marketplace.demo import examples, service
from marketplace.demo.people import PASSWORD, table_of_accounts
from marketplace.errors import BadRequest
from marketplace.extensions import Base, db
from marketplace.finance import figures_of
from marketplace.notifications.models import Notification
from marketplace.panel import queries as panel_queries
from marketplace.plans import service as plans
from marketplace.publications import service as publications
from marketplace.scenarios.models import Scenario
from marketplace.scoring import queries as scoring_queries
from marketplace.sheets import richtext
from tests.parts.server import Marketplace
from tests.proof import ledger
from tests.world.moments import AWKWARD_DAYS, morning_of

EXAMPLES = examples.scenarios()
HARDEST = ("the last day of the official calendar", "29 February")
DAYS = ledger.times(long=AWKWARD_DAYS, usual=AWKWARD_DAYS, short={name: AWKWARD_DAYS[name] for name in HARDEST})
SEALED = [claim for example in EXAMPLES if example["state"] == "open" for claim in examples.claims(example["number"])]


def of(example: Any) -> Scenario:
    query = select(Scenario).where(Scenario.title == example["basics"]["title"])
    return db.session.scalars(query).one()


def counts() -> dict[str, int]:
    tables = Base.metadata.sorted_tables
    return {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


@pytest.mark.slow
def test_the_example_data_loads_today_and_leaves_the_clock_as_it_stood(
    migrated_var_dir: Path, tmp_path: Path, opened: Callable[[Path], Flask]
) -> None:
    shutil.copytree(migrated_var_dir, tmp_path / "var")
    with opened(tmp_path / "var").app_context():
        loaded = service.load()
        assert loaded is not None and loaded.scenarios == len(EXAMPLES)
        assert abs(clock.offset().total_seconds()) < 1


@pytest.mark.slow
@pytest.mark.parametrize("day", DAYS.values(), ids=DAYS)
def test_the_example_data_loads_on_any_day(
    migrated_var_dir: Path, tmp_path: Path, opened: Callable[[Path], Flask], day: date
) -> None:
    """Every story reaches the state of its file, whatever weekend or new year lies in its way."""
    shutil.copytree(migrated_var_dir, tmp_path / "var")
    with opened(tmp_path / "var").app_context():
        clock.set_to(morning_of(day))
        assert service.load() is not None and clock.today() == day
        assert {e["slug"]: of(e).state for e in EXAMPLES} == {e["slug"]: e["state"] for e in EXAMPLES}
        assert list(audit.faults()) == []


def test_each_scenario_reached_the_state_of_its_file(loaded: Flask) -> None:
    assert {e["slug"]: of(e).state for e in EXAMPLES} == {e["slug"]: e["state"] for e in EXAMPLES}


def test_every_state_of_the_lifecycle_occurs(loaded: Flask) -> None:
    assert set(db.session.scalars(select(Scenario.state))) == {example["state"] for example in EXAMPLES}
    assert len({example["state"] for example in EXAMPLES}) >= 18


def test_each_claim_reached_the_status_of_its_file(loaded: Flask) -> None:
    for example in EXAMPLES:
        found = {
            claim.lead_organisation.code: claim.state for claim in db.session.scalars(_claims_of(example)).unique()
        }
        assert found == {claim["lead"]: claim["status"] for claim in examples.claims(example["number"])}, example[
            "slug"
        ]


def _claims_of(example: Any) -> Any:
    return select(Claim).where(Claim.round_id == of(example).round_id)


def test_the_chain_of_events_is_whole_and_in_the_order_of_time(loaded: Flask) -> None:
    assert list(audit.faults()) == []
    moments = list(db.session.scalars(select(AuditEvent.at).order_by(AuditEvent.position)))
    assert moments == sorted(moments)
    assert moments[-1] <= clock.now()


def test_codes_follow_the_numbers_of_the_examples_within_a_planning_year(loaded: Flask) -> None:
    by_year: dict[str, list[str]] = {}
    for example in EXAMPLES:
        by_year.setdefault(of(example).code[:7], []).append(of(example).code)
    assert all(codes == sorted(codes) for codes in by_year.values())


def test_the_figures_are_those_that_the_examples_state(loaded: Flask) -> None:
    for example in EXAMPLES:
        scenario, stated = of(example), example.get("expected")
        if not stated:
            continue
        plan: Any = plans.document(scenario.code, "plan").body
        if scenario.is_published:
            newest = publications.newest(scenario)
            plan = newest.content["plan"]
            if newest.kind == "result":
                written = examples.implementation_plan(example["number"])
                assert written is not None
                stated = written["expected"]
            entry = db.session.get_one(Entry, scenario.id)
            assert entry.total_investment_wan == stated["total_investment_wan"]
            assert entry.irr_pct == pytest.approx(Decimal(str(stated["irr_pct"])), abs=Decimal("0.01"))
        ours = figures_of(plan)
        assert ours is not None
        for measure in (
            "total_investment_wan",
            "government_wan",
            "social_wan",
            "leverage",
            "irr_pct",
            "npv_wan",
            "payback_years",
        ):
            value = getattr(ours, measure)
            wanted = stated[measure]
            assert (value is None) == (wanted is None), (example["slug"], measure)
            assert value is None or abs(value - Decimal(str(wanted))) <= Decimal("0.01"), (example["slug"], measure)


def test_the_ranking_is_that_of_the_experts_of_the_data(loaded: Flask) -> None:
    for example in EXAMPLES:
        ranking = of(example).round.ranking if of(example).round else None  # type: ignore[union-attr]
        scored = {claim["lead"]: claim["score"] for claim in examples.claims(example["number"]) if claim.get("score")}
        if ranking is None:
            continue
        assert {row["organisation"]: float(row["score"]) for row in ranking} == pytest.approx(scored, abs=0.01)


def test_a_second_load_changes_nothing(loaded: Flask) -> None:
    before = counts()
    assert service.load() is None
    assert counts() == before


def test_production_takes_no_example_data(loaded: Flask) -> None:
    loaded.config["DEMO"] = False
    with pytest.raises(BadRequest):
        service.load()


def test_every_demo_account_can_sign_in(loaded: Flask) -> None:
    people = list(db.session.scalars(select(Person)))
    assert {person.email for person in people} >= _promised()
    assert all(person.is_active for person in people)
    hashes = {person.password_hash for person in people}
    assert len(hashes) == 1 and passwords.fits(hashes.pop(), PASSWORD)
    assert sign_in(email="lead@investor5.example", password=PASSWORD).role == "lead"


def _promised() -> set[str]:
    """The addresses of DESIGN section 6."""
    office = {
        f"{name}@office.example" for name in ("reviewer", "reviewer2", "approver", "approver2", "admin", "viewer")
    }
    publishers = {
        f"{who}@{row['login_domain']}"
        for row in examples.organisations()
        if row["kind"] != "office"
        for who in ("clerk", "lead")
    }
    investors = {f"{who}@investor{n}.example" for n in range(1, 5) for who in ("lead", "member")}
    others = {f"lead@ent{n:02}.example" for n in range(6, 21)} | {"lead@investor5.example"}
    return office | publishers | investors | others | {f"expert{n}@experts.example" for n in range(1, 9)}


def test_the_printed_accounts_are_short() -> None:
    assert len(table_of_accounts()) <= 20


def test_claims_of_open_contests_stay_sealed(loaded: Flask) -> None:
    assert SEALED
    for claim in db.session.scalars(select(Claim).where(Claim.opened_at.is_(None))).unique():
        assert claim.opened_body is None
        assert vault.body(claim, claim.lead_organisation.people[0])["proposal"]["proposal"]
    sentences = [line for claim in SEALED for line in richtext.plain(claim["proposal"]).split("\n") if len(line) > 12]
    texts = [line[:20] for line in sentences]
    for path in (p for p in loaded.config["VAR_DIR"].rglob("*") if p.is_file()):
        content = path.read_bytes()
        assert not [text for text in texts if text.encode() in content], path.name


def test_somebody_has_something_to_do_on_every_desk(loaded: Flask) -> None:
    def organisation(code: str) -> Organisation:
        return db.session.scalars(select(Organisation).where(Organisation.code == code)).one()

    assert not organisation("investor5").is_verified
    waiting = [
        member
        for claim in db.session.scalars(select(Claim)).unique()
        for member in claim.members
        if not member.confirmed_at
    ]
    assert [member.organisation.code for member in waiting] == ["ent20"]
    evaluating = db.session.scalars(select(Scenario).where(Scenario.state == "evaluating")).one()
    assert evaluating.round is not None
    panel = scoring_queries.full_panel(evaluating.round)
    assert len(panel) == 2 and len(panel_queries.assignments(evaluating.round)) == 3


def test_messages_older_than_a_week_are_read(loaded: Flask) -> None:
    unread = (
        select(Notification.person_id, func.count())
        .where(Notification.read_at.is_(None))
        .group_by(Notification.person_id)
    )
    assert all(count < 20 for _person, count in db.session.execute(unread))


def test_the_commands_say_what_they_did(loaded_var_dir: Path, tmp_path: Path) -> None:
    shutil.copytree(loaded_var_dir, tmp_path / "var")
    marketplace = Marketplace(tmp_path / "var")
    assert "nothing was loaded" in marketplace.flask("demo", "load")
    assert PASSWORD in marketplace.flask("demo", "accounts")
