"""A state, a role or a kind of organisation is named in its own table and in the rows of acts; others ask a column."""

from __future__ import annotations

import pytest

from tests.tooling import names

PEOPLE = ("people/workflow/persons.py", "people/workflow/colleagues.py", "people/workflow/organisations.py")
TABLES = ("/states.py", "/workflow.py", *PEOPLE, "/duties.py", "accounts/roles.py")
"""The tables themselves, and those whose rows say between which states one moves and in which state what waits."""


def test_nobody_names_a_state_a_role_or_a_kind_outside_its_table() -> None:
    assert names.everywhere(lambda place: place.endswith(TABLES)) == [], "ask a column of its table, or give it one"


def test_the_tables_of_states_are_found() -> None:
    assert {"marketplace.scenarios.states", "marketplace.claims.states"} <= set(names.TABLES_OF_STATES)


@pytest.mark.parametrize(
    "line",
    [
        'scenario.state == "open"',
        '"open" != scenario.public_state',
        'scenario.state in ("draft", "returned")',
        'row["state"] not in {"awarded"}',
        'event.data.get("state") == "lapsed"',
        'example["status"] in ("awarded", "terminated")',
        'Scenario.state.in_(["evaluating", "evaluated"])',
        'claim.state = "withdrawn"',
        'Claim(state="draft")',
        'def claims_of(state="eligible"): ...',
        'state: str = "open" if runs else "closed"',
        'match scenario.state:\n    case "open":\n        ...',
        'round_.outcome == "awarded"',
        'scenario.state_row.id == "open"',
        'move.source != "draft"',
        'person.role != "approver"',
        'Organisation.kind.in_(("bureau", "zone_company"))',
        'people(role="lead")',
        'EDITABLE = frozenset({"draft", "returned"})',
        'WRITABLE = {"awarded"}',
        'active_people(ids, ("clerk", "lead"))',
        'WORDS = {"draft": 1, "unconfirmed": 2}',
        "from marketplace.scenarios.states import OPEN",
        "scenario.state == states.OPEN",
    ],
)
def test_a_name_in_code_is_found(line: str) -> None:
    assert list(names.in_python(line))


@pytest.mark.parametrize(
    "line",
    [
        'token.kind == "open"',
        'row["expert"]',
        'pieces.Tag("揭榜中", "open")',
        'fields = {"expert": 1, "name": 2}',
        'objection.decision == "rejected"',
        'publication.kind == "result"',
        "scenario.takes_claims",
        "from marketplace.scenarios.states import STATES, Until",
        'role = form["role"]',
    ],
)
def test_an_ordinary_word_is_left_alone(line: str) -> None:
    assert not list(names.in_python(line))


@pytest.mark.parametrize(
    "line",
    [
        '{% if scenario.state == "evaluating" %}{% endif %}',
        '{{ "a" if claim.state in ("draft", "unconfirmed") }}',
        '{{ rows|selectattr("state", "equalto", "open")|list }}',
        '{{ one(state="open") }}',
        '{% if person.role is eq("lead") %}{% endif %}',
        '{% if person.kind_row.id == "office" %}{% endif %}',
    ],
)
def test_a_name_in_a_template_is_found(line: str) -> None:
    assert list(names.in_template(line))


@pytest.mark.parametrize(
    "line", ['{{ tag(_("未读"), "open") }}', '<p class="lead" role="note">', "{{ status_tag(state) }}"]
)
def test_an_ordinary_word_in_a_template_is_left_alone(line: str) -> None:
    assert not list(names.in_template(line))
