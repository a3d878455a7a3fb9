"""Other experts after an objection to the panel, earlier rounds after a relaunch, and lists that say what they leave out."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.queries import organisation_by_name
from marketplace.accounts.service import person_by_email
from marketplace.claims import opening
from marketplace.extensions import db, unit_of_work
from marketplace.objections.models import Objection
from marketplace.panel import queries as panel_queries
from marketplace.scenarios.service import scenario_by_code
from tests.world.clients import Client
from tests.world.world import APPROVER, APPROVER2, REVIEWER, VETTING, World

ClientOf = Callable[[str], Client]
L1, LEAD = "lead@investor1.example", "lead@center1.example"
E1 = "expert1@experts.example"


def _panel(world: World, code: str) -> list[str]:
    with world.app.app_context():
        round_ = scenario_by_code(code).round
        assert round_ is not None
        return [one.expert.email for one in panel_queries.assignments(round_) if not one.is_recused]


def _uphold(world: World, code: str, *, about_experts: bool) -> None:
    world.object_to(code)
    with world.app.app_context(), unit_of_work():
        objection = db.session.scalars(select(Objection)).one()
        objection.decision, objection.answer, objection.decided_at = "upheld", "专家与第一名有利益往来。", clock.now()
        objection.about_experts = about_experts


def _to_notice(world: World, code: str, client_of: ClientOf, *, drawn: bool) -> None:
    chosen = {"expert": ["expert1", "expert2", "expert3"], "reason": "熟悉社区运营"}
    office, form = client_of(REVIEWER), {"draw": "3"} if drawn else chosen
    for ref in world.refs(code):
        office.submit(f"/desk/claims/{ref}/eligibility", {"eligible": "yes", "reason": "符合"})
    office.submit(f"/desk/scenarios/{code}/experts", form)
    _score_all(world, code, 90)
    world.act(code, "conclude", REVIEWER)
    world.act(code, "announce", APPROVER, claim=world.first(code))


def _score_all(world: World, code: str, score: int) -> None:
    for email in _panel(world, code):
        for place, ref in enumerate(world.refs(code)):
            world.score(ref, email.partition("@")[0], score - place)


def test_after_an_upheld_objection_to_the_experts_others_judge(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("evaluating")
    _to_notice(world, code, client_of, drawn=True)
    first, refs = _panel(world, code), world.refs(code)
    _uphold(world, code, about_experts=True)
    world.end_notice(code)
    client_of(APPROVER2).submit(f"/desk/scenarios/{code}/actions/award", status=422)
    world.act(code, "annul", APPROVER2, comment="异议成立")
    second = _panel(world, code)
    assert len(second) == 3 and not set(first) & set(second)
    for email in first:
        client_of(email).get(f"/desk/claims/{refs[0]}/", 404)
        page = client_of(email).get(f"/desk/evaluations/{refs[0]}/").text
        assert "你不再评审本轮" in page and "你已声明有利害关系" not in page
        client_of(email).post(f"/desk/evaluations/{refs[0]}/", {"declare": "none"}, 409)
        assert "已由其他专家接替" in client_of(email).get("/desk/evaluations/").text
    office = client_of(REVIEWER)
    refused = office.post(f"/desk/scenarios/{code}/experts", {"expert": [first[0]]}, 409).text
    assert "已经抽齐" in refused
    board = office.get(f"/desk/scenarios/{code}/claims/").text
    assert board.count("已更换") == 3 and "利益往来" in board and "0 / 2 已锁定" in board
    assert "还有专家没有交齐评分表" in office.submit(f"/desk/scenarios/{code}/actions/conclude", status=422).text
    public = client_of("").get(f"/scenarios/{code}/").text
    assert "由其他专家重新评审" in public and not any(name.partition("@")[0] in public for name in [*first, *second])
    for email in second:
        for ref in refs:
            world.score(ref, email.partition("@")[0], 60)
    world.act(code, "conclude", REVIEWER)
    assert {row["score"] for row in world.scenario(code).ranking} == {60}, "the sheets of the first panel do not count"


def test_chosen_experts_are_released_too_and_their_successors_are_drawn(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("evaluating")
    _to_notice(world, code, client_of, drawn=False)
    first = _panel(world, code)
    _uphold(world, code, about_experts=True)
    world.act(code, "annul", APPROVER2, comment="异议成立")
    second = _panel(world, code)
    assert len(second) == 3 and not set(first) & set(second)
    office, path = client_of(REVIEWER), f"/desk/scenarios/{code}/experts"
    assert "已经抽齐" in office.post(path, {"expert": ["expert1"], "reason": "更专业"}, 409).text
    assert "已经抽齐" in office.post(path, {"draw": "1"}, 409).text
    leaver, ref = second[0], world.refs(code)[0]
    client_of(leaver).submit(f"/desk/evaluations/{ref}/", {"declare": "interest", "declare_reason": "亲属"})
    assert leaver not in _panel(world, code), "one of the new panel may still step aside; here nobody is left to follow"


def test_a_second_annulment_for_the_experts_ends_the_round(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("evaluating")
    _to_notice(world, code, client_of, drawn=True)
    world.annul(code, about_experts=True)
    _score_all(world, code, 80)
    world.act(code, "conclude", REVIEWER)
    world.act(code, "announce", APPROVER, claim=world.first(code))
    world.annul(code, about_experts=True)
    assert world.scenario(code).state == "lapsed"
    assert "第二次撤销公示，依程序流榜" in client_of("").get(f"/scenarios/{code}/").text
    world.act(code, "relaunch", LEAD)


def test_a_claim_that_comes_in_without_scores_is_judged_by_a_new_panel(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("evaluating", claimants=("investor1", "investor2", "investor3"))
    *judged, out = world.refs(code)
    office = client_of(REVIEWER)
    for ref in judged:
        office.submit(f"/desk/claims/{ref}/eligibility", {"eligible": "yes", "reason": "符合"})
    office.submit(f"/desk/claims/{out}/eligibility", {"eligible": "no", "reason": "无资质"})
    office.submit(f"/desk/scenarios/{code}/experts", {"draw": "3"})
    first = _panel(world, code)
    for email in first:
        for ref in judged:
            world.score(ref, email.partition("@")[0], 70)
    world.act(code, "conclude", REVIEWER)
    world.act(code, "announce", APPROVER, claim=world.first(code))
    world.annul(code, text=f"{out} 的资质证书有效，资格审查有误。")
    assert (
        "由没有审查过的另一位初审人"
        in office.submit(f"/desk/claims/{out}/eligibility", {"eligible": "yes", "reason": "改判"}, 409).text
    )
    assert (
        "须由没有审查过的初审人重新作资格审查"
        in office.submit(f"/desk/scenarios/{code}/actions/conclude", status=422).text
    )
    for email in first:
        client_of(email).get(f"/desk/claims/{judged[0]}/", 404)  # nobody reads on before it is decided
    other = client_of("reviewer2@office.example")
    assert (
        "不能再改"
        in other.submit(f"/desk/claims/{judged[0]}/eligibility", {"eligible": "no", "reason": "顺便"}, 409).text
    )
    other.submit(f"/desk/claims/{out}/eligibility", {"eligible": "yes", "reason": "证书有效"})
    assert "不能再改" in other.submit(f"/desk/claims/{out}/eligibility", {"eligible": "no", "reason": "又改"}, 409).text
    second = _panel(world, code)
    assert len(second) == 3 and not set(first) & set(second)
    _score_all(world, code, 60)
    world.act(code, "conclude", REVIEWER)
    assert {row["score"] for row in world.scenario(code).ranking} == {60, 59, 58}, "nothing of the first panel counts"


def test_a_claim_found_ineligible_again_leaves_the_others_with_their_sheets(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("evaluating")
    _to_notice(world, code, client_of, drawn=False)
    panel, first, second = _panel(world, code), world.first(code), world.scenario(code).ranking[1]["claim"]
    world.annul(code, text=f"{first} 的业绩证明是伪造的。")
    client_of("reviewer2@office.example").submit(
        f"/desk/claims/{first}/eligibility", {"eligible": "no", "reason": "属实"}
    )
    assert _panel(world, code) == panel
    world.act(code, "conclude", REVIEWER)
    assert [row["claim"] for row in world.scenario(code).ranking] == [second]


def test_any_other_annulment_leaves_the_experts_and_their_sheets(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("evaluating")
    _to_notice(world, code, client_of, drawn=False)
    panel = _panel(world, code)
    _uphold(world, code, about_experts=False)
    world.act(code, "annul", APPROVER2, comment="评审程序有误")
    assert _panel(world, code) == panel
    world.act(code, "conclude", REVIEWER)
    assert {row["score"] for row in world.scenario(code).ranking} == {90, 89}


# --- rounds -----------------------------------------------------------------------------------------------------------


def _second_round(world: World, client_of: ClientOf) -> tuple[str, list[str]]:
    """A scenario awarded, terminated, planned anew and open again; its code and the first round's claims."""
    code = world.a_scenario("evaluating")
    _to_notice(world, code, client_of, drawn=True)
    world.end_notice(code)
    world.act(code, "award", APPROVER2)
    refs = world.refs(code)
    world.decide(code, "terminate", APPROVER, comment="中标人放弃，按退出机制办理")
    world.act(code, "relaunch", LEAD)
    world.act(code, "submit", LEAD)
    world.act(code, "vet", REVIEWER, **VETTING)
    world.act(code, "publish", APPROVER, fair_competition="passed")
    return code, refs


