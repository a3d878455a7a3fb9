"""The ranking is exact: nothing is rounded before the end, ties follow the rule, the order of input never matters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from marketplace.scoring.ranking import Candidate, rank, two_decimals, weighted

START = datetime(2026, 3, 1, tzinfo=UTC)
CRITERIA = [
    {"name": "方案", "weight": 40},
    {"name": "运营", "weight": 40},
    {"name": "投资", "weight": 20, "min_score": 60},
]
scores = st.integers(0, 100)
sheets = st.lists(st.tuples(scores, scores, scores), min_size=1, max_size=7)


@st.composite
def fields(draw: st.DrawFn) -> list[Candidate]:
    """Some candidates, each with its receipt a minute after the one before."""
    count, experts = draw(st.integers(1, 6)), draw(st.integers(1, 5))
    one = st.tuples(*[scores] * 3)
    return [
        Candidate(
            f"JB-2026-{n:04d}",
            tuple(draw(st.lists(one, min_size=experts, max_size=experts))),
            START + timedelta(minutes=n),
        )
        for n in range(count)
    ]


@given(fields(), st.randoms(use_true_random=False))
def test_the_order_of_input_never_matters(candidates: list[Candidate], random: Random) -> None:
    shuffled = list(candidates)
    random.shuffle(shuffled)
    assert rank(shuffled, CRITERIA) == rank(candidates, CRITERIA)


@given(fields())
def test_each_place_is_taken_once_and_scores_never_rise(candidates: list[Candidate]) -> None:
    standings = rank(candidates, CRITERIA)
    assert [one.rank for one in standings] == list(range(1, len(candidates) + 1))
    assert all(before.score >= after.score for before, after in pairwise(standings))


@given(sheets)
def test_the_score_is_the_mean_of_the_experts_weighted_scores(one: list[tuple[int, int, int]]) -> None:
    (standing,) = rank([Candidate("JB-2026-0001", tuple(one), START)], CRITERIA)
    assert standing.score == sum((weighted(sheet, CRITERIA) for sheet in one), Fraction(0)) / len(one)
    assert standing.may_win == (sum(sheet[2] for sheet in one) >= 60 * len(one))


@given(fields())
def test_the_earlier_receipt_wins_only_an_exact_tie(candidates: list[Candidate]) -> None:
    places = {one.ref: one for one in rank(candidates, CRITERIA)}
    for one in candidates:
        for other in candidates:
            if one.receipt_at < other.receipt_at and one.sheets == other.sheets:
                assert places[one.ref].rank < places[other.ref].rank


def _two(
    first: tuple[int, int, int], second: tuple[int, int, int], criteria: list[dict[str, object]] = CRITERIA
) -> str:
    """Who wins, when the second receipt was the earlier."""
    late, early = START + timedelta(hours=1), START
    return rank([Candidate("first", (first,), late), Candidate("second", (second,), early)], criteria)[0].ref


def test_a_tie_goes_to_the_heaviest_criterion() -> None:
    unlike = [{"name": "甲", "weight": 60}, {"name": "乙", "weight": 20}, {"name": "丙", "weight": 20}]
    assert weighted((80, 70, 70), unlike) == weighted((70, 100, 70), unlike)
    assert _two((80, 70, 70), (70, 100, 70), unlike) == "first"


def test_of_equally_heavy_criteria_the_first_listed_decides() -> None:
    assert _two((80, 70, 70), (70, 80, 70)) == "first"
    assert _two((70, 80, 70), (80, 70, 70)) == "second"


def test_a_full_tie_goes_to_the_earlier_receipt() -> None:
    assert _two((80, 70, 70), (80, 70, 70)) == "second"


def test_two_scores_that_round_alike_are_still_ranked_by_what_they_are() -> None:
    better = Candidate("better", ((90, 90, 90), (90, 90, 90), (90, 90, 91)), START + timedelta(hours=1))
    worse = Candidate("worse", ((90, 90, 90),) * 3, START)
    assert [one.ref for one in rank([worse, better], CRITERIA)] == ["better", "worse"]


def test_scores_are_shown_to_two_decimals_half_to_even() -> None:
    assert two_decimals(Fraction(871, 10)) == 87.1
    assert two_decimals(Fraction(87)) == 87 and isinstance(two_decimals(Fraction(87)), int)
    assert two_decimals(Fraction(12345, 1000)) == 12.34 and two_decimals(Fraction(12355, 1000)) == 12.36
    assert two_decimals(Fraction(1, 3)) == 0.33
