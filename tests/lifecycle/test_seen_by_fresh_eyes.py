"""Small things that people met who used the product for the first time: each stood wrong on a page."""

from __future__ import annotations

import re
from io import BytesIO

import pytest

from tests.lifecycle.steps import LEAD, ClientOf
from tests.world.world import APPROVER2, REVIEWER, World


def test_an_annulment_begins_with_no_claim_chosen(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario(state="notice")
    world.uphold(code)
    page = client_of(APPROVER2).get(f"/desk/scenarios/{code}/actions/annul").text
    select = re.search(r'<select[^>]*name="claim".*?</select>', page, re.S)
    assert select and world.first(code) in select[0]
    assert not re.search(r'<option value="JB-[^"]*" selected', select[0])


@pytest.mark.parametrize(("state", "why"), [("evaluating", "没有作资格审查"), ("evaluated", "还有合格的申请可以公示")])
def test_a_lapse_is_offered_with_why_it_would_be_refused(
    client_of: ClientOf, world: World, state: str, why: str
) -> None:
    code = world.a_scenario(state=state)
    page = client_of(REVIEWER).get(f"/desk/scenarios/{code}/actions/propose").text
    assert re.search(f"流榜（现在不能提请：[^）]*{why}", page)


def test_a_publishers_lead_is_told_who_manages_its_people(client_of: ClientOf) -> None:
    refused = client_of(LEAD).get("/account/people/", 403).text
    assert "请联系区城市办的系统管理员" in refused
    client_of("lead@investor1.example").get("/account/people/", 200)


def test_a_telephone_is_dialled_at_a_touch(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario(state="notice")
    form = {"name": "王五", "contact": "０５５８－５５５０１００", "objection": "得分与公示的标准不符，请复核。"}
    client_of("").submit(f"/scenarios/{code}/objections/", form)
    page = client_of(REVIEWER).get(f"/desk/scenarios/{code}/objections/").text
    assert '<a class="code" href="tel:05585550100">0558-5550100</a>' in page


def test_a_file_beside_a_wrong_field_is_named_as_to_be_chosen_again(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario(state="notice")
    form = {"name": "", "contact": "0558-5550100", "objection": "得分有误，请复核。"}
    file = (BytesIO(b"%PDF-1.4 a"), "盖章件.pdf")
    page = client_of("").submit(f"/scenarios/{code}/objections/", {**form, "files": file}, 422).text
    assert "文件要重新选择：盖章件.pdf" in page