def test_an_earlier_round_stays_complete_and_readable(client_of: ClientOf, world: World) -> None:
    code, refs = _second_round(world, client_of)
    board = f"/desk/scenarios/{code}/claims/"
    office = client_of(REVIEWER)
    assert "历次揭榜" in office.get(board).text and not any(ref in office.get(board).text for ref in refs)
    page = office.get(f"{board}?round=1").text
    assert all(ref in page for ref in refs) and "只能查看" in page and "90.00" in page
    assert "重放结果一致" in office.get(f"/desk/scenarios/{code}/draws/?round=1").text
    assert "重放结果一致" in client_of("").get(f"/scenarios/{code}/draws/").text
    for wrong in ("9", "x", "٣"):
        office.get(f"{board}?round={wrong}", 404)
    assert "90.00" in client_of(LEAD).get(f"{board}?round=1").text
    client_of(LEAD).get(board, 403)
    client_of(L1).get(f"{board}?round=1", 403)
    for ref in refs:
        client_of(REVIEWER).get(f"/desk/claims/{ref}/")
    mine = client_of(L1).get(f"/desk/claims/{world_ref(world, code)}/").text
    assert "名次" in mine
    public = client_of("").get(f"/scenarios/{code}/").text
    assert "历次揭榜" in public and "第 1 轮，已终止" in public and refs[0] in public and "揭榜申请 2 份" in public


