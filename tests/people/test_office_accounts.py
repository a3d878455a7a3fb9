"""Accounts of the office and of experts, and new roles of theirs, take effect when an approver confirms them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from marketplace.accounts.models import Person
from marketplace.accounts.service import person_by_email
from marketplace.audit import queries as audit
from marketplace.extensions import db, unit_of_work
from marketplace.notifications.models import OutboxMail
from marketplace.people import proposals
from tests.world.clients import Client

ClientOf = Callable[[str], Client]
Look = Callable[[str], Person]
Decide = Callable[..., int]
ADMIN, APPROVER, REVIEWER = "admin@office.example", "approver@office.example", "reviewer@office.example"
INVITED = {
    "reviewer": {"email": "new@office.example", "name": "新同事", "role": "reviewer", "organisation": "office"},
    "auditor": {"email": "audit@office.example", "name": "纪检新同事", "role": "auditor", "organisation": "office"},
    "expert": {"email": "e9@experts.example", "name": "专家九", "role": "expert", "fields": "old_estate"},
}
PASSWORD = "Another-pass-2026"


def _mails(app: Flask, to: str) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(OutboxMail).where(OutboxMail.to == to)) or 0


@pytest.mark.parametrize("role", list(INVITED))
def test_an_account_takes_effect_when_an_approver_confirms_it_and_the_whole_office_is_told(
    app: Flask, client_of: ClientOf, decide: Decide, link_to: Callable[[str], str], person: Look, role: str
) -> None:
    form = INVITED[role]
    page = client_of(ADMIN).submit("/desk/people/invite", form).location
    assert "待审定人确认" in client_of(ADMIN).get(page).text
    client_of("").submit("/account/password/forgot", {"email": form["email"]})
    assert _mails(app, form["email"]) == 0, "no way in before"
    for other in (ADMIN, REVIEWER, "viewer@office.example", "lead@center1.example"):
        assert decide(by=other) == 403
    assert decide() == 302
    for colleague in (ADMIN, REVIEWER, "approver2@office.example", "viewer@office.example"):
        assert form["name"] in client_of(colleague).get("/desk/notifications/").text
    client_of("").submit(link_to(form["email"]), {"password": PASSWORD})
    client_of("").submit("/account/login", {"email": form["email"], "password": PASSWORD})
    assert person(form["email"]).is_active


def test_what_an_approver_declines_never_opens(app: Flask, client_of: ClientOf, decide: Decide, person: Look) -> None:
    client_of(ADMIN).submit("/desk/people/invite", INVITED["reviewer"])
    assert decide("decline", answer="") == 422
    assert decide("decline", answer="没有这个编制") == 302
    assert decide() == 409
    assert person("new@office.example").disabled_at is not None
    assert _mails(app, "new@office.example") == 0
    assert "没有这个编制" in client_of(ADMIN).get("/desk/notifications/").text


def test_a_new_role_waits_too_and_nobody_confirms_their_own(
    app: Flask, client_of: ClientOf, decide: Decide, person: Look
) -> None:
    page = f"/desk/people/{person(APPROVER).id}/"
    client_of(ADMIN).submit(f"{page}role", {"role": "reviewer", "reason": "轮岗"})
    assert person(APPROVER).role == "approver"
    assert "已经提请过" in client_of(ADMIN).submit(f"{page}role", {"role": "viewer"}, 409).text
    assert decide(by=APPROVER) == 403
    assert decide(by="approver2@office.example") == 302
    assert person(APPROVER).role == "reviewer"


def test_whoever_proposed_it_does_not_confirm_it_whatever_they_became(
    app: Flask, client_of: ClientOf, decide: Decide, person: Look
) -> None:
    client_of(ADMIN).submit(f"/desk/people/{person(REVIEWER).id}/role", {"role": "approver"})
    with app.app_context(), unit_of_work():
        admin = person_by_email(ADMIN)
        assert admin is not None
        admin.role = "approver"
    assert decide(by=ADMIN) == 403
    assert person(REVIEWER).role == "reviewer"


def test_a_disabled_account_of_the_office_comes_back_by_two_persons(
    app: Flask, client_of: ClientOf, decide: Decide, person: Look
) -> None:
    page, desk = f"/desk/people/{person(REVIEWER).id}/", client_of(ADMIN)
    assert 'id="confirm-error"' in desk.submit(f"{page}disable", {"reason": "借调"}, 422).text
    desk.submit(f"{page}disable", {"reason": "借调", "confirm": "yes"})
    assert "借调" in client_of("viewer@office.example").get("/desk/notifications/").text
    desk.submit(f"{page}enable")
    assert person(REVIEWER).disabled_at is not None
    assert decide() == 302
    assert person(REVIEWER).disabled_at is None


def test_publishers_accounts_take_effect_at_once(client_of: ClientOf, link_to: Callable[[str], str]) -> None:
    form = {"email": "new@center1.example", "name": "新经办", "role": "clerk", "organisation": "center1"}
    client_of(ADMIN).submit("/desk/people/invite", form)
    assert link_to("new@center1.example").startswith("/account/invitation/")


def test_the_approvers_desk_shows_what_waits_for_them(client_of: ClientOf) -> None:
    client_of(ADMIN).submit("/desk/people/invite", INVITED["expert"])
    assert "专家九" in client_of(APPROVER).get("/desk/").text
    assert "专家九" in client_of("reviewer@office.example").get("/desk/people/proposals/").text


def test_one_natural_person_has_one_account(client_of: ClientOf) -> None:
    desk = client_of(ADMIN)
    for email in ("Reviewer@office.example", "reviewer+2@office.example", "ｒｅｖｉｅｗｅｒ@office.example"):
        assert "已经有账号" in desk.submit("/desk/people/invite", {**INVITED["reviewer"], "email": email}, 422).text


def test_an_experts_telephone_is_nobodys_who_claims(app: Flask, client_of: ClientOf, person: Look) -> None:
    with app.app_context(), unit_of_work():
        lead = person_by_email("lead@investor1.example")
        assert lead is not None
        lead.phone = "139 0000 1234"
    page = f"/desk/people/{person('expert1@experts.example').id}/profile"
    refused = client_of(ADMIN).submit(page, {"phone": "13900001234", "fields": "old_estate"}, 422).text
    assert 'id="phone-error"' in refused


def test_whoever_proposed_takes_it_back_before_it_is_confirmed(
    app: Flask, client_of: ClientOf, decide: Decide, person: Look
) -> None:
    page = f"/desk/people/{person(REVIEWER).id}/role"
    client_of(ADMIN).submit(page, {"role": "viewer", "reason": "轮岗"})
    with app.app_context():
        path = proposals.address(proposals.waiting()[0])
    assert "撤回提请" in client_of(ADMIN).get(path).text and "撤回提请" not in client_of(APPROVER).get(path).text
    for other in (APPROVER, REVIEWER):
        client_of(other).post(f"{path}withdraw", {"reason": "代为撤回"}, 403)
    assert 'id="reason-error"' in client_of(ADMIN).submit(f"{path}withdraw", {}, 422).text
    client_of(ADMIN).submit(f"{path}withdraw", {"reason": "不再轮岗"})
    told = client_of(APPROVER).get("/desk/notifications/").text
    assert "提请已撤回" in told and "不再轮岗" in told
    shown = client_of(ADMIN).get(path).text
    assert "已撤回" in shown and "不再轮岗" in shown and "审定人确认以前" not in shown
    client_of(ADMIN).post(f"{path}withdraw", {"reason": "再撤一次"}, 409)
    assert decide() == 409 and person(REVIEWER).role == "reviewer"
    with app.app_context():
        assert audit.history("person", str(person(REVIEWER).id))[-1].action == "withdraw_role"
    client_of(ADMIN).submit(page, {"role": "viewer", "reason": "还是轮岗"})
    assert decide() == 302 and person(REVIEWER).role == "viewer"


def test_an_invited_account_whose_proposal_is_taken_back_never_opens(
    app: Flask, client_of: ClientOf, decide: Decide, person: Look
) -> None:
    client_of(ADMIN).submit("/desk/people/invite", INVITED["reviewer"])
    with app.app_context():
        path = proposals.address(proposals.waiting()[0])
    client_of(ADMIN).submit(f"{path}withdraw", {"reason": "填错了人"})
    assert decide() == 409
    assert person("new@office.example").disabled_at is not None and _mails(app, "new@office.example") == 0
