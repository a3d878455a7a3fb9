"""The parts of each year add up to its flow."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from marketplace.finance import figures_of, parts_of

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "marketplace" / "demo" / "data" / "scenarios").glob("*.json"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_investment_revenue_and_cost_make_the_flow_of_each_year(path: Path) -> None:
    plan = json.loads(path.read_text(encoding="utf-8"))
    figures, parts = figures_of(plan), parts_of(plan)
    assert figures is not None
    for year, flow in figures.flows:
        invested, earned, paid = parts.get(year, (0, 0, 0))
        assert earned - paid - invested == pytest.approx(flow)


def test_a_draft_without_operating_years_has_no_parts() -> None:
    assert parts_of({}) == {}
    assert parts_of({"returns": "x", "operation": {"term_years": 3}}) == {}
