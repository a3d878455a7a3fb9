"""A dishonest clerk, reviewer, approver, expert or partner: what each would do to bend a contest is refused."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

from marketplace.accounts.models import Organisation
from marketplace.claims import service as claims
from marketplace.extensions import db, unit_of_work
from tests.world import sheets
from tests.world.clients import Client
from tests.world.world import APPROVER, APPROVER2, PDF, REVIEWER, World, person

ClientOf = Callable[[str], Client]
L1, L3 = "lead@investor1.example", "lead@investor3.example"
PARTNERS = [("investor1", "operation", 60), ("investor3", "investment", 40)]


def _team(*members: tuple[str, str, int]) -> dict[str, object]:
    return {"team": sheets.claim("investor1", list(members))["team"]}


# --- the reviewer, who sees the scores ------------------------------------------------------------------------------


def test_who_knows_the_scores_neither_adds_an_expert_nor_excludes_a_claimant(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("evaluating")
    ref = world.refs(code)[0]
    world.judge(code)
    office, verdict = client_of(REVIEWER), {"eligible": "no", "reason": "看过分数再否决"}
    refused = office.submit(f"/desk/claims/{ref}/eligibility", verdict, 409).text
    assert "资格审查结论不能再改" in refused and "看过分数再否决" in refused
    for form in ({"expert": ["expert4"], "reason": "更专业"}, {"draw": "1"}):
        assert "不能再增加专家" in office.submit(f"/desk/scenarios/{code}/experts", form, 409).text
    assert "不能再增加专家" in office.get(f"/desk/scenarios/{code}/experts").text
    world.act(code, "conclude", REVIEWER)
    world.act(code, "announce", APPROVER, claim=world.first(code))
    world.annul(code, text="评审程序有误，请复核。")
    for email in (REVIEWER, "reviewer2@office.example"):  # an annulment opens only what the objection names
        assert "不能再改" in client_of(email).submit(f"/desk/claims/{ref}/eligibility", verdict, 409).text
    for form in ({"expert": ["expert4"], "reason": "更专业"}, {"draw": "1"}):
        assert "不能再增加专家" in office.submit(f"/desk/scenarios/{code}/experts", form, 409).text
    before = world.scenario(code).ranking
    expert = client_of("expert1@experts.example")
    refused = expert.post(f"/desk/evaluations/{ref}/", {"declare": "interest", "declare_reason": "想起来了"}, 409).text
    assert "专家不能再退出" in refused and before is None
    with world.app.app_context(), unit_of_work():  # whatever becomes of the account, the locked sheets count
        person("expert1@experts.example").disabled_at = claims.claim_by_ref(ref).created_at
    world.act(code, "conclude", REVIEWER)
    assert world.first(code) == ref


def test_no_expert_reads_a_claim_before_every_claim_is_decided_and_every_remedy_over(
    client_of: ClientOf, world: World
) -> None:
    code = world.a_scenario("evaluating", body=sheets.plan(claim_terms={"correction_allowed": True}))
    ref, other = world.refs(code)
    office, expert = client_of(REVIEWER), client_of("expert1@experts.example")
    chosen = {"expert": ["expert1", "expert2", "expert3"], "reason": "熟悉助餐运营"}
    office.submit(f"/desk/scenarios/{code}/experts", chosen)
    office.submit(f"/desk/claims/{ref}/eligibility", {"eligible": "yes", "reason": "符合"})
    office.submit(f"/desk/claims/{other}/correction", {"defect": "缺一份证书。", "days": "2"})
    path = f"/desk/evaluations/{ref}/"
    expert.submit(path, {"declare": "none"})
    page = expert.get(path).text
    assert "等资格审查结束" in page and sheets.WORDS[:12] not in page
    for one in (ref, other):
        expert.get(f"/desk/claims/{one}/", 404)
    scored = {"revision": "1", "score_0": "99", "note_0": "先打"}
    assert "全部结束后才能看申请、打分" in expert.post(path, scored, 409).text
    lead = L1 if world.ref_of(code, "investor1") == other else "lead@investor2.example"
    client_of(lead).submit(f"/desk/claims/{other}/remedy", {"remedy": "已补。"})
    office.submit(f"/desk/claims/{other}/eligibility", {"eligible": "yes", "reason": "已补正"})
    assert "可以打分了" in expert.get("/desk/notifications/").text
    assert sheets.WORDS[:12] in expert.get(path).text


def test_no_score_is_shown_while_further_experts_can_still_be_chosen(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("evaluating")
    world.judge(code, dict.fromkeys(world.refs(code), 73), experts=("expert1", "expert2"))
    page = _words(client_of(REVIEWER), code)
    assert "73" not in page and "全部专家锁定评分表之后才显示分数" in page
    client_of(REVIEWER).submit(f"/desk/scenarios/{code}/experts", {"expert": ["expert3"], "reason": "熟悉社区运营"})
    for ref in world.refs(code):
        world.score(ref, "expert3", 73)
    assert "73" in _words(client_of(REVIEWER), code)


def _words(officer: Client, code: str) -> str:
    """What stands on the page of the claims; their numbers and the form's tokens are random and may hold any figure."""
    page = re.findall(r"<main.*</main>", officer.get(f"/desk/scenarios/{code}/claims/").text, re.DOTALL)[0]
    return re.sub(r"<[^>]*>|JB-\d+-\d+", " ", page)


