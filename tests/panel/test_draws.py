"""Experts drawn at random: the rule, its replay, replacement, and who may see it when."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from marketplace import clock
from marketplace.accounts.service import create_person, person_by_email
from marketplace.audit import queries as audit
from marketplace.claims.service import claim_by_ref
from marketplace.extensions import unit_of_work
from marketplace.panel import draws
from marketplace.panel import queries as panel_queries
from marketplace.scenarios.service import scenario_by_code
from marketplace.scoring import queries as scoring_queries
from tests.world.clients import Client
from tests.world.world import APPROVER2, REVIEWER, World

ClientOf = Callable[[str], Client]
ROW = st.fixed_dictionaries(
    {
        "name": st.just("某"),
        "matches": st.booleans(),
        "load": st.integers(0, 3),
        "excluded": st.sampled_from(["", "回避"]),
    }
)
POOL = st.lists(ROW, max_size=12).map(lambda rows: [{"expert": n, **row} for n, row in enumerate(rows, 1)])
SEED = st.text("0123456789abcdef", min_size=32, max_size=32)


@given(POOL, SEED, st.integers(1, 6), st.randoms())
def test_the_order_of_the_pool_does_not_matter(pool: list[Any], seed: str, wanted: int, chance: Any) -> None:
    shuffled = list(pool)
    chance.shuffle(shuffled)
    assert draws.draw(pool, seed, wanted) == draws.draw(shuffled, seed, wanted)
    assert draws.pool_sha256(pool) == draws.pool_sha256(shuffled)


@given(POOL, SEED, st.integers(1, 6))
def test_nobody_excluded_is_drawn_and_fields_and_load_come_before_the_lot(
    pool: list[Any], seed: str, wanted: int
) -> None:
    by_id = {row["expert"]: row for row in pool}
    chosen = draws.draw(pool, seed, wanted)
    candidates = [row for row in pool if not row["excluded"]]
    assert len(chosen) == len(set(chosen)) == min(wanted, len(candidates))
    left = [row for row in candidates if row["expert"] not in chosen]
    for one in chosen:
        for row in left:
            assert (not by_id[one]["matches"], by_id[one]["load"]) <= (not row["matches"], row["load"])


@given(st.integers(2, 6), SEED)
def test_load_is_evened_over_many_rounds(experts: int, seed: str) -> None:
    loads = dict.fromkeys(range(experts), 0)
    for number in range(4 * experts):
        pool = [{"expert": e, "name": "", "matches": True, "load": n, "excluded": ""} for e, n in loads.items()]
        loads[draws.draw(pool, f"{seed}{number}", 1)[0]] += 1
    assert set(loads.values()) == {4}


def _drawn(client_of: ClientOf, world: World, wanted: int = 3) -> tuple[str, list[str]]:
    """A scenario under evaluation with so many experts drawn, and their addresses."""
    code = world.a_scenario("evaluating")
    client_of(REVIEWER).submit(f"/desk/scenarios/{code}/experts", {"draw": str(wanted)})
    return code, _panel(world, code)


def _panel(world: World, code: str) -> list[str]:
    with world.app.app_context():
        round_ = scenario_by_code(code).round
        assert round_ is not None
        return [one.expert.email for one in panel_queries.assignments(round_) if not one.is_recused]


def _judge(world: World, code: str) -> None:
    for email in _panel(world, code):
        for ref in world.refs(code):
            world.score(ref, email.partition("@")[0], 80)


def _eligible(client_of: ClientOf, world: World, code: str) -> None:
    for ref in world.refs(code):
        client_of(REVIEWER).submit(f"/desk/claims/{ref}/eligibility", {"eligible": "yes", "reason": "符合"})


def test_a_draw_can_be_computed_again_from_its_page(client_of: ClientOf, world: World) -> None:
    with world.app.app_context(), unit_of_work():
        person_by_email("expert5@experts.example").profile = {"fields": ["elderly_childcare"]}  # type: ignore[union-attr]
    code, panel = _drawn(client_of, world)
    assert len(panel) == 3 and "expert5@experts.example" in panel, "who knows the field comes first"
    page = client_of(REVIEWER).get(f"/desk/scenarios/{code}/draws/").text
    assert "重放结果一致" in page
    pool = json.loads(unescape(re.findall(r'<pre class="code">(.*?)</pre>', page)[0]))
    with world.app.app_context():
        (event,) = [e for e in audit.history("round", f"{code}/1") if e.action == "draw_experts"]
        emails = [person_by_email(email).id for email in panel]  # type: ignore[union-attr]
    text = json.dumps(pool, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert event.data["pool_sha256"] == hashlib.sha256(text.encode()).hexdigest() and event.data["seed"] in page

    def lot(row: Any) -> str:
        return hashlib.sha256(f"{event.data['seed']}/{row['expert']}".encode()).hexdigest()

    order = sorted((r for r in pool if not r["excluded"]), key=lambda r: (not r["matches"], r["load"], lot(r)))
    assert [row["expert"] for row in order[:3]] == event.data["chosen"] == emails
    for email in panel:
        assert "请评审" in client_of(email).get("/desk/notifications/").text


def test_a_second_click_draws_nobody_more_and_too_few_are_explained(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("evaluating")
    office, path = client_of(REVIEWER), f"/desk/scenarios/{code}/experts"
    office.get(path)
    for _click in range(2):
        office.post(path, {"draw": "2", "once": "one"})
    assert len(_panel(world, code)) == 2
    page = office.post(path, {"draw": "5"}, 422).text
    assert "可以抽取的专家有 4 位，少于 5 位" in page and "已在本轮专家组" in page
    assert "最多 15 位" in page and "1 到 15" in office.post(path, {"draw": "16"}, 422).text
    assert len(_panel(world, code)) == 2


def test_a_drawn_expert_who_steps_aside_is_replaced_by_the_same_rule_until_nobody_is_left(
    client_of: ClientOf, world: World
) -> None:
    code, panel = _drawn(client_of, world)
    ref = world.refs(code)[0]
    gone: list[str] = []
    for number in range(4):
        leaver = next(one for one in _panel(world, code) if one not in gone)
        client_of(leaver).submit(f"/desk/evaluations/{ref}/", {"declare": "interest", "declare_reason": "亲属"})
        gone.append(leaver)
        now = _panel(world, code)
        assert not set(now) & set(gone) and len(now) == (3 if number < 3 else 2)
    messages = client_of(REVIEWER).get("/desk/notifications/").text
    assert "已按同一规则抽取" in messages and "没有可以抽取的替补" in messages
    page = client_of(REVIEWER).get(f"/desk/scenarios/{code}/draws/").text
    assert page.count("重放结果一致") == 4 and "替补专家" in page and panel
    refused = client_of(REVIEWER).post(f"/desk/scenarios/{code}/experts", {"expert": [gone[0]]}, 422).text
    assert "不能再分派" in refused


def test_a_chosen_expert_who_steps_aside_is_followed_by_a_drawn_one_never_by_a_chosen(
    client_of: ClientOf, world: World
) -> None:
    code = world.a_scenario("evaluating")
    office, path = client_of(REVIEWER), f"/desk/scenarios/{code}/experts"
    assert "须写明理由" in office.post(path, {"expert": ["expert1", "expert2", "expert3"]}, 422).text
    office.post(path, {"expert": ["expert1", "expert2", "expert3"], "reason": "熟悉助餐运营"})
    ref = world.refs(code)[0]
    client_of("expert1@experts.example").submit(
        f"/desk/evaluations/{ref}/", {"declare": "interest", "declare_reason": "亲属"}
    )
    assert len(_panel(world, code)) == 3 and "已按同一规则抽取" in office.get("/desk/notifications/").text
    left = next(n for n in range(4, 7) if f"expert{n}@experts.example" not in _panel(world, code))
    refused = office.post(path, {"expert": [f"expert{left}"], "reason": "更熟悉"}, 409).text
    assert "一律随机抽取" in refused and "更熟悉" in refused


def test_the_pool_is_frozen_at_the_opening_and_its_hash_is_public(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("open")
    world.a_claim(code)
    world.close(code)
    with world.app.app_context():
        round_ = scenario_by_code(code).round
        assert round_ is not None and round_.expert_pool is not None
        digest = draws.pool_sha256(round_.expert_pool)
        assert round_.expert_pool_sha256 == digest and len(round_.expert_pool) == 6
        (opened,) = [e for e in audit.history("scenario", code) if e.action == "close"]
        assert opened.data["expert_pool_sha256"] == digest
    listed = client_of("").get(f"/scenarios/{code}/").text
    paper = re.search(r'href="(/certificates/KB-[^"]+)"', listed)
    assert paper and digest in client_of("").get(paper[1]).text
    with world.app.app_context(), unit_of_work():
        create_person(
            email="late@experts.example",
            name="后来的专家",
            role="expert",
            organisation=None,
            password_hash="x",
            confirmed=True,
        )
        person_by_email("expert5@experts.example").profile = {"fields": ["elderly_childcare"]}  # type: ignore[union-attr]
    office, path = client_of(REVIEWER), f"/desk/scenarios/{code}/experts"
    assert "不在开榜时固定的名单里" in office.get(path).text
    refused = office.post(path, {"expert": ["late@experts.example"], "reason": "专业"}, 422).text
    assert "不在开榜时固定的专家名单里" in refused
    office.submit(path, {"draw": "3"})
    with world.app.app_context():
        (draw,) = panel_queries.draws(scenario_by_code(code).round)  # type: ignore[arg-type]
        assert {row["name"] for row in draw.pool} == {row["name"] for row in round_.expert_pool}
        assert not any(row["matches"] for row in draw.pool), (
            "a field that was noted after the opening gives no precedence"
        )


def test_the_draw_is_public_from_the_award_on_and_never_before(client_of: ClientOf, world: World) -> None:
    code, panel = _drawn(client_of, world)
    names = [_name(world, email) for email in panel]
    public = f"/scenarios/{code}/draws/"
    for email, status in (("", 302), ("lead@center1.example", 403), ("lead@investor1.example", 403), (panel[0], 403)):
        client_of(email).get(f"/desk/scenarios/{code}/draws/", status)
    _eligible(client_of, world, code)
    _judge(world, code)
    world.act(code, "conclude", REVIEWER)
    world.act(code, "announce", "approver@office.example", claim=world.first(code))
    for email in ("", "lead@investor2.example", "lead@center1.example"):
        client_of(email).get(public, 404)
        shown = client_of(email).get(f"/scenarios/{code}/").text
        assert not any(name in shown for name in names) and public not in shown
    world.end_notice(code)
    world.act(code, "award", APPROVER2)
    page = client_of("").get(public).text
    assert all(name in page for name in names) and "重放结果一致" in page
    assert public in client_of("").get(f"/scenarios/{code}/").text


def _name(world: World, email: str) -> str:
    with world.app.app_context():
        found = person_by_email(email)
        assert found is not None
        return found.name


def test_stepping_aside_never_counts_as_a_score(client_of: ClientOf, world: World) -> None:
    """C11: stepping aside was only possible by an empty review, which then counted."""
    code = world.a_scenario("evaluating")
    refs = world.refs(code)
    office = client_of(REVIEWER)
    _eligible(client_of, world, code)
    office.post(
        f"/desk/scenarios/{code}/experts", {"expert": ["expert1", "expert2", "expert3"], "reason": "熟悉社区运营"}
    )
    for name, score in (("expert1", 10), ("expert2", 80)):
        for ref in refs:
            world.score(ref, name, score)
    client_of("expert1@experts.example").post(
        f"/desk/evaluations/{refs[0]}/", {"declare": "interest", "declare_reason": "持股"}
    )
    assert "回避 1" in office.get(f"/desk/scenarios/{code}/claims/").text
    conclude = f"/desk/scenarios/{code}/actions/conclude"
    assert "没有交齐评分表" in office.submit(conclude, status=422).text
    follower = next(
        one for one in _panel(world, code) if one not in ("expert2@experts.example", "expert3@experts.example")
    )
    for name, score in (("expert3", 91), (follower.partition("@")[0], 84)):
        for ref in refs:
            world.score(ref, name, score)
    office.submit(conclude)
    assert {row["score"] for row in world.scenario(code).ranking} == {85}
    with world.app.app_context():
        assert len(scoring_queries.full_panel(claim_by_ref(refs[0]).round)) == 3


def test_the_page_of_draws_says_how_a_draw_goes_and_who_may_see_it_when(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("evaluating")
    none_yet = client_of(REVIEWER).get(f"/desk/scenarios/{code}/draws/").text
    assert "没有随机抽取过专家。" in none_yet and "抽取之后，种子、名单和结果会出现在这里" in none_yet
    with world.app.app_context(), unit_of_work():
        person_by_email("expert4@experts.example").disabled_at = clock.now()  # type: ignore[union-attr]
    client_of(REVIEWER).submit(f"/desk/scenarios/{code}/experts", {"draw": "3"})
    page = client_of(REVIEWER).get(f"/desk/scenarios/{code}/draws/").text
    for words in (
        "名单在开榜时固定，是开榜时专家库的全部专家",
        "补充的专家也在名单里",
        "已在专家组、已退出和账号停用的标为不能抽取",
        "先取领域对口的，再取手上评榜少的",
        "按“种子/专家编号”的 SHA-256 从小到大排",
        "任何人都可以用下面的种子和名单重算",
        "对外从确认揭榜起公开",
        "候选顺序",
        "不能抽取的",
        "名单原文，供重算",
    ):
        assert words in page, words
    _eligible(client_of, world, code)
    _judge(world, code)
    world.act(code, "conclude", REVIEWER)
    world.act(code, "announce", "approver@office.example", claim=world.first(code))
    world.end_notice(code)
    world.act(code, "award", APPROVER2)
    public = client_of("").get(f"/scenarios/{code}/draws/").text
    assert "任何人都可以用下面的种子和名单重算" in public and "对外从确认揭榜起公开" not in public
