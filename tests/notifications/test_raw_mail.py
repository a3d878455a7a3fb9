"""Every mail as it goes over the wire, read strictly: what a big provider refuses is refused here (C81)."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email import policy
from email.header import decode_header, make_header
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.extensions import db
from marketplace.notifications import sending, service
from marketplace.notifications.models import OutboxMail
from tests.parts.smtp import Mailbox
from tests.world import make_app, people
from tests.world.clients import Client
from tests.world.world import World

ONCE = ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding")
ENCODED = re.compile(r"=\?[^?]+\?[bqBQ]\?[^?]*\?=")


@pytest.fixture
def posting(template_var_dir: Path, tmp_path: Path, mailbox: Mailbox) -> Iterator[Flask]:
    """An application that sends to the mail server of the test."""
    made = make_app(tmp_path, MAIL_SERVER=mailbox.host, MAIL_PORT=mailbox.port)
    people.settle(made)
    yield made
    people.close(made)


def send_all(app: Flask, mailbox: Mailbox) -> list[tuple[OutboxMail, bytes]]:
    """Everything in the outbox, sent: each row with the bytes that came."""
    with app.app_context():
        _sent, failed = sending.send_waiting(limit=2000)
        assert failed == 0
        rows = {row.message_id: row for row in db.session.scalars(select(OutboxMail))}
        came = [(str(message["Message-ID"]), raw) for message, raw in zip(mailbox.messages, mailbox.raw, strict=True)]
        assert sorted(one for one, _raw in came) == sorted(rows)  # each once
        return [(rows[one], raw) for one, raw in came]


def read_strictly(row: OutboxMail, raw: bytes) -> None:
    raw.decode("ascii")
    assert b"\n" not in raw.replace(b"\r\n", b"") and b"\r" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 78, max(raw.split(b"\r\n"), key=len)
    head, _blank, _body = raw.partition(b"\r\n\r\n")
    names = [
        line.partition(b":")[0].decode().lower() for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))
    ]
    assert len(names) == len(set(names)), f"a header stands twice: {names}"
    message = email.message_from_bytes(raw, policy=policy.strict + policy.SMTP)  # raises at every defect
    assert not message.defects
    for name in ONCE:
        assert len(message.get_all(name, [])) == 1, name
    for word in ENCODED.findall(head.decode()):
        assert len(word) <= 75, word  # RFC 2047
    plain = email.message_from_bytes(raw)
    subject = str(make_header(decode_header(" ".join(plain["Subject"].split()))))
    assert subject.replace(" ", "") == row.subject.replace(" ", "")
    assert parseaddr(plain["To"])[1] == row.to and "@" in parseaddr(plain["From"])[1]
    assert parsedate_to_datetime(plain["Date"]).tzinfo is not None
    assert re.fullmatch(r"<[\w.-]+@[\w.-]+>", plain["Message-ID"]) and plain["Message-ID"] == row.message_id
    content = plain.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert content.decode().replace("\r\n", "\n").strip() == row.body.replace("\r\n", "\n").strip()


def test_all_mails_of_a_contest_to_the_start_of_works(posting: Flask, mailbox: Mailbox) -> None:
    world = World(posting)
    Client(posting).submit("/account/password/forgot", {"email": "lead@investor1.example"}, None)
    world.a_scenario("underway")
    read = send_all(posting, mailbox)
    assert len(read) > 20 and len({row.subject for row, _raw in read}) > 8
    for row, raw in read:
        read_strictly(row, raw)


@pytest.mark.parametrize(
    "subject",
    [
        "通知",
        "长" * 300,
        "a" * 300,
        "mixed 混合 " * 20,
        "𠮷野家 emoji 👨‍👩‍👧‍👦",
        "=?utf-8?b?5Lit?= 像编码",
        "“引号”，；：—— (括号)",
        ".",
    ],
)
def test_odd_subjects_and_bodies(posting: Flask, mailbox: Mailbox, subject: str) -> None:
    bodies = ("字" * 5000, "a" * 5000, ".\r\n.\n..", "From 行首\nFrom here", "末尾空格   \n\n\n", "𠮷\u2028行")
    with posting.app_context():
        for body in bodies:
            service.mail(to="a@good.org", subject=subject, body=body)
    read = send_all(posting, mailbox)
    assert len(read) == len(bodies)
    for row, raw in read:
        read_strictly(row, raw)
