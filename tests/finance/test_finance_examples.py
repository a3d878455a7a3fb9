"""The example plans say what their figures must be; the engine must agree with every one of them."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import pyxirr

from marketplace.finance import Figures, figures_of

ROOT = Path(__file__).parents[2]
DATA = ROOT / "marketplace/demo/data"
TOLERANCE = Decimal("0.01")
MEASURES = ("total_investment_wan", "government_wan", "social_wan", "leverage", "irr_pct", "npv_wan", "payback_years")


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


SCENARIOS = [pytest.param(read(path), id=path.stem) for path in sorted((DATA / "scenarios").glob("*.json"))]
IMPLEMENTATION_PLANS = [
    pytest.param(plan, id=f"plan-{plan['scenario_slug']}") for plan in read(DATA / "implementation_plans.json")
]
EXAMPLES = SCENARIOS + IMPLEMENTATION_PLANS
BROKEN = [pytest.param(read(path), id=path.stem) for path in sorted((ROOT / "tests/data/broken").glob("*.json"))]


def test_every_example_is_there() -> None:
    assert (len(SCENARIOS), len(IMPLEMENTATION_PLANS), len(BROKEN)) == (24, 7, 6)


def computed(plan: Any) -> Figures:
    figures = figures_of(plan)
    assert figures is not None
    return figures


@pytest.mark.parametrize("plan", EXAMPLES)
@pytest.mark.parametrize("measure", MEASURES)
def test_the_figures_are_those_that_the_example_states(plan: Any, measure: str) -> None:
    stated, ours = plan["expected"][measure], getattr(computed(plan), measure)
    if stated is None or ours is None:
        assert ours == stated
    else:
        assert abs(ours - stated) <= TOLERANCE


@pytest.mark.parametrize("plan", EXAMPLES)
def test_an_independent_package_finds_the_same_npv_and_irr(plan: Any) -> None:
    figures = computed(plan)
    flows = [float(amount) for _, amount in figures.flows]
    rate = float(plan["returns"]["discount_rate_pct"]) / 100
    assert float(figures.npv_wan or 0) == pytest.approx(pyxirr.npv(rate, flows), abs=0.01)
    if figures.irr_pct is not None:
        assert float(figures.irr_pct) == pytest.approx((pyxirr.irr(flows) or 0) * 100, abs=0.01)


@pytest.mark.parametrize("plan", SCENARIOS)
def test_the_operation_lasts_its_term_and_the_flows_have_no_gap(plan: Any) -> None:
    figures = computed(plan)
    years = [year for year, _ in figures.flows]
    first, last = figures.first_operating_year, figures.last_operating_year
    assert first is not None and last is not None
    assert last - first + 1 == plan["operation"]["term_years"]
    assert years == list(range(years[0], max(years) + 1)) and years[-1] >= last
    assert figures.cooperation_years == last - first + 1 + (figures.construction_years or 0)


@pytest.mark.parametrize("plan", BROKEN)
def test_a_plan_that_must_not_pass_does_not_disturb_the_engine(plan: Any) -> None:
    figures_of(plan)
