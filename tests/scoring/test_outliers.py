"""Scores far from the others': found exactly, told once all are in, explained, never changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from marketplace.claims.service import claim_by_ref
from marketplace.extensions import db
from marketplace.notifications.models import Notification
from marketplace.scenarios.service import scenario_by_code
from marketplace.scoring import queries as scoring_queries
from marketplace.scoring.outliers import Outlier, median, outliers
from tests.world import sheets
from tests.world.clients import Client
from tests.world.world import APPROVER, EXPERTS, REVIEWER, World, person

ClientOf = Callable[[str], Client]
E1 = "expert1@experts.example"
COUNT = len(sheets.plan()["claim_terms"]["criteria"])
SHEETS = st.integers(1, 7).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, 100), min_size=2, max_size=2), min_size=n, max_size=n)
)


def test_the_median_of_an_even_number_is_exact() -> None:
    assert median([1, 2]) == Fraction(3, 2) and median([5, 1, 3]) == 3
    with pytest.raises(ValueError, match="score"):
        median([])


def test_the_bound_itself_is_flagged_and_one_point_less_is_not() -> None:
    assert outliers({1: [60], 2: [80], 3: [80]}, 20) == [Outlier(1, 0, 60, Fraction(80))]
    assert outliers({1: [61], 2: [80], 3: [80]}, 20) == []
    assert outliers({1: [0]}, 1) == []


@given(SHEETS, st.integers(1, 60), st.integers(0, 30))
def test_a_flag_depends_on_distances_alone(rows: list[list[int]], points: int, shift: int) -> None:
    by_expert = dict(enumerate(rows))
    moved = {expert: [score + shift for score in scores] for expert, scores in by_expert.items()}
    flags = [(one.expert, one.criterion) for one in outliers(by_expert, points)]
    assert flags == [(one.expert, one.criterion) for one in outliers(moved, points)]
    assert all(abs(one.score - one.median) >= points for one in outliers(by_expert, points))


def _assign(client_of: ClientOf, world: World) -> tuple[str, str, str]:
    code = world.a_scenario("evaluating")
    ref, other = world.refs(code)
    for one in (ref, other):
        client_of(REVIEWER).submit(f"/desk/claims/{one}/eligibility", {"eligible": "yes", "reason": "符合"})
    client_of(REVIEWER).post(f"/desk/scenarios/{code}/experts", {"expert": list(EXPERTS), "reason": "熟悉社区运营"})
    return code, ref, other


def test_an_outlier_is_told_once_all_are_in_explained_and_shown_with_its_score_unchanged(
    client_of: ClientOf, world: World
) -> None:
    code, ref, other = _assign(client_of, world)
    expert, path = client_of(E1), f"/desk/evaluations/{ref}/"
    world.score(ref, "expert1", 60)
    world.score(other, "expert1", 80)
    for name in EXPERTS[1:]:
        world.score(ref, name, 83)
    expert.post(path, {"explain_0": "先写", "revision": "2"}, 409)
    before = " ".join(
        re.sub("<[^>]+>", " ", expert.get(page).text) for page in (path, "/desk/notifications/", "/desk/")
    )
    assert "偏离" not in before, "nothing of the others before all are in"
    assert not re.search(r"(?<![\d-])83(?!\d)", before), "nothing of the others before all are in"
    for name in EXPERTS[1:]:
        world.score(other, name, 80)
    with world.app.app_context():
        (told,) = db.session.scalars(select(Notification).where(Notification.key.startswith("outlier/")))
        assert told.person_id == person(E1).id and "83" not in told.body.replace(ref, "")
        assert told.link == f"{path}#explaining"
    assert "说明偏离" in expert.get("/desk/").text and "中位数 83" in expert.get(path).text
    assert "尚未说明" in client_of(REVIEWER).get(f"/desk/scenarios/{code}/claims/").text
    client_of("expert2@experts.example").post(path, {"explain_0": "替他写", "revision": "2"}, 409)
    assert "写" * 2001 in expert.post(path, {"explain_0": "写" * 2001, "revision": "2"}, 422).text
    expert.post(path, {"explain_0": "", "revision": "2"}, 422)
    expert.post(path, {"explain_0": "没看过的一页"}, 409)
    expert.submit(path, {f"explain_{n}": f"业绩材料不足{n}" for n in range(COUNT)})
    with world.app.app_context():
        sheet = next(
            s for s in scoring_queries.sheets(claim_by_ref(ref).round) if s.expert.email == E1 and s.claim.ref == ref
        )
        assert {row["score"] for row in sheet.scores} == {60} and len(sheet.explanations) == COUNT
    assert "说明偏离" not in expert.get("/desk/").text
    assert "业绩材料不足0" in client_of(REVIEWER).get(f"/desk/scenarios/{code}/claims/").text
    world.act(code, "conclude", REVIEWER)
    expert.submit(path, {"explain_0": "补充一句"})
    lead = client_of(f"lead@{_lead(world, ref)}.example")
    assert "补充一句" not in lead.get(f"/desk/claims/{ref}/").text
    world.act(code, "announce", APPROVER, claim=world.first(code))
    expert.post(path, {"explain_0": "太晚", "revision": "4"}, 409)
    page = lead.get(f"/desk/claims/{ref}/").text
    assert (
        "补充一句" in page
        and "expert1" not in page
        and "专家 1</" not in page.replace('<th scope="col">专家 1</th>', "")
    )


def _lead(world: World, ref: str) -> str:
    with world.app.app_context():
        return claim_by_ref(ref).lead_organisation.code


def test_who_stepped_aside_neither_counts_nor_explains(client_of: ClientOf, world: World) -> None:
    code, ref, other = _assign(client_of, world)
    client_of(REVIEWER).post(f"/desk/scenarios/{code}/experts", {"expert": ["expert4"], "reason": "熟悉社区运营"})
    for one in (ref, other):
        world.score(one, "expert1", 10)
    client_of(E1).post(f"/desk/evaluations/{ref}/", {"declare": "interest", "declare_reason": "持股"})
    for name in ("expert2", "expert3", "expert4"):
        for one in (ref, other):
            world.score(one, name, 80)
    assert "说明偏离" not in client_of(E1).get("/desk/").text
    client_of(E1).post(f"/desk/evaluations/{ref}/", {"explain_0": "算了", "revision": "2"}, 409)
    with world.app.app_context():
        round_ = scenario_by_code(code).round
        assert round_ is not None and len(scoring_queries.full_panel(round_)) == 3
    assert "个分数与其他专家" not in client_of(REVIEWER).get(f"/desk/scenarios/{code}/claims/").text
