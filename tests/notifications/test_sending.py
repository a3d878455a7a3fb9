"""Mail leaves the outbox at least once; one that cannot be delivered stops no other (C52)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace import clock
from marketplace.extensions import db, unit_of_work
from marketplace.notifications import listing, sending, service
from marketplace.notifications.models import OutboxMail
from tests.parts.smtp import Mailbox
from tests.world import make_app, people
from tests.world.clients import Client

NOBODY, SECRET = "nobody@good.org", "secret@good.org"
GOOD = ("a@good.org", "b@good.org", "c@good.org")


@pytest.fixture
def posting(template_var_dir: Path, tmp_path: Path, mailbox: Mailbox) -> Iterator[Flask]:
    """An application that sends to the mail server of the test."""
    mailbox.unknown = {NOBODY, SECRET}
    made = make_app(tmp_path, MAIL_SERVER=mailbox.host, MAIL_PORT=mailbox.port)
    people.settle(made)
    yield made
    people.close(made)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Lets real time pass."""
    passed = [timedelta()]
    real = clock.real_now

    def now() -> datetime:
        return real() + passed[0]

    monkeypatch.setattr(clock, "real_now", now)
    return lambda span: passed.__setitem__(0, passed[0] + span)


def write(*addresses: str, subject: str = "通知") -> None:
    for address in addresses:
        service.mail(to=address, subject=subject, body="正文")


def poison() -> OutboxMail:
    found = db.session.scalar(select(OutboxMail).order_by(OutboxMail.id))
    assert found is not None
    return found


@pytest.mark.parametrize("address", ["not an address\r\n", NOBODY, "a@b.org\r\nBcc: x@evil.example"])
def test_an_undeliverable_mail_first_in_the_queue_stops_no_other(
    posting: Flask, mailbox: Mailbox, address: str
) -> None:
    with posting.app_context():
        write(address, *GOOD)
        assert sending.send_waiting() == (3, 1)
        assert sorted(to for tos in mailbox.recipients for to in tos) == list(GOOD)
        assert poison().sent_at is None
        assert poison().error


def test_it_is_tried_again_after_growing_pauses(posting: Flask, later: Callable[[timedelta], None]) -> None:
    with posting.app_context():
        write(NOBODY)
        pauses = []
        for n in range(1, 5):
            before = clock.real_now()
            assert sending.send_waiting() == (0, 1)
            assert sending.send_waiting() == (0, 0)
            row = poison()
            assert row.next_attempt_at is not None
            assert row.attempts == n
            pauses.append(row.next_attempt_at - before)
            later(pauses[-1] + timedelta(seconds=1))
        assert pauses == sorted(pauses)
        assert pauses[3] > 2 * pauses[1]


def test_a_server_that_refuses_for_a_while_gets_it_later_under_the_same_number(
    posting: Flask, mailbox: Mailbox, later: Callable[[timedelta], None]
) -> None:
    with posting.app_context():
        write(*GOOD[:1])
        mailbox.refuse = "451 try later"
        assert sending.send_waiting() == (0, 1)
        mailbox.refuse = ""
        later(timedelta(hours=1))
        assert sending.send_waiting() == (1, 0)
        assert mailbox.messages[0]["Message-ID"] == poison().message_id
        assert poison().error == ""


def test_a_line_break_in_a_subject_adds_no_header(posting: Flask, mailbox: Mailbox) -> None:
    with posting.app_context():
        write(GOOD[0], subject="标题\r\nBcc: x@evil.example\n续")
        assert sending.send_waiting() == (1, 0)
    assert mailbox.messages[0]["Bcc"] is None
    assert mailbox.recipients == [[GOOD[0]]]


def test_the_admin_sees_what_failed_but_nothing_about_a_claim_before_its_deadline(posting: Flask) -> None:
    with posting.app_context():
        write(NOBODY)
        with unit_of_work():
            service.mail(to=SECRET, subject="回执 JB-2026-0001", body="…", masked_until=clock.now() + timedelta(days=1))
        assert sending.send_waiting() == (0, 2)
        assert any("failed 1x" in line and NOBODY in line for line in listing.lines())
        assert not any(SECRET in line or "JB-2026" in line for line in listing.lines())
    admin = Client.signed_in(posting, "admin@office.example")
    assert "1 封邮件没有送出" in admin.get("/desk/people/").text
    page = admin.get("/desk/outbox/failed").text
    assert NOBODY in page
    assert SECRET not in page
    with posting.app_context():
        clock.advance(timedelta(days=2))
    assert SECRET in admin.get("/desk/outbox/failed").text


def test_without_a_mail_server_nothing_leaves(app: Flask) -> None:
    with app.app_context():
        write(*GOOD)
        assert sending.send_waiting() == (0, 0)
        assert poison().attempts == 0
