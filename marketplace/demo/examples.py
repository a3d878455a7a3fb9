"""Reads the example data: `data/` is the set as it was handed over, `additions/` what pages would otherwise lack."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]
HERE = Path(__file__).parent


def organisations() -> list[Row]:
    """The office and the publishers."""
    return list(_read("data/organisations.json"))


def enterprises() -> list[Row]:
    """The claimants."""
    return list(_read("data/enterprises.json"))


def experts() -> list[Row]:
    """The experts, by title."""
    return list(_read("data/experts.json"))


def scenarios() -> list[Row]:
    """The plan sheets with publisher, state and history, in the order of their numbers."""
    paths = sorted(path for folder in ("data/scenarios", "additions") for path in (HERE / folder).glob("*.json"))
    return sorted((json.loads(path.read_text(encoding="utf-8")) for path in paths), key=lambda row: int(row["number"]))


def claims(scenario: int) -> list[Row]:
    """The claims of one scenario."""
    return [row for row in _read("data/claims.json") if row["scenario"] == scenario]


def implementation_plan(scenario: int) -> Row | None:
    """The implementation plan of one scenario, where one was handed in."""
    return next((row for row in _read("data/implementation_plans.json") if row["scenario"] == scenario), None)


def problems() -> list[Row]:
    """Problems with their steps, each so many days ago; ours, since the set holds none."""
    return list(_read("problems.json"))


def _read(path: str) -> Any:
    return json.loads((HERE / path).read_text(encoding="utf-8"))
