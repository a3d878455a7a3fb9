"""An enterprise registers itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from marketplace.accounts.models import Organisation, Person
from marketplace.audit import service as audit
from marketplace.extensions import db
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
