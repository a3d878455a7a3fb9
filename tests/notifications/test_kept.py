"""What a message says is kept as sentences with values: read in any language, corrected later, sent again as it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from babel.support import Translations
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from marketplace import clock, i18n
from marketplace.extensions import db
from marketplace.furniture import kept
from marketplace.i18n import Sentence, _l
from marketplace.notifications import sending, service
from marketplace.notifications.models import Notification, OutboxMail
from marketplace.rooms import ROOMS
from marketplace.workflow import Tell
from tests.parts import toy
from tests.parts.smtp import Mailbox
from tests.problems.test_course import assigned
from tests.world import make_app, people
from tests.world.clients import Client
from tests.world.world import World, person

TELLS = [
    pytest.param(tell, id=f"{room.id}-{row.action}-{row.target}-{place}")
    for room in ROOMS
    for table in room.tables
    for row in table.rows
    for place, tell in enumerate(row.tell)
]
RAISER = "lead@center1.example"


@pytest.fixture(scope="module")
def language() -> Translations:
    """The toy language."""
    return toy.translations()


@pytest.mark.parametrize("tell", TELLS)
def test_every_message_of_every_table_can_be_translated(tell: Tell, language: Translations) -> None:
    for words in (tell.subject, tell.body):
        assert isinstance(words, Sentence)
        assert language.gettext(words.key).startswith(toy.MARK), "whole, and in the catalogue"


def test_a_message_is_read_in_the_language_of_its_reader_and_with_later_corrections(world: World) -> None:
    with toy.spoken(world.app):
        code = assigned(world)
    with world.app.app_context():
        found = [*db.session.scalars(text("SELECT title || body FROM notification"))]
        found += db.session.scalars(text("SELECT subject || body FROM outbox_mail"))
        assert found and not [one for one in found if toy.MARK in one], "nothing is put into words before it is read"
        told = db.session.scalars(
            select(Notification).where(
                Notification.key.contains(f"assign/{code}"), Notification.person_id == person(RAISER).id
            )
        ).one()
        assert told.title.startswith("已交办：") and "期限 3月" in told.body
    client = Client.signed_in(world.app, RAISER)
    assert "已交办：" in client.get("/desk/notifications/").text
    with toy.spoken(world.app):
        page = client.get("/desk/notifications/").text
        assert "⟦已交办：" in page and "期限 3月" not in page
    with toy.spoken(world.app, {"已交办：{title}": "Given out: {title}"}):
        assert "Given out: " in client.get("/desk/notifications/").text


def test_a_wording_that_was_wrong_reads_corrected_in_what_was_told_before(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assigned(world)
    inbox = Client.signed_in(world.app, RAISER)
    assert "已交办：" in inbox.get("/desk/notifications/").text
    monkeypatch.setattr(i18n, "reworded", lambda: {"已交办：{title}": "交给责任单位：{title}"})
    page = inbox.get("/desk/notifications/").text
    assert "交给责任单位：后厨排烟改造需要协调" in page and "已交办：" not in page


@pytest.fixture
def posting(template_var_dir: Path, tmp_path: Path, mailbox: Mailbox) -> Iterator[Flask]:
    """An application that sends to the mail server of the test."""
    made = make_app(tmp_path, MAIL_SERVER=mailbox.host, MAIL_PORT=mailbox.port)
    people.settle(made)
    yield made
    people.close(made)


def test_a_mail_that_is_tried_again_is_the_same_to_the_byte_whatever_was_corrected(
    posting: Flask, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    with posting.app_context():
        subject, body = _l("已交办：%(title)s", title="排烟"), kept.day(clock.now())
        service.mail_with_link(to="a@good.org", subject=subject, body=body, link="/desk/")
        mailbox.refuse = "451 try later"
        assert sending.send_waiting() == (0, 1)
        row = db.session.scalars(select(OutboxMail)).one()
        first, by = row.sent_bytes, clock.real_now() + timedelta(hours=1)
        assert first and row.error
        monkeypatch.setattr(clock, "real_now", lambda: by)
        mailbox.refuse = ""
    with toy.spoken(posting), posting.app_context():
        assert sending.send_waiting() == (1, 0)
        db.session.expire_all()
        assert db.session.scalars(select(OutboxMail.sent_bytes)).one() == first
    assert mailbox.raw == [first]


def test_what_came_as_a_text_stays_one(world: World) -> None:
    with world.app.app_context():
        service.mail(to="a@good.org", subject="一句话 {title} %(n)d", body="100%")
        row = db.session.scalars(select(OutboxMail)).one()
        assert (row.subject, row.body) == ("一句话 {title} %(n)d", "100%")


def test_a_value_that_has_no_kind_is_refused_where_it_is_kept(world: World) -> None:
    with world.app.app_context(), pytest.raises(StatementError, match="has no kind"):
        service.mail(to="a@good.org", subject=_l("%(when)s", when=clock.now()), body="")
