"""A claim is submitted with a receipt, revised, withdrawn; its members confirm; each refusal says what to do."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.extensions import db
from marketplace.notifications.models import OutboxMail
from tests.world import sheets
from tests.world.clients import Client
from tests.world.world import PDF, World

ClientOf = Callable[[str], Client]
L1, M1, L2, L3 = (
    "lead@investor1.example",
    "member@investor1.example",
    "lead@investor2.example",
    "lead@investor3.example",
)
PARTNERS = [("investor1", "operation", 60), ("investor3", "investment", 40)]


def _act(client: Client, ref: str, action: str, status: int = 302, **fields: Any) -> Any:
    return client.submit(
        f"/desk/claims/{ref}/actions/{action}",
        {"confirm": "yes", **fields},
        status,
        page=f"/desk/claims/{ref}/actions/{action}",
    )


def _consortium(world: World, code: str) -> str:
    return world.a_claim(code, submit=False, body=sheets.claim("investor1", PARTNERS))


def _mails(world: World, word: str) -> list[OutboxMail]:
    with world.app.app_context():
        return [mail for mail in db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)) if word in mail.subject]


def test_a_submission_answers_with_a_receipt_whose_hash_can_be_computed_again(
    client_of: ClientOf, world: World
) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code, submit=False)
    shown = client_of(L1).get(_act(client_of(L1), ref, "submit").location).text
    sha256 = re.findall(r"\b[0-9a-f]{64}\b", shown)[0]
    content = client_of(L1).get(f"/desk/claims/{ref}/receipts/1.json")
    assert hashlib.sha256(content.data).hexdigest() == sha256
    assert f"{ref}-1" in shown and "以服务器时间为准" in shown and set(json.loads(content.data)) == {"content", "salt"}
    for other in (L2, "reviewer@office.example", "lead@center1.example"):
        client_of(other).get(f"/desk/claims/{ref}/receipts/1.json", 404)
        client_of(other).get(f"/desk/claims/{ref}/receipt", 404)


def test_the_mail_of_a_submission_says_what_the_page_says(client_of: ClientOf, world: World) -> None:
    """C50: the confirmation of a submission said it was still a draft."""
    code = world.a_scenario()
    ref = world.a_claim(code)
    world.write_claim(ref, {"proposal": {"proposal": sheets.WORDS + "改过了。"}}, M1)
    _act(client_of(L1), ref, "submit")
    first, second = (_mails(world, f"{ref}-{n}") for n in (1, 2))
    assert {mail.to for mail in first} == {mail.to for mail in second} == {L1, M1} and len(first) == len(second) == 2
    body, sha256 = (
        second[0].body,
        re.findall(r"\b[0-9a-f]{64}\b", client_of(L1).get(f"/desk/claims/{ref}/receipt").text)[0],
    )
    for words in ("已提交(密封)", ref, "（北京时间）", sha256, "揭榜截止", "修改后再次提交", "第 1 次提交的回执作废"):
        assert words in body
    assert sha256 not in first[0].body and "草稿" not in body


def test_a_second_click_gives_the_same_receipt(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code, submit=False)
    client = client_of(L1)
    revision = client.main(f"/desk/claims/{ref}/")["revision"]
    for _click in range(3):
        client.post(f"/desk/claims/{ref}/actions/submit", {"revision": revision})
    assert len(_mails(world, "回执")) == 2
    client.post(f"/desk/claims/{ref}/actions/submit", status=409)
    client.post(f"/desk/claims/{ref}/actions/submit", {"revision": "77"}, 409)


def test_what_is_missing_is_said_at_once_with_a_link_to_its_section(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = client_of(L1).post(f"/scenarios/{code}/claim").location.split("/")[3]
    assert "还不能提交" in client_of(L1).get(f"/desk/claims/{ref}/").text
    page = _act(client_of(L1), ref, "submit", 422).text
    assert f'href="/desk/claims/{ref}/proposal#proposal"' in page and f"/desk/claims/{ref}/schedule#schedule" in page
    assert world.claim_state(ref) == "draft"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"money": {"funding_sources": [{"source": "social_capital", "amount_wan": 1, "note": ""}]}}, "两者应当相等"),
        ({"team": {"members": [{"organisation": "investor1", "role": "operation", "share_pct": 90}]}}, "应当为 100"),
        ({"operation": {"operating_model": "concession_bot"}}, "换一种运营模式"),
    ],
)
def test_sums_and_promises_stop_the_submission(
    client_of: ClientOf, world: World, changes: dict[str, Any], words: str
) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code, submit=False, body=sheets.claim("investor1", **changes))
    assert words in _act(client_of(L1), ref, "submit", 422).text


def test_an_organisation_not_verified_may_write_and_not_submit(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code, "investor5", submit=False)
    assert "尚未通过核验" in _act(client_of("lead@investor5.example"), ref, "submit", 422).text


def test_only_the_lead_signs(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code, submit=False)
    client_of(M1).get(f"/desk/claims/{ref}/actions/submit", 403)
    client_of(M1).post(f"/desk/claims/{ref}/actions/submit", {"revision": "1"}, 403)
    for action in ("win", "lapse", "find_eligible", "unsettle"):
        client_of(L1).post(f"/desk/claims/{ref}/actions/{action}", {"revision": "1"}, 403)
    client_of(L1).post(f"/desk/claims/{ref}/actions/nonsense", {"revision": "1"}, 404)


def test_the_withdraw_button_goes_with_the_deadline(client_of: ClientOf, world: World) -> None:
    """C20: the withdraw button stayed where the rules forbade withdrawal."""
    code = world.a_scenario()
    ref = world.a_claim(code)
    world.a_claim(code, "investor2")
    assert f"/desk/claims/{ref}/actions/withdraw" in client_of(L1).get(f"/desk/claims/{ref}/").text
    world.close(code)
    assert "actions/withdraw" not in client_of(L1).get(f"/desk/claims/{ref}/").text
    assert "已于" in client_of(L1).get(f"/desk/claims/{ref}/actions/withdraw").text
    client_of(L1).post(f"/desk/claims/{ref}/actions/withdraw", {"revision": "2"}, 422)


def test_a_withdrawn_claim_frees_its_organisation_and_is_never_opened(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code)
    _act(client_of(L1), ref, "withdraw")
    assert "已撤回，不开榜，一直密封" in client_of(L1).get(f"/desk/claims/{ref}/").text
    assert "前可以重新揭榜" in client_of(L1).get(f"/desk/claims/{ref}/receipts/withdrawal").text
    client_of(L1).post(f"/desk/claims/{ref}/actions/withdraw", {"revision": "3"}, 409)
    client_of(L1).post(f"/desk/claims/{ref}/proposal", {"revision": "2"}, 409)
    again = world.a_claim(code)
    world.a_claim(code, "investor2")
    world.close(code)
    assert again != ref and ref not in world.refs(code) and world.claim_state(ref) == "withdrawn"
    client_of("reviewer@office.example").get(f"/desk/claims/{ref}/", 404)
    assert ref not in client_of("reviewer@office.example").get(f"/desk/scenarios/{code}/claims/").text


# --- consortia ----------------------------------------------------------------------------------------------------


def test_a_named_member_sees_its_own_part_until_it_confirms(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = _consortium(world, code)
    page = client_of(L3).get(f"/desk/claims/{ref}/").text
    shown = re.sub(r'value="[^"]*"', "", re.findall(r"<main.*</main>", page, re.DOTALL)[0].replace(ref, ""))
    assert "40" in shown and "60" not in shown
    assert sheets.WORDS[:12] not in page
    client_of(L3).get(f"/desk/claims/{ref}/proposal", 403)
    client_of(L3).get(f"/desk/claims/{ref}/receipt", 403)
    assert "尚未在线确认" in _act(client_of(L1), ref, "submit", 422).text
    _act(client_of(L3), ref, "confirm_membership")
    assert sheets.WORDS[:12] in client_of(L3).get(f"/desk/claims/{ref}/proposal").text
    client_of(L3).post(f"/desk/claims/{ref}/proposal", {"revision": "2", "proposal": "别人写"}, 403)
    assert "已经确认过" in _act(client_of(L3), ref, "confirm_membership", 422).text
    _act(client_of(L1), ref, "submit")
    client_of("member@investor3.example").post(f"/desk/claims/{ref}/actions/confirm_membership", {"revision": "1"}, 403)


def test_changed_shares_void_the_confirmation(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = _consortium(world, code)
    _act(client_of(L3), ref, "confirm_membership")
    changed = [("investor1", "operation", 70), ("investor3", "investment", 30)]
    world.write_claim(ref, {"team": sheets.claim("investor1", changed)["team"]}, L1)
    assert "尚未在线确认" in _act(client_of(L1), ref, "submit", 422).text
    client_of(L3).get(f"/desk/claims/{ref}/proposal", 403)


def test_a_member_confirms_the_share_that_it_saw(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = _consortium(world, code)
    seen = {"revision": client_of(L3).main(f"/desk/claims/{ref}/")["revision"], "membership": "investment/40"}
    changed = [("investor1", "operation", 70), ("investor3", "investment", 30)]
    world.write_claim(ref, {"team": sheets.claim("investor1", changed)["team"]}, L1)
    assert "刚刚改了" in client_of(L3).post(f"/desk/claims/{ref}/actions/confirm_membership", seen, 409).text


def test_an_organisation_sits_in_one_claim_of_a_round(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = _consortium(world, code)
    own = world.a_claim(code, "investor3", submit=False)
    assert "只能参加一份" in _act(client_of(L3), ref, "confirm_membership", 422).text
    _act(client_of(L3), own, "withdraw")
    _act(client_of(L3), ref, "confirm_membership")
    client_of(L3).post(f"/scenarios/{code}/claim", status=422)


def test_an_unfinished_revision_neither_frees_a_partner_nor_replaces_what_was_submitted(
    client_of: ClientOf, world: World
) -> None:
    code = world.a_scenario()
    ref = _consortium(world, code)
    _act(client_of(L3), ref, "confirm_membership")
    _act(client_of(L1), ref, "submit")
    world.write_claim(ref, {"team": sheets.claim("investor1")["team"], "proposal": {"proposal": "没写完"}}, L1)
    client_of(L3).post(f"/scenarios/{code}/claim", status=422)
    world.a_claim(code, "investor2")
    world.close(code)
    page = client_of("reviewer@office.example").get(f"/desk/claims/{ref}/").text
    assert sheets.WORDS[:12] in page and "没写完" not in page and "investor3 有限公司" in page
    assert sheets.WORDS[:12] in client_of(L3).get(f"/desk/claims/{ref}/proposal").text


def test_unknown_members_and_the_publisher_are_refused_at_their_row(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario(publisher="gaoxin")
    ref = client_of(L1).post(f"/scenarios/{code}/claim").location.split("/")[3]
    for name in ("nobody", "center1", "gaoxin"):
        fields = {
            "revision": "1",
            "members-0-organisation": name,
            "members-0-role": "operation",
            "members-0-share_pct": "100",
        }
        page = client_of(L1).post(f"/desk/claims/{ref}/team", fields, 422).text
        assert "members-0-organisation-error" in page and f'value="{name}"' in page


def test_my_claims_lists_what_my_organisation_leads_or_is_named_in(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = _consortium(world, code)
    for email in (L1, M1, L3):
        assert ref in client_of(email).get("/desk/claims/").text
    assert ref not in client_of(L2).get("/desk/claims/").text
    client_of("reviewer@office.example").get("/desk/claims/", 403)
    client_of(L1).post(f"/desk/claims/{ref}/files", {"file": (BytesIO(PDF), "在.pdf")})
