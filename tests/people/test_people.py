"""An admin invites, changes and disables people: audited, never themselves, at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from marketplace.accounts.models import Person
from marketplace.accounts.service import person_by_email
from marketplace.audit import queries as histories
from marketplace.people import deciding, proposals
from tests.world.clients import Client
from tests.world.world import World

ClientOf = Callable[[str], Client]
Look = Callable[[str], Person]
ADMIN, REVIEWER, LEAD, CLERK = (
    "admin@office.example",
    "reviewer@office.example",
    "lead@center1.example",
    "clerk@center1.example",
)
ACTS = ("role", "second", "resend", "disable", "enable")


@pytest.fixture
def desk(client_of: ClientOf) -> Client:
    """The admin's browser."""
    return client_of(ADMIN)


@pytest.fixture
def page_of(app: Flask) -> Callable[[str], str]:
    """The address of somebody's page."""

    def address(email: str) -> str:
        with app.app_context():
            found = person_by_email(email)
            assert found is not None
            return f"/desk/people/{found.id}/"

    return address


def do(desk: Client, page: str, act: str, status: int = 302, **form: str) -> str:
    """Do an act through its own page."""
    return desk.submit(f"{page}{act}", form, status).text


@pytest.mark.parametrize(
    "visitor", [LEAD, CLERK, REVIEWER, "approver@office.example", "viewer@office.example", "lead@investor1.example"]
)
def test_only_an_admin_manages_people(client_of: ClientOf, page_of: Callable[[str], str], visitor: str) -> None:
    client, page = client_of(visitor), page_of(CLERK)
    for path in (
        "/desk/people/",
        "/desk/people/invite",
        page,
        *(page + act for act in ACTS),
        "/desk/organisations/",
        "/desk/organisations/investor5/",
        "/desk/organisations/new",
        "/desk/calendar/",
        "/desk/outbox/failed",
    ):
        client.get(path, 403)
    for path in (*(page + act for act in ACTS), "/desk/organisations/investor5/verify", "/desk/calendar/"):
        client.post(path, {"reason": "试试"}, 403)


def test_the_list_is_searched_by_name_address_and_organisation(desk: Client) -> None:
    assert LEAD in desk.get("/desk/people/?q=第一社区").text
    found = desk.get("/desk/people/?q=LEAD@center1").text
    assert LEAD in found
    assert "lead@center2.example" not in found
    for nonsense in ("%25", "_%25", "%00", "'", "x" * 3000):
        desk.get(f"/desk/people/?q={nonsense}&page=999999999999999")


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"email": LEAD}, "email", "已经有账号"),
        ({"role": "boss"}, "role", "没有“boss”"),
        ({"role": ""}, "role", "请填写"),
        ({"organisation": "nowhere"}, "organisation", "没有“nowhere”"),
        ({"organisation": ""}, "organisation", "所在的单位"),
        ({"organisation": "center1"}, "role", "没有“初审人”"),
        ({"name": "甲\n乙"}, "name", "一行"),
        ({"fields": "?"}, "fields", "没有"),
    ],
)
def test_a_wrong_invitation_says_what_to_change(desk: Client, wrong: dict[str, str], field: str, words: str) -> None:
    form = {"email": "new@office.example", "name": "新同事", "role": "reviewer", "organisation": "office", **wrong}
    page = desk.submit("/desk/people/invite", form, 422).text
    assert words in page.split(f'id="{field}-error"')[1][:200]
    assert form["email"] in page


def test_an_expert_is_invited_with_fields_and_without_an_organisation(desk: Client, person: Look) -> None:
    desk.submit(
        "/desk/people/invite",
        {"email": "e9@experts.example", "name": "专家九", "role": "expert", "fields": "old_estate"},
    )
    who = person("e9@experts.example")
    assert (who.role, who.organisation, who.profile) == ("expert", None, {"fields": ["old_estate"]})


