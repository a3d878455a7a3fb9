"""A mail server that keeps what it gets."""

from __future__ import annotations

import email
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

from tests.parts.ports import free_port


class Mailbox:
    """The messages in the order they came; `refuse` makes the server answer so instead, `unknown` are no addresses of it."""

    def __init__(self) -> None:
        self.host, self.port = "127.0.0.1", free_port()
        self.messages: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.raw: list[bytes] = []
        """Each message byte for byte, as it came over the wire."""
        self.refuse = ""
        self.unknown: set[str] = set()

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        """Take a recipient, unless nobody has that address."""
        if address in self.unknown:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        """Keep one message."""
        if self.refuse:
            return self.refuse
        message = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.raw.append(bytes(envelope.content))
        self.messages.append(message)
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 OK"

    def wait_for(self, count: int, seconds: float = 10) -> list[EmailMessage]:
        """The messages, once there are `count` of them."""
        until = time.monotonic() + seconds
        while len(self.messages) < count:
            assert time.monotonic() < until, f"{len(self.messages)} messages came, {count} were awaited"
            time.sleep(0.05)
        return self.messages

    def settings(self) -> dict[str, str]:
        """What the application's environment needs to send here."""
        return {"MAIL_SERVER": self.host, "MAIL_PORT": str(self.port)}


@contextmanager
def running_mailbox() -> Iterator[Mailbox]:
    """The server for as long as the block lasts."""
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname=mailbox.host, port=mailbox.port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()
