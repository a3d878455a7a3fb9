"""By when a scenario leaves its state: the row of the state says what sets the moment, the rooms that know it give it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from marketplace.claims.models import Claim
from marketplace.objections.queries import notice_ends
from marketplace.scenarios.models import Scenario
from marketplace.scenarios.states import Until


def running_notices(rows: Iterable[Scenario]) -> dict[int, datetime]:
    """When the running notices of these scenarios end, by round, read at once."""
    return notice_ends([row.round_id for row in rows if row.state_row.until is Until.NOTICE and row.round_id])


def due(scenario: Scenario, ends: Mapping[int, datetime]) -> datetime | None:
    """The moment; None where none is set. `ends` holds when the running notices end."""
    until, round_ = scenario.state_row.until, scenario.round
    if until is Until.LIMIT or round_ is None:
        return scenario.due_at
    return round_.deadline if until is Until.DEADLINE else ends.get(round_.id)


def due_of_claim(claim: Claim) -> datetime | None:
    """The same of a claim: the deadline of its round, afterwards the service limit of its scenario."""
    return claim.round.deadline if claim.state_row.until is Until.DEADLINE else claim.scenario.due_at
