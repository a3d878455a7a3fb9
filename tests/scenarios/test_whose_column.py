"""What a round or a claim keeps is written by the room that decides it: others ask for it through that room's verbs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DatabaseError

import marketplace
from marketplace.archive.standalone.verifying.shapes import DECISIONS
from marketplace.extensions import db
from marketplace.objections.decided import Award
from marketplace.room import rooms
from marketplace.scenarios.decisions import FACTS, Decision
from marketplace.scenarios.models import Round
from tests.world.world import World

HOUSE = Path(marketplace.__file__).parent
OWN_OF_ROUND = {"id", "scenario_id", "number", "opens_at"} | {
    *("deadline", "deadline_moved_alone_at", "criteria", "figures"),
    *("held_because", "lapses_at", "closed_at", "outcome"),
}
"""What a round keeps itself: its terms, and its course, which is the lifecycle's."""
DECIDED = {
    "claims": {"opened_claims_at", "claims_count", "claimant_ids"},
    "corrections": {"eligibility_settled_at"},
    "objections": {"announced_at", "announcer_ids", "forfeiter_ids"}
    | {"award_claim_ref", "awarded_at", "winner_id", "winning_member_ids"},
    "panel": {"expert_pool", "expert_pool_sha256", "declared_expert_ids", "panel_known_at", "scores_known_at"},
    "publications": {"publisher_person_ids"},
    "scoring": {"ranking", "concluder_ids"},
}
"""Which room's rows say what a round is asked for."""
OWN = {"claim": "claims", "notice": "objections", "objection": "objections", "correction": "corrections"} | {
    "assignment": "panel",
    "draw": "panel",
    "sheet": "scoring",
    "scenario": "scenarios",
}
"""Whose the row is that goes by this name."""
SHARED = {("lifecycle", "scenario"), ("lifecycle", "round")}
"""The lifecycle is what these rows' own columns are for."""


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        return _name(node.func)
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _targets(node: ast.AST) -> Iterator[ast.Attribute]:
    found = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
    for one in found:
        yield from (
            part for part in ast.walk(one) if isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store)
        )


def written(text: str) -> Iterator[tuple[str, str]]:
    """What is assigned in this source: the name of the row, and its column."""
    for node in ast.walk(ast.parse(text)):
        yield from ((_name(one.value).strip("_"), one.attr) for one in _targets(node))


def _assigned() -> Iterator[tuple[str, str, str]]:
    for path in sorted(HOUSE.rglob("*.py")):
        room = path.relative_to(HOUSE).parts[0]
        yield from ((room, row, column) for row, column in written(path.read_text()))


def _facts() -> dict[str, str]:
    """Whose rows each fact is read from: the room that declares it."""
    found = {}
    for path in sorted(HOUSE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and _name(node) == "fact" and isinstance(node.args[0], ast.Constant):
                found[str(node.args[0].value)] = path.relative_to(HOUSE).parts[0]
    return found


def test_a_round_keeps_its_own_and_asks_the_rooms_for_what_they_decided() -> None:
    kept = {one.key for one in inspect(Round).local_table.columns}
    assert kept == OWN_OF_ROUND
    declared = {fact: room for room, facts in DECIDED.items() for fact in facts}
    assert _facts() == declared, "a fact is named in DECIDED above, under the room that declares it"
    assert {one.key for one in inspect(Round).column_attrs} == kept | set(FACTS)


def test_nobody_assigns_what_is_decided_in_rows() -> None:
    assert [one for one in _assigned() if one[1] == "round" and one[2] in FACTS] == []


def _kinds() -> dict[str, type[Decision]]:
    """The kinds of decision, by their tables."""
    found = (one for one in Decision.__subclasses__() if one.__module__.startswith("marketplace."))
    return {one.__tablename__: one for one in found}  # type: ignore[attr-defined]


def test_every_kind_of_decision_is_in_the_file_and_has_its_words_there(app: Flask) -> None:
    """A kind without them would be missing in the archive, or break its pages."""
    with app.app_context():
        filed = [one.key for room in rooms() for one in room.filed if one.document == "decisions.json"]
    assert sorted(filed) == sorted(_kinds()), "each kind is a row `filed(…)` of its room's filed.py"
    assert set(DECISIONS) == set(_kinds()), "each kind is a row of archive/standalone/verifying/shapes.py: DECISIONS"


def test_the_database_refuses_to_change_a_decision(app: Flask) -> None:
    """Of every kind, whether or not a story comes by it."""
    named = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger",
    }
    with app.app_context():
        found = set(db.session.scalars(text(named[db.engine.dialect.name])))
    missing = {f"{kind}_no_{deed}" for kind in _kinds() for deed in ("update", "delete")} - found
    assert not missing, "the migration that makes the table also says: op.refuse_changes(…)"


def test_what_was_decided_is_never_changed(app: Flask, world: World) -> None:
    world.a_scenario("awarded")
    with app.app_context():
        rows = [row for kind in _kinds().values() if (row := db.session.scalars(select(kind)).first()) is not None]
        assert len(rows) > 5
        for row in rows:
            row.why = "另一个理由"
            with pytest.raises(DatabaseError, match="append-only"):
                db.session.flush()
            db.session.rollback()


def test_a_decision_says_who_when_and_why(app: Flask, world: World) -> None:
    world.a_scenario("awarded")
    with app.app_context():
        award = db.session.scalars(select(Award)).one()
        assert award.by is not None and award.by.approves
        assert award.round.award_claim_ref == award.claim_ref and award.round.awarded_at == award.at


def test_no_room_writes_another_rooms_row() -> None:
    wrong = [one for one in _assigned() if OWN.get(one[1], one[0]) != one[0] and one[:2] not in SHARED]
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        "round_.ranking = []",
        "claim.round.ranking, x = [], 1",
        "self.round.ranking += [1]",
        "_round(move).ranking = y = 2",
    ],
)
def test_an_assignment_is_found_however_it_is_written(text: str) -> None:
    assert ("round", "ranking") in set(written(text))