def test_sent_twice_an_invitation_invites_once(desk: Client) -> None:
    page = desk.get("/desk/people/invite").text
    form = {
        "email": "n@office.example",
        "name": "新",
        "role": "viewer",
        "organisation": "office",
        "once": page.split('name="once" value="')[1].split('"')[0],
    }
    assert desk.post("/desk/people/invite", form).location == desk.post("/desk/people/invite", form).location


def test_an_invitation_is_sent_again_only_until_it_is_used(
    desk: Client, page_of: Callable[[str], str], link_to: Callable[[str], str], client_of: ClientOf
) -> None:
    email = "n@center1.example"
    desk.submit("/desk/people/invite", {"email": email, "name": "新", "role": "clerk", "organisation": "center1"})
    do(desk, page_of(email), "resend")
    client_of("").submit(link_to(email), {"password": "Another-pass-2026"})
    assert "账号已开通" in do(desk, page_of(email), "resend", 409)


def test_a_disabled_person_is_out_at_the_next_request_and_in_again_when_enabled(
    app: Flask, desk: Client, client_of: ClientOf, page_of: Callable[[str], str], with_password: Callable[[str], str]
) -> None:
    lead = client_of(with_password(LEAD))
    lead.get("/account/")
    assert "请填写“理由”" in do(desk, page_of(LEAD), "disable", 422, reason="", confirm="yes")
    do(desk, page_of(LEAD), "disable", reason="调离岗位", confirm="yes")
    lead.get("/account/", 302)
    refused = client_of("").submit("/account/login", {"email": LEAD, "password": "Jiebang-2026!"}, 422)
    assert "已停用" in refused.text
    assert "已经停用" in do(desk, page_of(LEAD), "disable", 409, reason="再停一次", confirm="yes")
    do(desk, page_of(LEAD), "enable")
    lead.get("/account/", 302)
    client_of("").submit("/account/login", {"email": LEAD, "password": "Jiebang-2026!"})
    page = desk.get(page_of(LEAD)).text
    assert "调离岗位" in page
    assert 'data-action="enable"' in page


def test_a_reset_link_of_before_does_not_bring_a_disabled_person_back(
    desk: Client, client_of: ClientOf, page_of: Callable[[str], str], link_to: Callable[[str], str]
) -> None:
    client_of("").submit("/account/password/forgot", {"email": LEAD})
    link = link_to(LEAD)
    do(desk, page_of(LEAD), "disable", reason="调离岗位", confirm="yes")
    client_of("").submit(link, {"password": "Another-pass-2026"}, 409)
    do(desk, page_of(LEAD), "enable")
    client_of("").submit(link, {"password": "Another-pass-2026"}, 409)


def test_a_changed_role_counts_from_the_next_request(
    app: Flask, desk: Client, client_of: ClientOf, page_of: Callable[[str], str], world: World
) -> None:
    clerk, code = client_of(CLERK), world.a_scenario(state="draft")
    clerk.submit(f"/desk/scenarios/{code}/actions/submit", status=403)
    do(desk, page_of(CLERK), "role", role="lead", reason="任命为负责人")
    clerk.submit(f"/desk/scenarios/{code}/actions/submit")
    with app.app_context():
        event = histories.history("person", page_of(CLERK).split("/")[-2])[-1]
        told = {key: value for key, value in event.data.items() if key != "follows"}
        assert (event.action, event.reason, told) == ("role", "任命为负责人", {"from": "经办人", "to": "负责人"})


def test_a_role_that_the_organisation_lacks_is_refused(
    desk: Client, page_of: Callable[[str], str], person: Look
) -> None:
    for role in ("reviewer", "admin", "expert", "clerk", "?"):
        do(desk, page_of(CLERK), "role", 422, role=role)
    assert person(CLERK).role == "clerk"


