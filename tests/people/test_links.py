"""Links by mail: opened by anybody, used once, and only by a deliberate act (C53)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.extensions import db
from marketplace.notifications.models import OutboxMail
from marketplace.people import links
from marketplace.people.link_mails import MOST_AN_HOUR
from tests.people.test_registration import FORM
from tests.world.clients import Client
from tests.world.people import PASSWORD

ClientOf = Callable[[str], Client]
LinkTo = Callable[[str], str]
Look = Callable[[str], Person]
NEW = "Another-pass-2026"
INVITED = {"email": "new@center1.example", "name": "新同事", "role": "clerk", "organisation": "center1"}


def _confirmation(client_of: ClientOf) -> str:
    client_of("").submit("/account/register", FORM)
    return "wang@new.example"


def _invitation(client_of: ClientOf) -> str:
    client_of("admin@office.example").submit("/desk/people/invite", INVITED)
    return INVITED["email"]


def _reset(client_of: ClientOf) -> str:
    client_of("").submit("/account/password/forgot", {"email": "lead@center1.example"})
    return "lead@center1.example"


@pytest.mark.parametrize("mailed", [_confirmation, _invitation, _reset])
def test_a_robot_that_opens_a_link_changes_nothing_and_the_person_can_still_use_it_once(
    client_of: ClientOf, link_to: LinkTo, person: Look, mailed: Callable[[ClientOf], str]
) -> None:
    email = mailed(client_of)
    link, before = link_to(email), person(email)
    for _n in range(5):
        client_of("").get(link)
    after = person(email)
    assert (before.confirmed_at, before.password_hash, before.epoch) == (
        after.confirmed_at,
        after.password_hash,
        after.epoch,
    )
    visitor = client_of("")
    assert visitor.submit(link, {"password": NEW}).location == "/account/login"
    used = person(email)
    assert used.is_active
    again = visitor.submit(link, {"password": "Third-pass-2026"}, 409)
    assert "已经用过" in again.text
    assert "已经用过" in visitor.get(link).text
    assert person(email).password_hash == used.password_hash


def test_an_invited_person_chooses_a_password_and_signs_in(client_of: ClientOf, link_to: LinkTo) -> None:
    link, visitor = link_to(_invitation(client_of)), client_of("")
    assert "至少 10 个字符" in visitor.submit(link, {"password": "short"}, 422).text
    visitor.submit(link, {"password": NEW})
    visitor.submit("/account/login", {"email": INVITED["email"], "password": NEW})
    assert "新同事" in visitor.get("/account/").text


def test_a_new_password_ends_the_sessions_of_the_old_one(client_of: ClientOf, link_to: LinkTo) -> None:
    elsewhere = client_of("lead@center1.example")
    elsewhere.get("/account/")
    client_of("").submit(link_to(_reset(client_of)), {"password": NEW})
    assert "/account/login" in elsewhere.get("/account/", 302).location


def test_two_links_for_one_password_are_used_up_together(client_of: ClientOf, link_to: LinkTo) -> None:
    email = _reset(client_of)
    first = link_to(email)
    _reset(client_of)
    second = link_to(email)
    client_of("").submit(second, {"password": NEW})
    client_of("").submit(first, {"password": NEW}, 409)


def test_a_link_grows_old_by_the_real_clock_not_by_the_rehearsals(
    app: Flask, client_of: ClientOf, link_to: LinkTo, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = link_to(_reset(client_of))
    with app.app_context():
        clock.advance(timedelta(days=30))
    assert "新密码" in client_of("").get(link).text
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: clock.real_now().timestamp() + 7201)
    assert "已经过期" in client_of("").get(link).text
    client_of("").submit(link, {"password": NEW}, 409)


@pytest.mark.parametrize("token", ["x", "WzEsMCwxXQ.aaaa.bbbb", "é" * 50, "%00", "." * 2000])
@pytest.mark.parametrize("purpose", list(links.PURPOSES))
def test_a_forged_link_is_unknown(client_of: ClientOf, purpose: str, token: str) -> None:
    path = links.PURPOSES[purpose].path + token
    client_of("").get(path, 404)
    client_of("").post(path, {"password": NEW}, 404)


def test_a_link_serves_only_its_own_purpose(client_of: ClientOf, link_to: LinkTo) -> None:
    token = link_to(_reset(client_of)).rpartition("/")[2]
    client_of("").get(f"/account/invitation/{token}", 404)


def test_a_forgotten_password_says_the_same_of_an_unknown_address(app: Flask, client_of: ClientOf) -> None:
    known, unknown = client_of(""), client_of("")
    known.submit("/account/password/forgot", {"email": "lead@center1.example"})
    unknown.submit("/account/password/forgot", {"email": "nobody@center1.example"})

    def said(page: str) -> str:
        return page.split('role="status"')[1].partition("</div>")[0]

    assert said(known.get("/account/login").text) == said(unknown.get("/account/login").text)


def test_nobody_floods_a_mailbox_with_reset_mails(app: Flask, client_of: ClientOf) -> None:
    for _n in range(MOST_AN_HOUR + 3):
        _reset(client_of)
    with app.app_context():
        written = select(func.count()).select_from(OutboxMail).where(OutboxMail.to == "lead@center1.example")
        assert db.session.scalar(written) == MOST_AN_HOUR


def test_whoever_never_confirmed_gets_the_confirmation_again(client_of: ClientOf, link_to: LinkTo) -> None:
    email = _confirmation(client_of)
    client_of("").submit("/account/password/forgot", {"email": email})
    assert link_to(email).startswith("/account/confirm-email/")


def test_one_changes_ones_password_and_stays_signed_in_here_only(
    client_of: ClientOf, with_password: Callable[[str], str]
) -> None:
    email = with_password("lead@center1.example")
    here, elsewhere = client_of(email), client_of(email)
    wrong = here.submit("/account/password/change", {"current_password": "wrong", "password": NEW}, 422)
    assert "现在的密码不对" in wrong.text
    here.submit("/account/password/change", {"current_password": PASSWORD, "password": NEW})
    here.get("/account/")
    elsewhere.get("/account/", 302)
