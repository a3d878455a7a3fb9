"""Who belongs to a claimant is the claimant's matter: its lead invites, promotes and removes; the office can't."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from marketplace.accounts.models import Person
from marketplace.accounts.service import person_by_email
from marketplace.extensions import unit_of_work
from tests.world.clients import Client
from tests.world.world import World

ClientOf = Callable[[str], Client]
Look = Callable[[str], Person]
ADMIN, LEAD, MEMBER = "admin@office.example", "lead@investor1.example", "member@investor1.example"
NEW = {"email": "new@investor1.example", "name": "新同事", "role": "clerk"}
PASSWORD = "Another-pass-2026"


def _id(app: Flask, email: str) -> int:
    with app.app_context():
        found = person_by_email(email)
        assert found is not None
        return found.id


@pytest.mark.parametrize("organisation", ["investor1", "investor5", "gaoxin"])
@pytest.mark.parametrize("role", ["clerk", "lead"])
def test_an_admin_invites_nobody_into_a_claimant(app: Flask, client_of: ClientOf, organisation: str, role: str) -> None:
    form = {"email": "mine@new.example", "name": "自己人", "role": role, "organisation": organisation}
    client_of(ADMIN).submit("/desk/people/invite", form, 422)
    with app.app_context():
        assert person_by_email("mine@new.example") is None


def test_an_admin_invites_a_zone_companys_first_lead_only(
    app: Flask, client_of: ClientOf, link_to: Callable[[str], str]
) -> None:
    desk = client_of(ADMIN)
    company = {"name": "亳州高新区新公司", "short_name": "新公司", "code": "newco", "kind": "zone_company"}
    desk.submit("/desk/organisations/new", company)
    form = {"email": "first@newco.example", "name": "第一位", "role": "lead", "organisation": "newco"}
    refused = desk.submit("/desk/people/invite", {**form, "role": "clerk"}, 422).text
    assert "只邀请第一位负责人" in refused
    desk.submit("/desk/people/invite", form)
    page = f"/desk/people/{_id(app, 'first@newco.example')}/"
    desk.submit(f"{page}resend")
    desk.submit("/desk/people/invite", {**form, "email": "mine@elsewhere.example"})
    desk.submit("/desk/people/invite", {**form, "email": "really@newco.example"})
    with app.app_context():
        holders = ("first@newco.example", "mine@elsewhere.example", "really@newco.example")
        invited = [found for one in holders if (found := person_by_email(one))]
        assert [one.disabled_at is None for one in invited] == [False, False, True]
    client_of("").post(link_to("mine@elsewhere.example"), {"password": PASSWORD}, 409)
    with app.app_context(), unit_of_work():
        first = person_by_email("really@newco.example")
        assert first is not None
        first.confirmed_at = first.created_at
    desk.submit("/desk/people/invite", {**form, "email": "second@newco.example"}, 422)
    assert "由该单位负责人" in desk.post(f"{page}disable", {"reason": "换人", "confirm": "yes"}, 403).text


@pytest.mark.parametrize("email", [LEAD, MEMBER, "lead@gaoxin.example"])
def test_an_admin_changes_nobody_in_a_claimant(app: Flask, client_of: ClientOf, person: Look, email: str) -> None:
    desk, before = client_of(ADMIN), person(email)
    page = f"/desk/people/{before.id}/"
    for act in ("role", "second", "profile", "resend", "disable", "enable", "account"):
        desk.get(page + act, 403)
        desk.post(page + act, {"role": "clerk", "reason": "试试", "confirm": "yes"}, 403)
    after = person(email)
    assert (before.role, before.disabled_at, before.epoch) == (after.role, after.disabled_at, after.epoch)
    assert "由该单位负责人" in desk.get(page).text


def test_a_lead_invites_a_colleague_who_then_writes_for_it(
    app: Flask, client_of: ClientOf, link_to: Callable[[str], str], person: Look
) -> None:
    lead = client_of(LEAD)
    target = lead.submit("/account/people/invite", NEW).location
    assert "新同事" in lead.get(target).text and "新同事" in lead.get("/account/people/").text
    client_of("").submit(link_to(NEW["email"]), {"password": PASSWORD})
    who = person(NEW["email"])
    assert who.organisation is not None and (who.organisation.code, who.role) == ("investor1", "clerk")
    lead.submit(f"{target}role", {"role": "lead", "reason": "任命"})
    assert person(NEW["email"]).role == "lead"
    client_of(NEW["email"]).get("/account/people/")


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"email": "lead@investor2.example"}, "email"),
        ({"email": "LEAD+x@Investor2.example"}, "email"),
        ({"email": "someone@office.example"}, "email"),
        ({"email": "nobody"}, "email"),
        ({"role": "reviewer"}, "role"),
        ({"role": ""}, "role"),
        ({"name": ""}, "name"),
    ],
)
def test_a_wrong_invitation_says_so_beside_its_field(client_of: ClientOf, form: dict[str, str], field: str) -> None:
    page = client_of(LEAD).submit("/account/people/invite", {**NEW, **form}, 422).text
    assert f'id="{field}-error"' in page


def test_the_domain_of_a_public_mail_provider_says_nothing(client_of: ClientOf, app: Flask) -> None:
    with app.app_context(), unit_of_work():
        reviewer = person_by_email("reviewer@office.example")
        assert reviewer is not None
        reviewer.email = "zhang@qq.com"
    client_of(LEAD).submit("/account/people/invite", {**NEW, "email": "zhang@QQ.com"}, 422)
    client_of(LEAD).submit("/account/people/invite", {**NEW, "email": "li@qq.com"})


def test_the_telephone_of_somebody_in_the_office_is_refused_however_it_is_written(
    client_of: ClientOf, app: Flask
) -> None:
    with app.app_context(), unit_of_work():
        reviewer = person_by_email("reviewer@office.example")
        assert reviewer is not None
        reviewer.phone = "0558-5550199、13900001234"
    for typed in ("+86 139-0000-1234", "１３９００００１２３４", "0558-5550188、139 0000 1234", "(0558)5550199转8"):
        refused = client_of(LEAD).submit("/account/people/invite", {**NEW, "phone": typed}, 422).text
        assert 'id="phone-error"' in refused, typed
    client_of(LEAD).submit("/account/people/invite", {**NEW, "phone": "0558-5550188"})


def test_another_leads_page_of_ones_people_is_not_there(app: Flask, client_of: ClientOf) -> None:
    page = f"/account/people/{_id(app, MEMBER)}/"
    rival = client_of("lead@investor2.example")
    rival.get(page, 404)
    rival.post(f"{page}disable", {"reason": "试试", "confirm": "yes"}, 404)
    for other in (MEMBER, "lead@center1.example", ADMIN, "expert1@experts.example"):
        client_of(other).get("/account/people/", 403)
        client_of(other).post(f"{page}disable", {"reason": "试试", "confirm": "yes"}, 403)


def test_a_colleague_is_disabled_only_by_whoever_saw_what_is_lost(
    app: Flask, client_of: ClientOf, person: Look
) -> None:
    lead, page = client_of(LEAD), f"/account/people/{_id(app, MEMBER)}/"
    clerk = client_of(MEMBER)
    refused = lead.submit(f"{page}disable", {"reason": "离职"}, 422).text
    assert "办理之后会怎样" in refused and "离职" in refused and 'id="confirm-error"' in refused
    assert person(MEMBER).disabled_at is None
    lead.submit(f"{page}disable", {"reason": "离职", "confirm": "yes"})
    clerk.get("/account/", 302)
    lead.submit(f"{page}enable")
    assert person(MEMBER).disabled_at is None


def test_the_last_lead_stays_until_another_is_named_and_nobody_changes_themselves(
    app: Flask, client_of: ClientOf, person: Look
) -> None:
    lead, page = client_of(LEAD), f"/account/people/{_id(app, LEAD)}/"
    for act in ("role", "disable", "enable", "resend"):
        lead.post(page + act, {"role": "clerk", "reason": "试试", "confirm": "yes"}, 403)
    leaving = {"reason": "离职", "confirm": "yes"}
    assert "唯一的负责人" in lead.submit(f"{page}leave", leaving, 409).text
    lead.submit(f"/account/people/{_id(app, MEMBER)}/role", {"role": "lead"})
    assert lead.submit(f"{page}leave", leaving).location == "/account/login"
    assert person(LEAD).disabled_at is not None
    last = f"/account/people/{_id(app, MEMBER)}/"
    client_of(MEMBER).submit(f"{last}leave", leaving, 409)


def test_the_other_leads_hear_of_every_change(app: Flask, client_of: ClientOf) -> None:
    lead = client_of(LEAD)
    lead.submit(f"/account/people/{_id(app, MEMBER)}/role", {"role": "lead"})
    lead.submit("/account/people/invite", NEW)
    heard = client_of(MEMBER).get("/desk/notifications/").text
    assert "邀请了新同事：新同事" in heard
    client_of(MEMBER).submit(f"/account/people/{_id(app, NEW['email'])}/disable", {"reason": "误邀", "confirm": "yes"})
    assert "误邀" in lead.get("/desk/notifications/").text


def test_the_record_of_unsealings_names_the_person_and_since_when_they_belong(
    client_of: ClientOf, world: World
) -> None:
    code = world.a_scenario("open")
    ref = world.a_claim(code)
    client_of(LEAD).submit("/account/people/invite", NEW)
    with world.app.app_context(), unit_of_work():
        new = person_by_email(NEW["email"])
        assert new is not None
        new.confirmed_at = new.created_at
    client_of(NEW["email"]).get(f"/desk/claims/{ref}/proposal")
    page = client_of(LEAD).get(f"/desk/claims/{ref}/").text
    record = page[page.index("启封记录") :]
    assert "新同事" in record and "起属于该单位" in record
