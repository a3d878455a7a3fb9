"""A consortium: members are asked, confirm, leave; each message reaches everyone in it once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.claims import service as claims
from marketplace.extensions import db
from marketplace.notifications.models import Notification, OutboxMail
from tests.world import sheets
from tests.world.clients import Client
from tests.world.world import APPROVER, World

ClientOf = Callable[[str], Client]
L1, M1, L2, L3, M3 = (
    "lead@investor1.example",
    "member@investor1.example",
    "lead@investor2.example",
    "lead@investor3.example",
    "member@investor3.example",
)
PARTNERS = [("investor1", "operation", 60), ("investor3", "investment", 40)]
FOUR = [
    ("investor1", "operation", "40.01"),
    ("investor2", "design", "19.99"),
    ("investor3", "investment", 20),
    ("investor4", "construction", 20),
]


def _act(client: Client, ref: str, action: str, status: int = 302) -> Any:
    address = f"/desk/claims/{ref}/actions/{action}"
    return client.submit(address, {"confirm": "yes"}, status, page=address)


def _consortium(world: World, code: str, partners: Any = PARTNERS, *, submit: bool = False) -> str:
    ref = world.a_claim(code, submit=False, body=sheets.claim("investor1", partners))
    if submit:
        for organisation, _role, _share in partners[1:]:
            world.claim_act(ref, "confirm_membership", f"lead@{organisation}.example")
        world.claim_act(ref, "submit", L1)
    return ref


def _mails(world: World, after: int = 0) -> list[OutboxMail]:
    with world.app.app_context():
        rows = list(db.session.scalars(select(OutboxMail).where(OutboxMail.id > after).order_by(OutboxMail.id)))
        db.session.expunge_all()
    return rows


def _last(world: World) -> int:
    return max((mail.id for mail in _mails(world)), default=0)


def test_a_named_organisation_is_asked_once_and_with_its_share(world: World) -> None:
    code = world.a_scenario()
    before = _last(world)
    _consortium(world, code)
    asked = _mails(world, before)
    assert {mail.to for mail in asked} == {L3, M3} and len(asked) == 2
    assert "40%" in asked[0].body and "/desk/claims/JB-" in asked[0].body and "登录确认" in asked[0].body
    assert all(mail.masked_until for mail in asked)


def test_a_member_confirms_and_is_let_in_and_goes_when_taken_out(client_of: ClientOf, world: World) -> None:
    """C46: having accepted an invitation the person got "permission denied"."""
    code = world.a_scenario()
    ref = _consortium(world, code)
    _act(client_of(L3), ref, "confirm_membership")
    page = client_of(L3).get(f"/desk/claims/{ref}/").text
    assert "40" in page and "已在线确认" in page
    client_of(L3).get(f"/desk/claims/{ref}/proposal")
    client_of(L3).post(f"/desk/claims/{ref}/proposal", {"revision": "2", "proposal": "别人写"}, 403)
    world.write_claim(ref, {"team": sheets.claim("investor1")["team"]}, L1)
    client_of(L3).get(f"/desk/claims/{ref}/", 404)


def test_after_the_deadline_no_line_up_changes(client_of: ClientOf, world: World) -> None:
    """C08: partners were swapped in after the deadline; reviewers had judged another line-up."""
    code = world.a_scenario()
    ref = _consortium(world, code)
    assert "尚未在线确认" in _act(client_of(L1), ref, "submit", 422).text
    client_of(L1).get(f"/desk/claims/{ref}/team")
    world.advance(days=40)
    for client, path in (
        (L1, "team"),
        (L3, "actions/confirm_membership"),
        (L3, "actions/leave"),
        (L1, "actions/submit"),
    ):
        fields = {"revision": "1", "members-0-organisation": "investor1", "members-0-share_pct": "100"}
        refused = client_of(client).post(f"/desk/claims/{ref}/{path}", fields, 422)
        assert "截止" in refused.text
    with world.app.app_context():
        claim = claims.claim_by_ref(ref)
        assert claim.state == "lapsed" and [m.confirmed_at is None for m in claim.members] == [False, True]


def test_shares_are_exact_to_two_decimals(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = _consortium(world, code, FOUR)
    with world.app.app_context():
        shares = [f"{m.share_pct}" for m in claims.claim_by_ref(ref).members]
    assert shares[:2] == ["40.01", "19.99"]
    off = [("investor1", "operation", "40.01"), ("investor3", "investment", 60)]
    world.write_claim(ref, {"team": sheets.claim("investor1", off)["team"]}, L1)
    assert "100.01" in _act(client_of(L1), ref, "submit", 422).text
    fields = {"members-0-organisation": "investor1", "members-0-role": "operation", "members-0-share_pct": "33.333"}
    refused = client_of(L1).submit(f"/desk/claims/{ref}/team", fields, 422, page=f"/desk/claims/{ref}/team")
    assert "最多 2 位小数" in refused.text


def test_a_member_that_leaves_sends_the_claim_back_and_reads_nothing_more(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = _consortium(world, code, submit=True)
    before = _last(world)
    answer = _act(client_of(L3), ref, "leave")
    assert answer.location == "/desk/claims/" and ref not in client_of(L3).get("/desk/claims/").text
    for path in ("", "proposal", "receipt", "receipts/1.json", "actions/confirm_membership"):
        client_of(L3).get(f"/desk/claims/{ref}/{path}", 404)
    assert world.claim_state(ref) == "draft"
    told = _mails(world, before)
    assert Counter(mail.to for mail in told) == Counter([L1, M1, L3, M3])
    assert all("回到草稿" in mail.body for mail in told)
    assert "已退出" in client_of(L1).get(f"/desk/claims/{ref}/").text
    assert "已退出联合体" in _act(client_of(L1), ref, "submit", 422).text
    world.write_claim(ref, {"team": sheets.claim("investor1")["team"]}, L1)
    _act(client_of(L1), ref, "submit")


def test_a_claim_that_a_member_left_is_not_opened(world: World) -> None:
    code = world.a_scenario()
    ref = _consortium(world, code, submit=True)
    world.a_claim(code, "investor2")
    world.claim_act(ref, "leave", L3)
    world.close(code)
    assert ref not in world.refs(code) and world.claim_state(ref) == "lapsed"


def test_who_was_only_named_in_an_unfinished_revision_cannot_void_what_was_submitted(world: World) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code)
    world.write_claim(ref, {"team": sheets.claim("investor1", PARTNERS)["team"]}, L1)
    world.claim_act(ref, "leave", L3)
    assert world.claim_state(ref) == "submitted"
    world.close(code)
    assert world.refs(code) == [ref]


@pytest.mark.parametrize("by", [M3, L1])
def test_only_a_members_lead_leaves(client_of: ClientOf, world: World, by: str) -> None:
    code = world.a_scenario()
    ref = _consortium(world, code, submit=True)
    client_of(by).post(f"/desk/claims/{ref}/actions/leave", {"revision": "9"}, 403)


def test_each_message_reaches_the_whole_consortium_once(world: World) -> None:
    """C49: three speakers on a talk, nine mails."""
    code = world.a_scenario()
    eight = {f"{who}@investor{n}.example" for n in (1, 2, 3, 4) for who in ("lead", "member")}
    ref = _consortium(world, code, FOUR)
    for n in (2, 3, 4):
        world.claim_act(ref, "confirm_membership", f"lead@investor{n}.example")

    def told(word: str, deed: Callable[[], object]) -> None:
        before = _last(world)
        deed()
        mails = [mail for mail in _mails(world, before) if word in mail.subject and mail.to in eight]
        assert Counter(mail.to for mail in mails) == Counter(eight), word

    told("回执", lambda: world.claim_act(ref, "submit", L1))
    plan = sheets.plan()
    terms = {**plan["claim_terms"], "qualifications": "有社区餐饮运营经验，近三年没有食品安全处罚。"}
    world.write_plan(code, {"claim_terms": terms}, "lead@center1.example")
    told("变更公告", lambda: world.act(code, "amend", APPROVER, reason="补充资格条件"))
    told("继续有效", lambda: world.claim_act(ref, "confirm", L1))
    told("已开榜", lambda: world.close(code))
    world.judge(code)
    world.act(code, "conclude", "reviewer@office.example")
    told("公示中", lambda: world.act(code, "announce", APPROVER, claim=ref))
    world.end_notice(code)
    told("中榜", lambda: world.act(code, "award", APPROVER))
    with world.app.app_context():
        keys = [(n.person_id, n.key) for n in db.session.scalars(select(Notification))]
    assert len(keys) == len(set(keys))


def test_a_link_opened_under_another_account_says_so(client_of: ClientOf, world: World) -> None:
    """C74: a link from a mail opened under another account gave only "not found"."""
    code = world.a_scenario()
    ref = _consortium(world, code)
    page = client_of(L2).get(f"/desk/claims/{ref}/", 404).text
    assert "investor2" in page and "换一个账号" in page and "联合体" not in page
    missing = client_of(L2).get("/desk/claims/JB-2026-0000/", 404).text
    told = [text[text.index("<main") :].replace(code, "") for text in (page, missing)]
    hidden = [re.sub(r"JB-\d+-\d+|value=\"[^\"]*\"", "", text) for text in told]
    assert hidden[0] == hidden[1]
