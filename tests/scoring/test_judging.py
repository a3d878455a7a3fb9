"""Declarations and sheets: who may, when, and what nobody may see."""

from __future__ import annotations

import re
from collections.abc import Callable

from marketplace.claims.service import claim_by_ref
from tests.world import sheets
from tests.world.clients import Client
from tests.world.judging import CRITERIA, assigned, opened, scored
from tests.world.world import APPROVER, APPROVER2, EXPERTS, REVIEWER, World

ClientOf = Callable[[str], Client]
E1, E2 = "expert1@experts.example", "expert2@experts.example"
L1, LEAD = "lead@investor1.example", "lead@center1.example"


def _main(page: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]*"', "", re.findall(r"<main.*</main>", page, re.DOTALL)[0])


def _lead(world: World, ref: str) -> str:
    with world.app.app_context():
        return f"lead@{claim_by_ref(ref).lead_organisation.code}.example"


def test_an_expert_sees_names_first_and_contents_after_declaring(client_of: ClientOf, world: World) -> None:
    _code, (ref, _other) = assigned(client_of, world)
    expert, path = client_of(E1), f"/desk/evaluations/{ref}/"
    page = expert.get(path).text
    assert "investor1 有限公司" in page and sheets.WORDS[:12] not in page
    expert.get(f"/desk/claims/{ref}/", 404)
    kept = expert.post(path, {"revision": "1", **scored(88, "先打分再声明")}, 422).text
    assert "请先声明" in kept and "先打分再声明" in kept
    expert.submit(path, {"declare": "none"})
    assert sheets.WORDS[:12] in expert.get(path).text
    expert.get(f"/desk/claims/{ref}/")
    for email, status in (("expert4@experts.example", 404), (REVIEWER, 403), (L1, 403)):
        client_of(email).get(path, status)


def test_one_sending_may_declare_score_and_lock_together(client_of: ClientOf, world: World) -> None:
    _code, (ref, other) = assigned(client_of, world)
    expert, path = client_of(E1), f"/desk/evaluations/{ref}/"
    expert.post(path, {"declare": "none", "lock": "yes", "revision": "1", **scored(101)}, 422)
    assert "先声明" in expert.get(path).text
    assert expert.main(path)["revision"] == "1"
    expert.post(path, {"declare": "none", "lock": "yes", "revision": "1", **scored(90)})
    assert expert.main(path)["state"] == "locked"
    expert.post(
        f"/desk/evaluations/{other}/", {"declare": "interest", "declare_reason": "亲属", "revision": "1", **scored(90)}
    )


def test_a_draft_is_kept_and_a_lock_needs_every_score_and_reason(client_of: ClientOf, world: World) -> None:
    _code, (ref, _other) = assigned(client_of, world)
    expert, path = client_of(E1), f"/desk/evaluations/{ref}/"
    expert.post(path, {"declare": "none"})
    expert.post(path, {"revision": "1", "score_0": "77", "note_0": "只打了一项"})
    assert "只打了一项" in expert.get(path).text
    page = expert.post(path, {"revision": "2", "lock": "yes", "score_0": "78", "note_0": "还缺别的"}, 422).text
    assert "还缺别的" in page and f"请给“{CRITERIA[1]['name']}”打" in page
    stale = expert.post(path, {"revision": "1", "score_0": "79", "note_0": "旧的一页"}, 409).text
    assert "旧的一页" in stale
    expert.post(path, {"score_0": "79"}, 409)
    for wrong in ("七十", "-1", "7.5", "\x00", "1e2", "9" * 4000):
        assert expert.post(path, {"revision": "2", "score_0": wrong}, 422).status_code == 422


def test_a_locked_sheet_stays_locked(client_of: ClientOf, world: World) -> None:
    """C19: evaluators reopened a valuation already finished."""
    code, (ref, _other) = assigned(client_of, world)
    path = f"/desk/evaluations/{ref}/"
    client_of(E1).post(path, {"declare": "none", "lock": "yes", "revision": "1", **scored(90)})
    for fields in ({"revision": "2", **scored(10)}, {"declare": "none", "lock": "yes", "revision": "2", **scored(10)}):
        client_of(E1).post(path, fields, 409)
    world.judge_rest(code, {E1: {ref}})
    world.act(code, "conclude", REVIEWER)
    client_of(E1).post(path, {"revision": "2", **scored(10)}, 409)
    assert "90" in client_of(E1).get(path).text


