"""Findings as pages show them: at the field that they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from marketplace.rules.asked import Spot
from marketplace.rules.gate import Finding, findings

At = Mapping[str, Sequence[tuple[Finding, Sequence[Spot]]]]
"""Findings by field, each with where in it."""


def at_fields(body: Mapping[str, Any], section: str) -> At:
    """What the gate finds in this section, by field, so that whoever writes reads it there."""
    found: dict[str, list[tuple[Finding, Sequence[Spot]]]] = defaultdict(list)
    for finding in findings(body):
        spots = finding.at(section)
        for field in dict.fromkeys(spot.field for spot in spots):
            found[field].append((finding, [spot for spot in spots if spot.field == field]))
    return dict(found)
