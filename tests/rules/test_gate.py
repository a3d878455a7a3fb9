"""The rule gate over whole plans: every example, every broken one, and plans of which half is missing."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.demo import examples
from marketplace.rules.gate import CHECKS, findings
from marketplace.rules.rulebook import rules
from tests.world import sheets

BROKEN = sorted((Path(__file__).parents[1] / "data" / "broken").glob("*.json"))
EXAMPLES = {one["slug"]: one for one in examples.scenarios()}


@pytest.fixture(autouse=True)
def _asked_inside(app: Flask) -> Iterator[None]:
    """The least claim period is a figure of the settings."""
    with app.app_context():
        yield


def said(body: Any) -> list[str]:
    return [one.rule.id for one in findings(body)]


def test_every_rule_has_its_check_and_its_source() -> None:
    assert list(CHECKS) == list(rules())
    assert len(rules()) == 32
    for rule in rules().values():
        assert rule.text and rule.words and rule.source and rule.verified
        assert rule.severity in ("block", "warn") and not (rule.waivable and rule.severity == "warn")


@pytest.mark.parametrize("slug", [name for name, one in EXAMPLES.items() if "expected" in one])
def test_each_example_is_found_as_its_file_says(slug: str) -> None:
    assert said(EXAMPLES[slug]) == EXAMPLES[slug]["expected"]["findings"]


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_each_broken_plan_is_found_as_its_file_says(path: Path) -> None:
    body = json.loads(path.read_text(encoding="utf-8"))
    assert said(body) == body["expected"]["findings"]


def test_an_ordinary_plan_and_an_empty_one_are_silent() -> None:
    assert said(sheets.plan()) == []
    assert said({}) == []


def test_a_finding_says_where_and_which_words() -> None:
    body = sheets.plan(claim_terms={"qualifications": "<p>具有运营经验；同等条件下本地企业优先。</p>"})
    (found,) = findings(body)
    (spot,) = found.at("claim_terms")
    assert found.rule.id == "no-region-bias" and (spot.section, spot.field) == ("claim_terms", "qualifications")
    assert spot.quote is not None and spot.quote.words == "本地企业优先" and spot.quote.before == "同等条件下"
    assert found.at("operation") == []


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, (dict, list)):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(one, (*path, key))


WHOLE = {
    name: value
    for name, value in next(one for one in EXAMPLES.values() if one["number"] == 2).items()
    if isinstance(value, dict)
}
PATHS = [path for path in _leaves(WHOLE) if path]


@settings(max_examples=200)
@given(path=st.sampled_from(PATHS), value=st.sampled_from([None, "", "半", [], {}, 0, -1, "2026-13-40", True]))
def test_whatever_is_missing_or_half_typed_keeps_a_rule_silent_and_never_breaks_it(path: Any, value: Any) -> None:
    body: Any = copy.deepcopy(WHOLE)
    inside = body
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    findings(body)