def world_ref(world: World, code: str) -> str:
    """The claim of investor1 in the first round."""
    with world.app.app_context():
        first = scenario_by_code(code).rounds[0]
        return next(
            claim.ref
            for claim in opening.opened_by_round([first.id])[first.id]
            if claim.lead_organisation.code == "investor1"
        )


def test_nothing_of_an_earlier_round_can_be_judged_in_the_next(client_of: ClientOf, world: World) -> None:
    code, refs = _second_round(world, client_of)
    for organisation in ("investor1", "investor2"):
        world.a_claim(code, organisation)
    world.close(code)
    assert world.scenario(code).state == "evaluating"
    page = (
        client_of(REVIEWER).post(f"/desk/claims/{refs[0]}/eligibility", {"eligible": "no", "reason": "改判"}, 409).text
    )
    assert "第 1 轮已经结束" in page
    client_of(REVIEWER).post(f"/desk/claims/{refs[0]}/correction", {"defect": "补", "days": "2", "revision": "1"}, 409)
    for number in range(1, 7):
        client_of(f"expert{number}@experts.example").post(
            f"/desk/evaluations/{refs[0]}/", {"declare": "interest", "declare_reason": "后来"}, None
        )
    with world.app.app_context():
        first = scenario_by_code(code).rounds[0]
        assert not any(one.is_recused for one in panel_queries.assignments(first))


def test_a_round_that_lapsed_before_its_notice_shows_no_ranking(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("evaluating")
    refs = world.refs(code)
    for ref in refs:
        client_of(REVIEWER).submit(f"/desk/claims/{ref}/eligibility", {"eligible": "no", "reason": "无资质"})
    world.decide(code, "lapse", APPROVER, comment="没有合格者")
    world.act(code, "relaunch", LEAD)
    world.act(code, "submit", LEAD)
    public = client_of("").get(f"/scenarios/{code}/").text
    assert "排名" not in public and not any(ref in public.split("开榜记录")[0] for ref in refs)


# --- what is left out -------------------------------------------------------------------------------------------------


def test_whoever_sees_part_of_a_list_is_told_how_much_is_left_out_and_why(client_of: ClientOf, world: World) -> None:
    """C47: an organiser's export silently lacked the items he had a conflict with."""
    own = world.a_scenario("submitted", title="抽调单位自己的社区食堂场景")
    claimed = world.a_scenario("evaluating", publisher="center2", title="抽调单位揭榜的社区食堂场景")
    free = world.a_scenario("submitted", publisher="project", title="与抽调单位无关的社区食堂场景")
    assert free
    everything = client_of("reviewer2@office.example").get("/desk/").text
    with world.app.app_context(), unit_of_work():
        person_by_email(REVIEWER).seconded_from_id = organisation_by_name("center1").id  # type: ignore[union-attr]
    page = client_of(REVIEWER).get("/desk/").text
    assert "另有 1 个场景没有列出" in page and "抽调自" in page and own not in page
    assert "抽调单位揭榜的" in page and "与抽调单位无关的" in page and "没有列出" not in everything
    with world.app.app_context(), unit_of_work():
        person_by_email(REVIEWER).seconded_from_id = organisation_by_name("investor1").id  # type: ignore[union-attr]
    page = client_of(REVIEWER).get("/desk/").text
    assert "另有 1 个场景没有列出" in page and claimed not in page
    assert page.count("desk-item") + 1 == everything.count("desk-item")


def test_an_expert_is_told_how_many_claims_are_not_listed(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("evaluating", claimants=("investor1", "investor2", "investor3"))
    refs = world.refs(code)
    client_of(REVIEWER).post(f"/desk/scenarios/{code}/experts", {"expert": ["expert1"], "reason": "熟悉社区运营"})
    assert "没有列出" not in client_of(E1).get("/desk/evaluations/").text
    client_of(REVIEWER).submit(f"/desk/claims/{refs[0]}/eligibility", {"eligible": "no", "reason": "无资质"})
    page = client_of(E1).get("/desk/evaluations/").text
    assert "本轮共 3 份申请，其中 1 份资格不符" in page and refs[0] not in page and page.count("未打分") == 2
