"""The guided choice as a page: answers in the address, reasons beside each model, and the way back into the form."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from urllib.parse import quote

import pytest

from marketplace.reference.tables import operating_models
from tests.world.clients import Client
from tests.world.world import World

ClientOf = Callable[[str], Client]
ENTRUSTED = "existing_asset=yes&needs_construction=no&users_pay=partly&asset_owner_after=public&private_financing=no&exclusive_public_service=no"


def read(client: Client, path: str) -> str:
    return html.unescape(client.get(path).text)


def test_a_visitor_answers_and_is_told_why(client_of: ClientOf) -> None:
    page = read(client_of(""), f"/models/choose?{ENTRUSTED}")
    result = page.partition('id="result"')[2].partition("<form")[0]
    assert re.findall(r'<h3><a href="/models/(\w+)/"', result)[0] == "entrusted_om"
    assert "合作期满后资产归谁？归政府或区属企业" in result
    assert "要由社会资本出建设资金" in result
    assert 'value="partly" checked' in page


def test_before_any_answer_there_are_only_questions(client_of: ClientOf) -> None:
    page = read(client_of(""), "/models/choose")
    assert 'id="result"' not in page and "谁为服务付钱？" in page


def test_an_unknown_answer_is_named(client_of: ClientOf) -> None:
    page = read(client_of(""), "/models/choose?users_pay=maybe")
    assert "没有这样的回答" in page and 'id="result"' not in page


@pytest.mark.parametrize(
    "back", ["https://example.com/", "//example.com", "/desk/../x", "javascript:alert(1)", "/scenarios/"]
)
def test_it_leads_back_only_into_a_form(client_of: ClientOf, back: str) -> None:
    page = read(client_of(""), f"/models/choose?{ENTRUSTED}&back={quote(back)}")
    assert "回到方案" not in page


def test_a_clerk_goes_from_the_field_to_the_questions_and_back_with_the_choice(
    world: World, client_of: ClientOf
) -> None:
    code = world.a_scenario(state="draft")
    clerk = client_of("clerk@center1.example")
    address = f"/desk/scenarios/{code}/plan/operation"
    link = re.search(r'href="(/models/choose\?back=[^"]+)"', clerk.get(address).text)
    assert link
    page = read(clerk, f"{html.unescape(link[1])}&users_pay=yes&asset_owner_after=private")
    back = f"{address}?operating_model=boo"
    assert f'href="{back}"' in page
    form = read(clerk, back)
    assert '<option value="boo" selected' in form and "还没有保存" in form
    assert all(row.definition in form for row in operating_models().values())
    assert '<option value="boo" selected' not in read(clerk, address)
    assert "还没有保存" not in read(clerk, f"{address}?operating_model=nonsense")


def test_the_form_says_which_mechanisms_do_not_fit_the_model_and_offers_none_that_is_no_return(
    world: World, client_of: ClientOf
) -> None:
    code = world.a_scenario(state="draft")
    page = read(client_of("clerk@center1.example"), f"/desk/scenarios/{code}/plan/returns")
    assert 'value="funding_source_not_return"' not in page
    assert "通常不用于“委托运营（O&M）”" in page.partition('value="concession_charges"')[2].partition("</label>")[0]
    assert "通常" not in page.partition('value="user_fees"')[2].partition("</label>")[0]


def test_what_may_not_be_written_now_is_not_filled_in(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario(state="submitted")
    page = read(client_of("clerk@center1.example"), f"/desk/scenarios/{code}/plan/operation?operating_model=boo")
    assert "还没有保存" not in page and "BOO" not in page.partition("<main")[2]
