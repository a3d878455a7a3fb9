"""Eligibility, the panel, declarations and sheets: who may, when, and what nobody may see."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from marketplace.accounts.queries import organisation_by_name
from marketplace.accounts.service import create_person, person_by_email
from marketplace.claims.service import claim_by_ref
from marketplace.extensions import unit_of_work
from marketplace.scoring import queries as scoring_queries
from tests.world import people, sheets
from tests.world.clients import Client
from tests.world.world import APPROVER, APPROVER2, EXPERTS, REVIEWER, World

ClientOf = Callable[[str], Client]
E1, E2, E3 = (f"expert{n}@experts.example" for n in (1, 2, 3))
L1, L2, LEAD = "lead@investor1.example", "lead@investor2.example", "lead@center1.example"
CRITERIA = sheets.plan()["claim_terms"]["criteria"]


def scored(score: int, note: str = "有依据") -> dict[str, str]:
    """A full sheet with one score everywhere."""
    return {
        key: value for n in range(len(CRITERIA)) for key, value in ((f"score_{n}", str(score)), (f"note_{n}", note))
    }


def _opened(world: World, *claimants: str) -> tuple[str, list[str]]:
    code = world.a_scenario("evaluating", claimants=claimants or ("investor1", "investor2"))
    return code, world.refs(code)


def _assigned(client_of: ClientOf, world: World) -> tuple[str, list[str]]:
    code, refs = _opened(world)
    office = client_of(REVIEWER)
    for ref in refs:
        office.submit(f"/desk/claims/{ref}/eligibility", {"eligible": "yes", "reason": "符合"})
    office.post(f"/desk/scenarios/{code}/experts", {"expert": list(EXPERTS), "reason": "熟悉社区运营"})
    return code, refs


# --- eligibility ----------------------------------------------------------------------------------------------------


def test_eligibility_needs_a_conclusion_and_a_reason_and_may_be_decided_again(
    client_of: ClientOf, world: World
) -> None:
    _code, (ref, _other) = _opened(world)
    office, path = client_of(REVIEWER), f"/desk/claims/{ref}/eligibility"
    assert "请填写“理由”" in office.submit(path, {"eligible": "yes"}, 422).text
    assert "看过了" in office.submit(path, {"eligible": "maybe", "reason": "看过了"}, 422).text
    office.post(path, {"eligible": "no", "reason": "无资质"})
    assert world.claim_state(ref) == "ineligible"
    office.post(path, {"eligible": "yes", "reason": "补看后符合", "revision": "1"}, 409)
    office.submit(path, {"eligible": "yes", "reason": "补看后符合"})
    assert world.claim_state(ref) == "eligible"


def test_eligibility_is_the_reviewers_and_only_while_evaluating(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("open")
    sealed = world.a_claim(code)
    client_of(REVIEWER).post(f"/desk/claims/{sealed}/eligibility", {"eligible": "yes", "reason": "x"}, 404)
    world.a_claim(code, "investor2")
    world.close(code)
    for email, status in (
        (APPROVER, 403),
        ("viewer@office.example", 403),
        (L1, 403),
        (L2, 404),
        (LEAD, 404),
        (E1, 404),
    ):
        client_of(email).post(f"/desk/claims/{sealed}/eligibility", {"eligible": "yes", "reason": "x"}, status)
    world.judge(code)
    world.act(code, "conclude", REVIEWER)
    client_of(REVIEWER).post(f"/desk/claims/{sealed}/eligibility", {"eligible": "no", "reason": "x"}, 409)
    assert "不能" in client_of(REVIEWER).get(f"/desk/claims/{sealed}/eligibility").text


def test_requirements_and_plan_stand_beside_what_is_judged(client_of: ClientOf, world: World) -> None:
    _code, (ref, _other) = _assigned(client_of, world)
    client_of(E1).submit(f"/desk/evaluations/{ref}/", {"declare": "none"})
    for page in (
        client_of(REVIEWER).get(f"/desk/claims/{ref}/eligibility").text,
        client_of(E1).get(f"/desk/evaluations/{ref}/").text,
    ):
        assert "对照什么" in page and sheets.plan()["claim_terms"]["qualifications"][:8] in page
        assert "推介方案全文" in page and sheets.plan()["schedule"]["milestones"][0]["name"] in page


# --- the panel ------------------------------------------------------------------------------------------------------


def test_experts_are_assigned_by_number_address_or_code(client_of: ClientOf, world: World) -> None:
    code, _refs = _opened(world)
    with world.app.app_context():
        number = person_by_email(E3).id  # type: ignore[union-attr]
    client_of(REVIEWER).post(
        f"/desk/scenarios/{code}/experts", {"expert": ["expert1", E2, str(number)], "reason": "熟悉社区运营"}
    )
    for email in (E1, E2, E3):
        assert "请评审" in client_of(email).get("/desk/notifications/").text
        assert code in client_of(email).get("/desk/evaluations/").text
    page = client_of(REVIEWER)
    for wrong in ({}, {"expert": ["nobody"]}, {"expert": ["\x00", "9" * 40]}, {"draw": "4"}, {"draw": "x"}):
        page.post(f"/desk/scenarios/{code}/experts", wrong, 422)
    for email, status in ((APPROVER, 403), (LEAD, 403), (L1, 403), (E1, 403)):
        client_of(email).post(
            f"/desk/scenarios/{code}/experts", {"expert": ["expert4"], "reason": "熟悉社区运营"}, status
        )


@pytest.mark.parametrize("organisation", ["investor1", "investor3", "center1"])
def test_an_expert_of_a_party_stands_aside_from_the_whole_round(
    client_of: ClientOf, world: World, organisation: str
) -> None:
    """C13 and C14: of the lead, of a partner, or of the publisher, and for rival claims too."""
    code = world.a_scenario("open")
    partners = [("investor1", "operation", 60), ("investor3", "investment", 40)]
    ref = world.a_claim(code, submit=False, body=sheets.claim("investor1", partners))
    world.claim_act(ref, "confirm_membership", "lead@investor3.example")
    world.claim_act(ref, "submit", L1)
    world.a_claim(code, "investor2")
    with world.app.app_context(), unit_of_work():
        create_person(
            email="other@private.example",
            name="钱专家",
            role="expert",
            organisation=organisation_by_name(organisation),
            password_hash=people.HASH,
            confirmed=True,
        )
    world.close(code)
    page = (
        client_of(REVIEWER)
        .post(
            f"/desk/scenarios/{code}/experts",
            {"expert": ["expert1", "other@private.example"], "reason": "熟悉社区运营"},
            422,
        )
        .text
    )
    assert "回避" in page and "钱专家属于" in page
    client_of(E1).get(f"/desk/evaluations/{ref}/", 404)


def test_the_same_telephone_under_another_address_is_the_same_person(client_of: ClientOf, world: World) -> None:
    code, _refs = _opened(world)
    with world.app.app_context(), unit_of_work():
        person_by_email(L1).phone = person_by_email(E1).phone = "0558-5550123"  # type: ignore[union-attr]
    assert (
        "回避"
        in client_of(REVIEWER)
        .post(f"/desk/scenarios/{code}/experts", {"expert": ["expert1"], "reason": "熟悉社区运营"}, 422)
        .text
    )


def test_someone_seconded_from_a_claimant_takes_no_part(client_of: ClientOf, world: World) -> None:
    code, (ref, _other) = _opened(world)
    with world.app.app_context(), unit_of_work():
        person_by_email(REVIEWER).seconded_from_id = organisation_by_name("investor1").id  # type: ignore[union-attr]
    office = client_of(REVIEWER)
    office.get(f"/desk/scenarios/{code}/claims/", 403)
    office.get(f"/desk/claims/{ref}/", 404)
    office.post(f"/desk/scenarios/{code}/experts", {"expert": ["expert1"], "reason": "熟悉社区运营"}, 403)


# --- declarations and sheets ------------------------------------------------------------------------------------------


def test_an_expert_sees_names_first_and_contents_after_declaring(client_of: ClientOf, world: World) -> None:
    _code, (ref, _other) = _assigned(client_of, world)
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


def test_an_interest_recuses_for_good(client_of: ClientOf, world: World) -> None:
    """C23: one lifted one's own recusal."""
    code, (ref, other) = _assigned(client_of, world)
    expert = client_of(E1)
    expert.post(f"/desk/evaluations/{other}/", {"declare": "none", "lock": "yes", "revision": "1", **scored(10)})
    assert "请写明" in expert.post(f"/desk/evaluations/{ref}/", {"declare": "interest"}, 422).text
    expert.post(f"/desk/evaluations/{ref}/", {"declare": "interest", "declare_reason": "任独立董事"})
    for one in (ref, other):
        expert.post(f"/desk/evaluations/{one}/", {"declare": "none"}, 409)
        assert sheets.WORDS[:12] not in expert.get(f"/desk/evaluations/{one}/").text
        expert.get(f"/desk/claims/{one}/", 404)
        expert.post(f"/desk/evaluations/{one}/", {"revision": "1", **scored(90)}, 403)
    assert "回避 1" in client_of(REVIEWER).get(f"/desk/scenarios/{code}/claims/").text
    with world.app.app_context():
        assert scoring_queries.full_panel(claim_by_ref(ref).round) == []


def test_one_sending_may_declare_score_and_lock_together(client_of: ClientOf, world: World) -> None:
    _code, (ref, other) = _assigned(client_of, world)
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
    _code, (ref, _other) = _assigned(client_of, world)
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
    code, (ref, _other) = _assigned(client_of, world)
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
    code, refs = _assigned(client_of, world)
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


def _main(page: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]*"', "", re.findall(r"<main.*</main>", page, re.DOTALL)[0])


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


def _lead(world: World, ref: str) -> str:
    with world.app.app_context():
        return f"lead@{claim_by_ref(ref).lead_organisation.code}.example"


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
    code, refs = _opened(world)
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
