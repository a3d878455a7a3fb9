"""What the rule gate finds in the document that an act judges, and what stands against it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from marketplace.errors import Complaint
from marketplace.plans import service as plans
from marketplace.rules.gate import Finding, findings
from marketplace.scenarios.models import Scenario
from marketplace.supervision import queries as supervision
from marketplace.workflow import Move


def body_of(scenario: Scenario, judges: str) -> Mapping[str, Any]:
    """The document as the rules read it; an implementation plan says nothing itself of what the published plan keeps."""
    if judges == "implementation":
        return supervision.whole(scenario, supervision.implementation(scenario).body)
    body: Mapping[str, Any] = plans.document(scenario.code, "plan").body
    return body


def found(scenario: Scenario, judges: str) -> list[Finding]:
    """What the gate finds in it."""
    return findings(body_of(scenario, judges))


def nothing_stands(move: Move) -> Iterator[Complaint]:
    """no finding that blocks and that nobody can waive."""
    for one in found(move.subject, move.row.judges or "plan"):
        if one.rule.stops:
            spot = one.spots[0]
            yield Complaint(one.rule.text, spot.field, section=spot.section)