def test_a_seconded_reviewer_takes_no_part_in_the_organisations_scenarios_at_once(
    desk: Client,
    client_of: ClientOf,
    page_of: Callable[[str], str],
    world: World,
    person: Look,
    decide: Callable[..., int],
) -> None:
    code, reviewer = world.a_scenario(state="submitted"), client_of(REVIEWER)
    path = f"/desk/scenarios/{code}/actions/return"
    do(desk, page_of(REVIEWER), "second", organisation="center1", reason="抽调半年")
    assert person(REVIEWER).seconded_from is None and decide(by=ADMIN) == 403
    with world.app.app_context():
        newest = proposals.newest()[0]
        assert ("抽调自", "第一社区管理中心") in [(k, v[-8:]) for k, v in deciding.facts_of(newest)]
    assert decide() == 302
    seconded = person(REVIEWER).seconded_from
    assert seconded is not None and seconded.code == "center1"
    reviewer.submit(path, {"comment": "请补充"}, 403)
    do(desk, page_of(REVIEWER), "second", organisation="")
    assert person(REVIEWER).seconded_from is not None
    assert decide() == 302
    assert person(REVIEWER).seconded_from is None
    reviewer.submit(path, {"section_comments-situation": "请补充现状数据"})


def test_only_people_of_the_office_are_seconded_and_only_from_publishers(
    desk: Client, page_of: Callable[[str], str]
) -> None:
    assert "只有区城市办" in do(desk, page_of(LEAD), "second", 409, organisation="center2")
    do(desk, page_of(REVIEWER), "second", 422, organisation="investor1")


@pytest.mark.parametrize("act", ACTS)
def test_nobody_changes_themselves(desk: Client, page_of: Callable[[str], str], person: Look, act: str) -> None:
    desk.get(page_of(ADMIN) + act, 403)
    desk.post(page_of(ADMIN) + act, {"role": "approver", "reason": "自己改自己"}, 403)
    assert person(ADMIN).role == "admin"
    assert "不能更改自己" in desk.get(page_of(ADMIN)).text


def test_a_form_that_others_overtook_is_refused_and_keeps_what_was_typed(
    desk: Client, client_of: ClientOf, page_of: Callable[[str], str], person: Look
) -> None:
    page = page_of(REVIEWER)
    old = desk.main(page + "role")["revision"]
    do(desk, page, "second", organisation="center1")
    shown = desk.post(page + "role", {"revision": old, "role": "viewer", "reason": "转为查看"}, 409).text
    assert "又有变动" in shown
    assert "转为查看" in shown
    desk.post(page + "role", {"role": "viewer"}, 409)
    assert person(REVIEWER).role == "reviewer"


def test_a_reason_typed_in_a_session_that_ended_comes_back(
    desk: Client, client_of: ClientOf, page_of: Callable[[str], str], with_password: Callable[[str], str]
) -> None:
    with_password(ADMIN)
    page = page_of(LEAD) + "disable"
    revision = desk.main(page)["revision"]
    other_tab = client_of(ADMIN)
    other_tab.http, other_tab.token = desk.http, ""
    other_tab.post("/account/logout")
    signed_out = desk.post(page, {"revision": revision, "reason": "调离岗位，写了很久"}, 401)
    assert "调离岗位" in signed_out.text
    shown = desk.post(
        "/account/login",
        {"email": ADMIN, "password": "Jiebang-2026!", "next": page, "carried-reason": "调离岗位，写了很久"},
        200,
    )
    assert "调离岗位，写了很久" in shown.text


def test_an_unknown_person_or_act_is_not_found(desk: Client, page_of: Callable[[str], str]) -> None:
    for path in (
        "/desk/people/99999/",
        "/desk/people/99999999999999999999/",
        "/desk/people/x/",
        page_of(LEAD) + "promote",
        "/desk/organisations/nowhere/",
        "/desk/organisations/%00/",
        "/desk/organisations/investor5/delete",
    ):
        desk.get(path, 404)
