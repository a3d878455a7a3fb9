"""One story in which every kind of paper is issued, for the tests that look at all of them."""

from __future__ import annotations

from io import BytesIO

from werkzeug.datastructures import FileStorage

from marketplace.acts import service as acts
from marketplace.claims import attachments, handing_in
from marketplace.claims import service as claims
from marketplace.corrections import service as corrections
from marketplace.corrections.service import CORRECTION
from marketplace.files import disk
from marketplace.lifecycle.prolonging import prolong
from marketplace.objections import service as objections
from marketplace.panel import service as panels
from tests.world import sheets
from tests.world.world import APPROVER, APPROVER2, EXPERTS, PDF, REVIEWER, World, person

TITLE = "城市职业技能实训基地“揭榜挂帅”共建共享及社会化运营场景"


def play(world: World) -> None:
    """A contest with a remedy, an ineligible claim, a delay, an answered objection and an end; three others that ended early;
    one in which a claimant handed in again what was damaged."""
    code = world.a_scenario("open", title=TITLE, body=sheets.plan(claim_terms={"correction_allowed": True}))
    terms = sheets.plan()["claim_terms"] | {"contact_name": "张玥喆", "correction_allowed": True}
    world.write_plan(code, {"claim_terms": terms}, "lead@center1.example")
    world.act(code, "amend", APPROVER, reason="联系人调整。")
    for organisation in ("investor1", "investor2", "investor3"):
        world.a_claim(code, organisation)
    world.close(code)
    _judge(world, code)
    world.act(code, "conclude", REVIEWER)
    world.act(code, "announce", APPROVER, claim=world.first(code))
    ref = world.object_to(code)
    with world.app.app_context():
        form = {"decision": ["rejected"], "answer": ["经复核，评分程序和结果符合公布的标准。"]}
        objections.decide(ref=ref, form=form, by=person(APPROVER2))
    world.end_notice(code)
    world.act(code, "award", APPROVER2)
    world.propose(code, "terminate")
    world.act(code, "terminate", APPROVER, comment="揭榜方无力继续建设，已购设备折价由接手单位受让。")
    _others(world)
    _handed_in_again(world)


def _judge(world: World, code: str) -> None:
    """One claim is asked for a remedy, gives none and is found ineligible; the office needs three days more."""
    late = world.ref_of(code, "investor3")
    with world.app.app_context():
        form = {"defect": ["营业执照复印件未加盖公章，请补正。"], "days": ["3"]}
        revision = claims.claim_by_ref(late).revision
        acts.act(CORRECTION, ref=late, action="ask_correction", by=person(REVIEWER), form=form, revision=revision)
    world.advance(days=8)
    with world.app.app_context():
        revision = world.scenario(code).revision
        prolong(code=code, days="3", reason="一位专家因病请假。", by=person(REVIEWER), revision=revision)
        for ref in world.refs(code):
            reason = "逾期没有补正，营业执照无法核对。" if ref == late else "资格符合。"
            corrections.decide(ref=ref, eligible=ref != late, reason=reason, by=person(REVIEWER))
        ids = [person(f"{name}@experts.example").id for name in EXPERTS]
        scenario = claims.claim_by_ref(late).scenario
        panels.choose(code=scenario.code, experts=ids, reason="本轮第一次组成", by=person(REVIEWER))
    for name in EXPERTS:
        for place, ref in enumerate(one for one in world.refs(code) if one != late):
            world.score(ref, name, 90 - place)


def _others(world: World) -> None:
    withdrawn = world.a_scenario("open", title="站前社区嵌入式养老托育服务综合体")
    world.propose(withdrawn, "withdraw")
    world.act(withdrawn, "withdraw", APPROVER, comment="上位规划调整，地块另作他用。")
    world.close(world.a_scenario("open", title="公共建筑合同能源管理"))
    annulled = world.a_scenario("notice")
    world.annul(annulled, comment="一位专家应当回避。")


def _handed_in_again(world: World) -> None:
    code, lead = world.a_scenario("open", title="公共停车设施统一运营"), "lead@investor1.example"
    ref = world.a_claim(code, submit=False)
    with world.app.app_context():
        attachments.attach(ref=ref, upload=FileStorage(BytesIO(PDF), filename="业绩.pdf"), by=person(lead))
    world.claim_act(ref, "submit", lead)
    with world.app.app_context():
        disk.path_of(claims.claim_by_ref(ref).submissions[-1].files[0]).unlink()
    world.close(code)
    with world.app.app_context():
        handing_in.hand_in(
            ref=ref, submission=None, uploads=[FileStorage(BytesIO(PDF), filename="x.pdf")], by=person(lead)
        )
