"""The machine runs on both databases; `make prove` runs it for long."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.proof import ledger
from tests.proof.contest import Contest
from tests.proof.houses import Builder

SHORT = {"SQLite": (5, 25), "PostgreSQL": (3, 20)}
USUAL = {"SQLite": (15, 25), "PostgreSQL": (6, 20)}
LONG = {"SQLite": (100, 40), "PostgreSQL": (40, 40)}
"""Contests, and steps in each."""


@pytest.mark.slow
def test_invariants_hold_whatever_people_do(build: Builder) -> None:
    examples, steps = ledger.times(long=LONG, usual=USUAL, short=SHORT)[build.database]

    class Here(Contest):
        builder = build

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
