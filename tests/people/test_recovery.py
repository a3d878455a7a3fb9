"""The recovery (找回负责人): two persons, told to everyone there, public after the opening, opening nothing of before."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.accounts.models import Person
from marketplace.accounts.service import person_by_email
from marketplace.extensions import db, unit_of_work
from marketplace.notifications.models import OutboxMail
from marketplace.people import proposals
from tests.world import sheets
from tests.world.clients import Client
from tests.world.world import World

ClientOf = Callable[[str], Client]
Look = Callable[[str], Person]
Decide = Callable[..., int]
ADMIN, LEAD, MEMBER = "admin@office.example", "lead@investor1.example", "member@investor1.example"
NEW = "new@investor1.example"
FORM = {"email": NEW, "name": "新负责人", "reason": "原负责人离任，单位来函〔2026〕3号", "confirm": "yes"}
PAGE = "/desk/organisations/investor1/recover"
OBJECTION = re.compile(r"/account/recovery/\S+")


def _propose(client_of: ClientOf, status: int = 302, **form: str) -> str:
    return client_of(ADMIN).submit(PAGE, {**FORM, **form}, status).text


def _enter(app: Flask, email: str = NEW) -> None:
    """The new lead opens the account."""
    with app.app_context(), unit_of_work():
        found = person_by_email(email)
        assert found is not None
        found.confirmed_at = found.confirmed_at or found.created_at


def _mails(app: Flask, to: str) -> str:
    with app.app_context():
        return "\n".join(map(str, db.session.scalars(select(OutboxMail.kept_body).where(OutboxMail.to == to))))


def _disable(app: Flask, email: str) -> None:
    with app.app_context(), unit_of_work():
        found = person_by_email(email)
        assert found is not None
        found.disabled_at = found.created_at


@pytest.fixture
def recovered(app: Flask, client_of: ClientOf, world: World, decide: Decide) -> tuple[str, str, str]:
    """A claim submitted, a draft of another contest, and after both a recovery: code, and the two claims."""
    code, other = world.a_scenario(), world.a_scenario(title="另一处社区食堂场景")
    claim, draft = world.a_claim(code), world.a_claim(other, submit=False)
    _propose(client_of)
    assert decide() == 302
    _enter(app)
    return code, claim, draft


def test_it_takes_two_persons_and_a_tick(app: Flask, client_of: ClientOf, decide: Decide, person: Look) -> None:
    assert "办理之后会怎样" in _propose(client_of, 422, confirm="")
    _propose(client_of, 422, reason="")
    _propose(client_of)
    with app.app_context():
        assert person_by_email(NEW) is None, "nothing before an approver confirms"
    assert "等待审定人确认" in _propose(client_of, 409)
    for other in (ADMIN, "reviewer@office.example", "viewer@office.example", LEAD):
        assert decide(by=other) == 403
    assert decide() == 302
    assert decide() == 409
    assert person(NEW).role == "lead"


def test_an_approver_seconded_from_it_or_who_proposed_it_does_not_confirm(
    app: Flask, client_of: ClientOf, decide: Decide
) -> None:
    _propose(client_of)
    with app.app_context(), unit_of_work():
        admin = person_by_email(ADMIN)
        assert admin is not None
        admin.role = "approver"
    assert decide(by=ADMIN) == 403
    with app.app_context(), unit_of_work():
        approver, lead = person_by_email("approver@office.example"), person_by_email(LEAD)
        assert approver is not None and lead is not None
        approver.seconded_from_id = lead.organisation_id
    assert decide() == 403
    assert decide(by="approver2@office.example") == 302


@pytest.mark.parametrize(
    "email", ["lead@investor2.example", "approver@office.example", "x@office.example", "expert1@experts.example"]
)
def test_nobody_of_another_house_becomes_lead(client_of: ClientOf, email: str) -> None:
    assert 'id="email-error"' in _propose(client_of, 422, email=email)


def test_everyone_there_is_told_at_once_with_a_way_to_object(app: Flask, client_of: ClientOf, decide: Decide) -> None:
    _disable(app, MEMBER)
    _propose(client_of)
    for email in (LEAD, MEMBER):
        assert "拟由新负责人" in _mails(app, email) and OBJECTION.search(_mails(app, email))
    decide()
    for email in (LEAD, MEMBER):
        assert "自现在起担任" in _mails(app, email), "the disabled one too"
    assert "自现在起担任" not in _mails(app, "lead@investor2.example")


def test_it_opens_no_claim_that_was_sealed_before(
    app: Flask, client_of: ClientOf, recovered: tuple[str, str, str]
) -> None:
    _code, claim, draft = recovered
    new = client_of(NEW)
    for ref in (claim, draft):
        page = new.get(f"/desk/claims/{ref}/").text
        assert "在找回负责人之前已经密封" in page and sheets.WORDS[:12] not in page
        for path in ("proposal", "money", "attachments", "receipt", "receipts/1", "receipts/1.json", "figures"):
            assert new.get(f"/desk/claims/{ref}/{path}", None).status_code in (403, 404, 405), path
        for path in ("proposal", "proposal/autosave", "files", "money/figures", "adopt"):
            assert new.post(f"/desk/claims/{ref}/{path}", {"revision": "1"}, None).status_code in (403, 404), path
    assert sheets.WORDS[:12] in client_of(MEMBER).get(f"/desk/claims/{claim}/proposal").text, "who could read still can"


def test_neither_do_those_whom_the_new_lead_brings_in(
    app: Flask, client_of: ClientOf, recovered: tuple[str, str, str], person: Look
) -> None:
    _code, claim, _draft = recovered
    helper = {"email": "second@investor1.example", "name": "再来一位", "role": "lead"}
    client_of(NEW).submit("/account/people/invite", helper)
    _enter(app, helper["email"])
    second = client_of(helper["email"])
    assert sheets.WORDS[:12] not in second.get(f"/desk/claims/{claim}/").text
    second.get(f"/desk/claims/{claim}/proposal", 403)
    member = person(MEMBER).id
    second.post(f"/account/people/{member}/disable", {"reason": "换人", "confirm": "yes"}, 403)


def test_for_two_working_days_the_new_lead_takes_nothing_back(
    app: Flask, client_of: ClientOf, world: World, recovered: tuple[str, str, str], person: Look
) -> None:
    _code, claim, _draft = recovered
    new, member = client_of(NEW), person(MEMBER).id
    withdraw, disable = f"/desk/claims/{claim}/actions/withdraw", f"/account/people/{member}/disable"
    removal = {"reason": "换人", "confirm": "yes"}
    assert "两个工作日内" in new.post(withdraw, {"revision": "2", "confirm": "yes"}, 403).text
    new.post(disable, removal, 403)
    new.post(f"/account/people/{member}/role", {"role": "lead"}, 403)
    world.advance(days=5)
    new.submit(disable, removal)
    assert new.get(f"/desk/claims/{claim}/actions/withdraw").status_code == 200
    assert sheets.WORDS[:12] not in new.get(f"/desk/claims/{claim}/").text, "it stays sealed"


def test_a_complete_draft_that_an_earlier_clerk_presents_is_signed_at_once(
    client_of: ClientOf, world: World, recovered: tuple[str, str, str]
) -> None:
    _code, _claim, draft = recovered
    page = f"/desk/claims/{draft}/"
    new, clerk = client_of(NEW), client_of(MEMBER)
    refused = new.submit(f"{page}actions/submit", {}, 422, page=page).text
    assert "提请签发" in refused and sheets.WORDS[:12] not in refused
    clerk.submit(f"{page}actions/present", {}, page=page)
    assert "请签发揭榜申请" in new.get("/desk/notifications/").text
    signed = new.submit(f"{page}actions/submit", {}, page=page)
    assert signed.location == page
    assert world.claim_state(draft) == "submitted"
    assert sheets.WORDS[:12] not in new.get(page).text
    assert sheets.WORDS[:12] in clerk.get(f"{page}receipts/1.json").text


@pytest.mark.parametrize("who", [LEAD, MEMBER])
def test_one_objection_ends_it_though_the_objector_cannot_sign_in(
    app: Flask, client_of: ClientOf, decide: Decide, person: Look, who: str
) -> None:
    _disable(app, who)
    _propose(client_of)
    decide()
    _enter(app)
    new = client_of(NEW)
    helper = {"email": "second@investor1.example", "name": "再来一位", "role": "clerk"}
    new.submit("/account/people/invite", helper)
    link = OBJECTION.search(_mails(app, who))
    assert link
    visitor = client_of("")
    assert "提出异议" in visitor.get(link[0]).text
    visitor.submit(link[0], {"objection": ""}, 422)
    visitor.submit(link[0], {"objection": "我没有离任"})
    new.get("/account/people/", 302)
    for email in (NEW, helper["email"]):
        assert person(email).disabled_at is not None
    assert "已经有人提出异议" in visitor.submit(link[0], {"objection": "再提一次"}, 409).text
    assert "我没有离任" in _mails(app, MEMBER) + _mails(app, LEAD)
    assert "找回负责人已告结束" in client_of("reviewer@office.example").get("/desk/notifications/").text


def test_an_objection_before_the_confirmation_ends_it_too_and_after_two_days_it_is_late(
    app: Flask, client_of: ClientOf, decide: Decide, world: World
) -> None:
    _propose(client_of)
    link = OBJECTION.search(_mails(app, MEMBER))
    assert link
    client_of("").submit(link[0], {"objection": "没有这回事"})
    assert decide() == 409
    _propose(client_of)
    assert decide() == 302
    world.advance(days=5)
    late = OBJECTION.findall(_mails(app, MEMBER))[-1]
    client_of("").submit(late, {"objection": "迟了"}, 409)


def test_a_promoted_clerk_goes_back_when_somebody_objects(
    app: Flask, client_of: ClientOf, decide: Decide, person: Look, world: World
) -> None:
    ref = world.a_claim(world.a_scenario())
    _propose(client_of, email=MEMBER, name="member")
    decide()
    assert person(MEMBER).role == "lead"
    assert sheets.WORDS[:12] in client_of(MEMBER).get(f"/desk/claims/{ref}/proposal").text
    link = OBJECTION.search(_mails(app, LEAD))
    assert link
    client_of("").submit(link[0], {"objection": "不同意"})
    assert (person(MEMBER).role, person(MEMBER).disabled_at) == ("clerk", None)


def test_it_stands_in_the_public_history_of_the_round_after_its_opening_only(
    client_of: ClientOf, world: World, recovered: tuple[str, str, str]
) -> None:
    code, claim, _draft = recovered
    world.a_claim(code, "investor2")
    assert "找回负责人" not in client_of("").get(f"/scenarios/{code}/").text
    world.close(code)
    page = client_of("").get(f"/scenarios/{code}/").text
    assert "揭榜单位找回负责人" in page and "单位来函〔2026〕3号" in page and claim in page
    assert sheets.WORDS[:12] in client_of(NEW).get(f"/desk/claims/{claim}/proposal").text, "what was opened is open"


def test_one_that_comes_after_the_opening_stands_there_at_once(
    client_of: ClientOf, world: World, decide: Decide
) -> None:
    code = world.a_scenario("evaluating")
    _propose(client_of)
    decide()
    assert "揭榜单位找回负责人" in client_of("").get(f"/scenarios/{code}/").text


@pytest.mark.parametrize("token", ["x", "WzEsMV0.aaaa", "é", "." * 500])
def test_a_forged_address_is_unknown(client_of: ClientOf, token: str) -> None:
    client_of("").get(f"/account/recovery/{token}", 404)
    client_of("").post(f"/account/recovery/{token}", {"objection": "试试"}, 404)


def test_a_company_of_the_zone_is_recovered_alike_and_its_plans_are_not_taken_back_at_once(
    app: Flask, client_of: ClientOf, world: World, decide: Decide
) -> None:
    with app.app_context(), unit_of_work():
        lead = person_by_email("lead@gaoxin.example")
        assert lead is not None
        lead.disabled_at = lead.created_at
    page, form = "/desk/organisations/gaoxin/recover", {**FORM, "email": "new@gaoxin.example"}
    client_of(ADMIN).submit(page, form)
    assert decide() == 302
    _enter(app, "new@gaoxin.example")
    code = (
        client_of("clerk@gaoxin.example")
        .submit("/desk/scenarios/new", {"title": "高新区闲置厂房改造", "field": "old_estate", "year": "2026"})
        .location.split("/")[-2]
    )
    new, withdraw = client_of("new@gaoxin.example"), f"/desk/scenarios/{code}/actions/withdraw"
    revision = new.main(f"/desk/scenarios/{code}/")["revision"]
    taken_back = {"comment": "不做了", "revision": revision, "confirm": "yes"}
    assert "两个工作日内" in new.post(withdraw, taken_back, 403).text
    new.post(f"/desk/scenarios/{code}/plan/situation", {"revision": "1", "situation": "改写"}, 403)
    world.advance(days=5)
    new.post(withdraw, taken_back)


def test_neither_does_who_was_disabled_before_and_is_brought_back_by_the_new_lead(
    app: Flask, client_of: ClientOf, world: World, decide: Decide, person: Look
) -> None:
    claim, member = world.a_claim(world.a_scenario()), person(MEMBER).id
    _disable(app, MEMBER)
    _propose(client_of)
    decide()
    _enter(app)
    client_of(NEW).submit(f"/account/people/{member}/enable")
    back = client_of(MEMBER)
    assert sheets.WORDS[:12] not in back.get(f"/desk/claims/{claim}/").text
    back.get(f"/desk/claims/{claim}/proposal", 403)
    back.post(f"/account/people/{person(LEAD).id}/disable", {"reason": "换人", "confirm": "yes"}, 403)
    assert sheets.WORDS[:12] in client_of(LEAD).get(f"/desk/claims/{claim}/proposal").text


@pytest.mark.parametrize("taken_back", [False, True])
def test_everyone_who_was_told_hears_that_nothing_comes_of_it(
    app: Flask, client_of: ClientOf, decide: Decide, taken_back: bool
) -> None:
    _propose(client_of)
    if taken_back:
        with app.app_context():
            path = proposals.address(proposals.waiting()[0])
        client_of(ADMIN).submit(f"{path}withdraw", {"reason": "原负责人已能办理"})
    else:
        assert decide("decline", answer="情况不实") == 302
    assert "负责人不变，不用再办理" in _mails(app, LEAD)
