"""A button that cannot be pressed says beside it why, and when it will be possible."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest

from marketplace.acts import service as acts
from marketplace.corrections import service as corrections
from marketplace.extensions import unit_of_work
from marketplace.panel import service as panels
from marketplace.questions.service import QUESTION
from marketplace.scenarios.service import scenario_by_code
from tests.world import sheets
from tests.world.clients import Client
from tests.world.world import APPROVER2, PDF, REVIEWER, World, person

ClientOf = Callable[[str], Client]
BUTTON = re.compile(r"<button[^>]* disabled([^>]*)>([^<]+)")


def _reasons(page: str) -> dict[str, str]:
    """Each disabled button of a page with the words that it is described by."""
    found = {}
    for attributes, label in BUTTON.findall(page):
        named = re.search(r'aria-describedby="([^"]+)"', attributes)
        assert named, f"“{label}” is disabled and nothing beside it says why"
        words = re.search(rf'id="{named[1]}"[^>]*>(.*?)</(?:div></?|div>|p>)', page, re.S)
        assert words, f"“{label}” names words that are not on the page"
        found[label] = unescape(re.sub("<[^>]+>", "", words[1]))
    return found


def _put(world: World, code: str, state: str) -> None:
    with world.app.app_context(), unit_of_work():
        scenario_by_code(code).state = state


@pytest.fixture
def evaluating(world: World) -> str:
    """A round under evaluation with one expert on the panel."""
    code = world.a_scenario(state="evaluating", body=sheets.plan(claim_terms={"correction_allowed": True}))
    with world.app.app_context():
        panels.choose(code=code, experts=["expert1"], reason="熟悉社区运营", by=person("reviewer"))
    return code


def test_an_expert_reads_why_nothing_can_be_declared_or_locked(
    world: World, client_of: ClientOf, evaluating: str
) -> None:
    address = f"/desk/evaluations/{world.ref_of(evaluating, 'investor1')}/"
    expert = client_of("expert1@experts.example")
    assert "disabled" not in expert.get(address).text
    _put(world, evaluating, "evaluated")
    assert "重新评榜的，可以再办理" in _reasons(expert.get(address).text)["提交声明"]
    _put(world, evaluating, "evaluating")
    expert.submit(address, {"declare": "none", "stay": "yes"})
    assert "disabled" not in expert.get(address).text
    with world.app.app_context():
        for ref in world.refs(evaluating):
            own = ref == world.ref_of(evaluating, "investor1")
            corrections.decide(ref=ref, eligible=not own, reason="业绩不够" if own else "符合条件", by=person(REVIEWER))
    said = _reasons(expert.get(address).text)
    assert set(said) == {"保存", "锁定评分表"} and all("资格不符" in words for words in said.values())


def test_the_office_reads_why_nothing_can_be_judged(world: World, client_of: ClientOf, evaluating: str) -> None:
    office, ref = client_of(REVIEWER), world.ref_of(evaluating, "investor1")
    pages = {
        f"/desk/scenarios/{evaluating}/experts": {"抽取专家", "分派所选专家"},
        f"/desk/claims/{ref}/eligibility": {"记录审查结论"},
        f"/desk/claims/{ref}/correction": {"要求补正"},
    }
    for page in pages:
        assert not _reasons(office.get(page).text)
    _put(world, evaluating, "notice")
    for page, buttons in pages.items():
        said = _reasons(office.get(page).text)
        assert set(said) == buttons and all("评榜已有结论" in words for words in said.values()), page


def test_experts_before_the_opening_are_refused_with_the_moment(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario()
    said = _reasons(client_of(REVIEWER).get(f"/desk/scenarios/{code}/experts").text)
    assert all("开榜以后才评榜" in words and "日" in words for words in said.values()) and len(said) == 2


def test_a_remedy_is_not_offered_once_the_evaluation_is_over(
    world: World, client_of: ClientOf, evaluating: str
) -> None:
    ref, lead = world.ref_of(evaluating, "investor1"), client_of("lead@investor1.example")
    client_of(REVIEWER).submit(f"/desk/claims/{ref}/correction", {"defect": "营业执照没有盖章", "days": "3"})
    assert "去补正" in lead.get(f"/desk/claims/{ref}/").text
    _put(world, evaluating, "lapsed")
    for page in (f"/desk/claims/{ref}/", f"/desk/claims/{ref}/remedy"):
        text = lead.get(page).text
        assert "评榜已经结束" in text and "去补正" not in text and "提交补正" not in text
        assert "逾期未补正" not in text


def test_a_released_answer_says_that_it_stays_and_what_helps(world: World, client_of: ClientOf) -> None:
    ref = world.ask(world.a_scenario())
    with world.app.app_context():
        form, lead = {"answer": ["归社区所有。"]}, person("lead@center1.example")
        acts.act(QUESTION, ref=ref, action="answer_question", by=lead, form=form, revision=1)
        acts.act(QUESTION, ref=ref, action="release_answer", by=person(REVIEWER), revision=2)
    late = client_of("lead@center1.example").post(
        f"/desk/questions/{ref}/answer", {"answer": "另答", "revision": "9"}, 409
    )
    assert "变更公告" in _reasons(late.text)["送区城市办公开"] and "另答" in late.text
    again = client_of(REVIEWER).post(f"/desk/questions/{ref}/release", {"revision": "9"}, 409)
    assert "公开" in _reasons(again.text)["公开答复"]


def test_an_objection_to_a_notice_that_is_over_says_so(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario(state="notice")
    first, left = world.object_to(code), world.object_to(code, "lead@investor2.example", "评分标准用错了。")
    approver = client_of(APPROVER2)
    approver.submit(
        f"/desk/objections/{first}/decide", {"decision": "upheld", "answer": "成立，撤销公示。", "about_experts": "no"}
    )
    world.second(first)
    assert "不能更改" in _reasons(approver.get(f"/desk/objections/{first}/decide").text)["答复"]
    world.act(code, "annul", APPROVER2, comment="异议成立")
    assert "公示已经结束" in _reasons(approver.get(f"/desk/objections/{left}/decide").text)["答复"]
    assert "公示已经结束，不用再答复" in approver.get(f"/desk/scenarios/{code}/objections/").text


def test_files_of_a_claim_are_closed_with_the_deadline_and_the_page_says_it(world: World, client_of: ClientOf) -> None:
    from io import BytesIO

    code = world.a_scenario()
    ref, lead = world.a_claim(code), client_of("lead@investor1.example")
    world.close(code)
    assert "截止" in lead.get(f"/desk/claims/{ref}/attachments").text
    late = lead.post(f"/desk/claims/{ref}/files", {"file": (BytesIO(PDF), "补充.pdf")}, None)
    assert late.status_code == 422 and "截止，没有提交" in late.text
