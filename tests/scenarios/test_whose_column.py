"""What a round or a claim keeps is written by the room that decides it: others ask for it through that room's verbs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect

import marketplace
from marketplace.scenarios.models import Round

HOUSE = Path(marketplace.__file__).parent
FROM_BIRTH = {"id", "scenario_id", "number", "opens_at"}
"""Columns of a round that are set once, when it begins."""
WRITERS = {
    "claims": {"opened_claims_at", "claims_count", "claimant_ids"},
    "corrections": {"eligibility_settled_at"},
    "lifecycle": {
        "deadline",
        "deadline_moved_alone_at",
        "criteria",
        "figures",
        "publisher_person_ids",
        "held_because",
        "lapses_at",
        "closed_at",
        "outcome",
    },
    "objections": {
        "announced_at",
        "announcer_ids",
        "award_claim_ref",
        "awarded_at",
        "winner_id",
        "winning_member_ids",
        "forfeiter_ids",
    },
    "panel": {"expert_pool", "expert_pool_sha256", "declared_expert_ids", "panel_known_at", "scores_known_at"},
    "scoring": {"ranking", "concluder_ids"},
}
"""Which room decides which column of a round."""
OWN = {"claim": "claims", "notice": "objections", "objection": "objections", "correction": "corrections"} | {
    "assignment": "panel",
    "draw": "panel",
    "sheet": "scoring",
    "scenario": "scenarios",
}
"""Whose the row is that goes by this name."""
SHARED = {("lifecycle", "scenario")}
"""The lifecycle is what a scenario's own columns are for."""


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


def test_every_column_of_a_round_has_a_room_that_writes_it() -> None:
    columns = {one.key for one in inspect(Round).column_attrs}
    named = [column for found in WRITERS.values() for column in found]
    assert sorted(named) == sorted(columns - FROM_BIRTH)


def test_no_room_writes_another_rooms_column_of_a_round() -> None:
    whose = {column: room for room, found in WRITERS.items() for column in found}
    wrong = [one for one in _assigned() if one[1] == "round" and whose.get(one[2], one[0]) != one[0]]
    assert wrong == []


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
