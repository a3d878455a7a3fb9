"""An enterprise registers itself."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from marketplace.accounts.models import Organisation, Person
from marketplace.audit import service as audit
from marketplace.extensions import db
from marketplace.notifications.models import OutboxMail
from tests.world.clients import Client
from tests.world.people import PASSWORD

ClientOf = Callable[[str], Client]
FORM = {
    "organisation_name": "亳州某某养老服务有限公司",
    "credit_code": "91341600ma8ex11l5x",
    "kind": "enterprise",
    "legal_form": "有限责任公司",
    "name": "王经理",
    "email": "Wang@New.Example",
    "phone": "0558-5550188",
    "password": PASSWORD,
}


def counts(app: Flask) -> tuple[int, int]:
    with app.app_context():
        return tuple(db.session.scalar(select(func.count()).select_from(model)) for model in (Organisation, Person))  # type: ignore[return-value]


def test_an_enterprise_registers_confirms_its_address_and_signs_in(
    client_of: ClientOf, link_to: Callable[[str], str], person: Callable[[str], Person]
) -> None:
    visitor = client_of("")
    visitor.submit("/account/register", FORM)
    assert "wang@new.example" in visitor.get("/account/registered").text
    who = person("wang@new.example")
    assert who.organisation is not None
    assert (who.role, who.organisation.code, who.organisation.is_verified, who.is_active) == (
        "lead",
        "91341600MA8EX11L5X",
        False,
        False,
    )
    refused = visitor.submit("/account/login", {"email": FORM["email"], "password": PASSWORD}, 422)
    assert "邮箱还没有确认" in refused.text
    visitor.submit(link_to("wang@new.example"))
    visitor.submit("/account/login", {"email": FORM["email"], "password": PASSWORD})
    assert 'data-organisation="91341600MA8EX11L5X"' in visitor.get("/account/").text


def test_what_a_registration_did_is_in_the_chain(app: Flask, client_of: ClientOf) -> None:
    client_of("").submit("/account/register", FORM)
    with app.app_context():
        assert list(audit.faults()) == []


def test_sent_twice_it_registers_once_and_answers_alike(app: Flask, client_of: ClientOf) -> None:
    visitor, before = client_of(""), counts(app)
    page = visitor.get("/account/register").text
    once = page.split('name="once" value="')[1].split('"')[0]
    first = visitor.post("/account/register", {**FORM, "once": once})
    second = visitor.post("/account/register", {**FORM, "once": once})
    assert first.location == second.location
    assert counts(app) == (before[0] + 1, before[1] + 1)


def test_many_may_register_from_one_address(client_of: ClientOf) -> None:
    codes = [
        "91340100MA8EX06F5P",
        "91320300MA8EX07GXT",
        "91341600MA8EX08H48",
        "91310114MA8EX09J7Y",
        "91320300MA8EX10K0K",
    ]
    visitor = client_of("")
    for number, code in enumerate(codes):
        visitor.submit("/account/register", {**FORM, "credit_code": code, "email": f"a{number}@new.example"})


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("credit_code", "91341600MA8EX11L5Y", "校验位"),
        ("credit_code", "", "请填写"),
        ("credit_code", "1\0", "控制字符"),
        ("email", "wang@office.example", "区城市办"),
        ("email", "wang@mail.Office.Example", "区城市办"),
        ("email", "nobody", "完整的电子邮箱"),
        ("email", "a@b.example\r\nBcc: x@example.org", "邮箱"),
        ("kind", "office", "没有“office”"),
        ("kind", "", "请填写"),
        ("password", "short", "至少 10 个字符"),
        ("password", "1234567890", "混用"),
        ("name", "", "请填写"),
        ("password", "x" * 5000, "最多"),
        ("organisation_name", "甲" * 201, "最多 200 字"),
        ("phone", "电话", "电话号码"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    app: Flask, client_of: ClientOf, field: str, typed: str, words: str
) -> None:
    before = counts(app)
    page = client_of("").submit("/account/register", {**FORM, field: typed}, 422).text
    assert words in page.split(f'id="{field}-error"')[1][:300]
    assert FORM["organisation_name"] in page or field == "organisation_name"
    assert FORM["phone"] in page or field == "phone"
    assert PASSWORD not in page
    assert counts(app) == before


def test_a_form_with_no_field_at_all_is_shown_again(client_of: ClientOf) -> None:
    assert client_of("").post("/account/register", {}, 422).text.count("-error") >= len(FORM)


def test_an_unverified_organisation_waits_at_the_admins(client_of: ClientOf) -> None:
    client_of("").submit("/account/register", FORM)
    assert (
        FORM["organisation_name"] in client_of("admin@office.example").get("/desk/organisations/?show=unverified").text
    )


KNOWN = [
    {"email": "lead@center1.example"},
    {"email": "lead@investor1.example", "credit_code": "91341600MA8EX01A23"},
    {"credit_code": "91341600MA8EX01A23"},
    {"email": "Lead+2@investor1.example"},
]


def _answer(client_of: ClientOf, form: dict[str, str]) -> str:
    """What the browser is shown, less tokens and what was typed."""
    visitor = client_of("")
    assert visitor.submit("/account/register", {**FORM, **form}).location == "/account/registered"
    page = visitor.get("/account/registered").text
    page = re.sub(r'(value|content)="[^"]{20,}"', "", page)
    return re.sub(r"/account/confirm-email/[^\"]+", "", page).replace({**FORM, **form}["email"].lower(), "")


@pytest.mark.parametrize("known", KNOWN)
def test_the_answer_tells_nobody_who_is_registered(app: Flask, client_of: ClientOf, known: dict[str, str]) -> None:
    """C75."""
    fresh = _answer(client_of, {"email": "first@new.example"})
    before = counts(app)
    assert _answer(client_of, known) == fresh
    assert counts(app) == before
    with app.app_context():
        to = {**FORM, **known}["email"].lower()
        subjects = db.session.scalars(select(OutboxMail.kept_subject).where(OutboxMail.to == to)).all()
    assert any("已经注册过" in one for one in subjects), "its owner learns it by mail"


def test_the_leads_of_a_known_organisation_hear_of_it_once_a_day(client_of: ClientOf) -> None:
    for number in range(3):
        form = {**FORM, "email": f"a{number}@new.example", "credit_code": "91341600MA8EX01A23"}
        client_of("").submit("/account/register", form)
    heard = client_of("lead@investor1.example").get("/desk/notifications/").text
    assert heard.count("没有新开账号") == 1


@pytest.mark.parametrize("typed", ["ｌｅａｄ@fw2.example", "lead＠fw2．example", "LEAD@FW2.example"])
def test_an_address_in_full_width_letters_is_the_plain_one(
    client_of: ClientOf, person: Callable[[str], Person], typed: str
) -> None:
    """C94."""
    client_of("").submit("/account/register", {**FORM, "email": typed})
    assert person("lead@fw2.example").email == "lead@fw2.example"


@pytest.mark.parametrize("typed", ["lead@例子.中国", "负责人@fw2.example"])
def test_an_address_that_no_mail_reaches_is_refused(app: Flask, client_of: ClientOf, typed: str) -> None:
    before = counts(app)
    page = client_of("").submit("/account/register", {**FORM, "email": typed}, 422).text
    assert 'id="email-error"' in page and counts(app) == before
    invited = {"name": "同事", "role": "clerk", "email": typed}
    refused = client_of("lead@investor1.example").submit("/account/people/invite", invited, 422).text
    assert 'id="email-error"' in refused