def test_who_concluded_does_not_answer_an_objection_to_the_result_as_an_approver(
    client_of: ClientOf, world: World
) -> None:
    code = world.a_scenario("notice")
    ref = world.object_to(code)
    with world.app.app_context(), unit_of_work():
        person(REVIEWER).role = "approver"
    form = {"decision": "rejected", "answer": "没有问题。"}
    refused = client_of(REVIEWER).post(f"/desk/objections/{ref}/decide", form, 403).text
    assert "你作出了评榜结论" in refused
    client_of(APPROVER2).submit(f"/desk/objections/{ref}/decide", form)


# --- the claimant, who would like to know its judges ----------------------------------------------------------------


def test_the_record_of_unsealings_names_no_expert(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("open")
    ref = world.a_claim(code, submit=False)
    client_of(L1).post(f"/desk/claims/{ref}/files", {"file": (io.BytesIO(PDF), "证.pdf")})
    world.claim_act(ref, "submit", L1)
    world.close(code)
    world.judge(code)
    expert = client_of("expert1@experts.example")
    link = re.search(r'href="(/files/[^"]+)"', expert.get(f"/desk/claims/{ref}/").text)
    assert link and expert.get(link[1]).data == PDF
    with world.app.app_context():
        name = person("expert1@experts.example").name
    page = client_of(L1).get(f"/desk/claims/{ref}/").text
    assert ">评审专家</td>" in page and name not in page


# --- the claimant's own clerk ---------------------------------------------------------------------------------------


def test_a_clerk_takes_back_a_draft_but_nothing_that_its_lead_signed(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code)
    clerk, page = client_of("member@investor1.example"), f"/desk/claims/{ref}/"
    assert "只有负责人能撤回" in clerk.submit(f"{page}actions/withdraw", {}, 409, page=page).text
    assert world.claim_state(ref) == "submitted"
    draft = world.a_claim(code, "investor2", submit=False)
    page = f"/desk/claims/{draft}/"
    client_of("member@investor2.example").submit(f"{page}actions/withdraw", {}, page=page)
    assert world.claim_state(draft) == "withdrawn"


# --- the partner ----------------------------------------------------------------------------------------------------


def _submitted_with_partner(world: World, code: str) -> str:
    ref = world.a_claim(code, submit=False)
    world.write_claim(ref, _team(*PARTNERS), L1)
    world.claim_act(ref, "confirm_membership", L3)
    world.claim_act(ref, "submit", L1)
    return ref


def test_a_lead_holds_nobody_hostage_in_what_it_submitted(client_of: ClientOf, world: World) -> None:
    """Taken out of the draft only, the partner stands in what counts, and its seat with it: it can see so and leave."""
    code = world.a_scenario()
    ref = _submitted_with_partner(world, code)
    world.write_claim(ref, _team(("investor1", "operation", 100)), L1)
    partner, path = client_of(L3), f"/desk/claims/{ref}/"
    assert ref in partner.get("/desk/claims/").text
    page = partner.get(path).text
    assert "没有再次提交" in page and sheets.WORDS[:12] not in page
    for secret in ("proposal", "receipt", "receipts/1.json"):
        assert partner.get(path + secret, None).status_code in (403, 404)
    partner.submit(path + "actions/leave", {"confirm": "yes"})
    assert world.claim_state(ref) == "draft"
    partner.get(path, 404)
    assert "退出" in partner.get("/desk/notifications/").text
    world.a_claim(code, "investor3")  # its seat is free


def test_who_left_reads_neither_files_nor_papers_from_that_moment(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code, submit=False)
    client_of(L1).post(f"/desk/claims/{ref}/files", {"file": (io.BytesIO(PDF), "证.pdf")})
    world.write_claim(ref, _team(*PARTNERS), L1)
    partner = client_of(L3)
    world.claim_act(ref, "confirm_membership", L3)
    world.claim_act(ref, "submit", L1)
    link = re.search(r'href="(/files/[^"]+)"', partner.get(f"/desk/claims/{ref}/attachments").text)
    paper = re.search(r'href="(/certificates/[^"]+?)(?:\.pdf)?"', partner.get(f"/desk/claims/{ref}/").text)
    assert link and paper
    slug = paper[1].rstrip("/")
    for path in (link[1], f"{slug}/", f"{slug}.pdf"):
        partner.get(path)
    partner.submit(f"/desk/claims/{ref}/actions/leave", {"confirm": "yes"})
    for path in (link[1], f"{slug}/", f"{slug}.pdf", f"{slug}.docx", f"/desk/claims/{ref}/attachments"):
        partner.get(path, 404)
    world.write_claim(ref, _team(("investor1", "operation", 55), ("investor3", "investment", 45)), L1)
    for path in (link[1], f"{slug}/", f"{slug}.pdf"):  # named anew, not confirmed
        partner.get(path, 404)


def test_a_partner_that_was_taken_out_is_free_once_the_lead_submits_again(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = _submitted_with_partner(world, code)
    world.write_claim(ref, _team(("investor1", "operation", 100)), L1)
    world.claim_act(ref, "submit", L1)
    client_of(L3).get(f"/desk/claims/{ref}/", 404)
    assert ref not in client_of(L3).get("/desk/claims/").text
    world.a_claim(code, "investor3")


def test_an_unverified_organisation_takes_no_part_behind_a_verified_lead(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code, submit=False)
    world.write_claim(ref, _team(("investor1", "operation", 1), ("investor5", "investment", 99)), L1)
    path = f"/desk/claims/{ref}/actions/confirm_membership"
    page = f"/desk/claims/{ref}/"
    assert "尚未通过核验" in client_of("lead@investor5.example").submit(path, {}, 422, page=page).text
    with world.app.app_context(), unit_of_work():
        organisation = db.session.query(Organisation).filter_by(code="investor5").one()
        organisation.verified_at = claims.claim_by_ref(ref).created_at
    client_of("lead@investor5.example").submit(path, {}, page=page)