def test_an_expert_learns_nothing_of_the_others_scores(client_of: ClientOf, world: World) -> None:
    """C10: before reviewing, one could see the average so far in the list, and sort by it."""
    code, refs = assigned(client_of, world)
    pages = [
        "/desk/evaluations/",
        "/desk/evaluations/?sort=score",
        *(f"/desk/evaluations/{ref}/" for ref in refs),
        "/desk/",
    ]
    client_of(E2).post(f"/desk/evaluations/{refs[0]}/", {"declare": "none"})
    before = [_main(client_of(E2).get(path).text) for path in pages]
    for ref, score in zip(refs, (61, 97), strict=True):
        client_of(E1).post(
            f"/desk/evaluations/{ref}/",
            {"declare": "none", "lock": "yes", "revision": "1", **scored(score, "暗号理由")},
        )
    assert [_main(client_of(E2).get(path).text) for path in pages] == before
    client_of(E2).get(f"/desk/scenarios/{code}/claims/", 403)
    board = client_of(REVIEWER).get(f"/desk/scenarios/{code}/claims/").text
    assert "暗号理由" not in board and "2 / 2 已锁定" in board


def test_claimants_learn_the_result_from_the_notice_on_and_no_names(client_of: ClientOf, world: World) -> None:
    """C41: applicants saw reviewer and score in the activity feed."""
    code = world.a_scenario("evaluated")
    first = world.first(code)
    loser = next(ref for ref in world.refs(code) if ref != first)
    leads = {ref: _lead(world, ref) for ref in (first, loser)}

    def shown(ref: str) -> str:
        client = client_of(leads[ref])
        return "".join(
            client.get(path).text
            for path in (f"/desk/claims/{ref}/", "/desk/", "/desk/notifications/", "/desk/outbox/")
        )

    for ref in (first, loser):
        page = shown(ref)
        assert not any(word in page for word in ("专家 1", "有依据", "资格符合", "名次")), ref
    world.act(code, "announce", APPROVER, claim=first)
    page = shown(loser)
    assert all(word in page for word in ("没有列为拟揭榜方", "名次", "有依据", "资格符合", "专家 1")) and first in page
    assert f"/scenarios/{code}/objections/" in page and "expert" not in page and "感谢" not in page
    assert "拟中榜" in shown(first) and "你单位已中榜" not in shown(first)
    world.end_notice(code)
    world.act(code, "award", APPROVER2)
    board = client_of(APPROVER).get(f"/desk/scenarios/{code}/claims/").text
    assert ">中榜</td>" in board and "拟揭榜方</td>" not in board
    page = shown(loser)
    assert all(word in page for word in ("感谢", "名次", "有依据", "资格符合")) and first in page
    assert "expert" not in page and "专家 A" not in page
    assert "你单位已中榜" in shown(first)


def test_the_publisher_reads_claims_from_the_notice_on(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("evaluated")
    ref = world.first(code)
    client_of(LEAD).get(f"/desk/claims/{ref}/", 404)
    client_of(LEAD).get(f"/desk/scenarios/{code}/claims/", 403)
    world.act(code, "announce", APPROVER, claim=ref)
    assert sheets.WORDS[:12] in client_of(LEAD).get(f"/desk/claims/{ref}/").text
    client_of(LEAD).get(f"/desk/scenarios/{code}/claims/")
    world.annul(code)
    client_of(LEAD).get(f"/desk/claims/{ref}/", 404)


def test_the_board_shows_the_exact_scores_once_all_are_in(client_of: ClientOf, world: World) -> None:
    code, refs = opened(world)
    world.judge(code, {refs[0]: 71, refs[1]: 93})
    page = client_of(APPROVER).get(f"/desk/scenarios/{code}/claims/").text
    assert "93.0" in page and "71.0" in page and "还没有排名" in page
    world.act(code, "conclude", REVIEWER)
    page = client_of(APPROVER).get(f"/desk/scenarios/{code}/claims/").text
    assert (
        page.index(refs[1]) < page.index(refs[0])
        and "93.00" in page
        and f"/desk/scenarios/{code}/actions/announce" in page
    )


def test_whoever_is_not_eligible_reads_why_in_time_to_object(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("evaluating", claimants=("investor1", "investor2", "investor3"))
    *judged, out = world.refs(code)
    decided = {out: "no"} | dict.fromkeys(judged, "yes")
    for ref, eligible in decided.items():
        reason = {"eligible": eligible, "reason": f"理由{eligible}"}
        client_of(REVIEWER).submit(f"/desk/claims/{ref}/eligibility", reason)
    client_of(REVIEWER).post(f"/desk/scenarios/{code}/experts", {"expert": list(EXPERTS), "reason": "熟悉社区运营"})
    for expert in EXPERTS:
        for place, ref in enumerate(judged):
            world.score(ref, expert, 90 - place)
    world.act(code, "conclude", REVIEWER)
    own = f"/desk/claims/{out}/"
    assert "理由自公示起" in client_of(_lead(world, out)).get(own).text
    assert "理由no" not in client_of(_lead(world, out)).get(own).text
    form = client_of(APPROVER).get(f"/desk/scenarios/{code}/actions/announce").text
    assert "第 1 名 " in form and "有限公司，" in form and f"/desk/scenarios/{code}/claims/" in form
    world.act(code, "announce", APPROVER, claim=judged[0])
    page = client_of(_lead(world, out)).get(own).text
    assert "理由no" in page and f"/scenarios/{code}/objections/" in page
