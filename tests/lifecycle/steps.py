"""Steps that the tests of acts share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marketplace import clock
from tests.world.clients import Client
from tests.world.world import World

ClientOf = Callable[[str], Client]
LEAD, CLERK = "lead@center1.example", "clerk@center1.example"


def post(client: Client, code: str, action: str, status: int, **fields: Any) -> str:
    path = f"/desk/scenarios/{code}/actions/{action}"
    return client.submit(path, fields, status).text


def contest_of(client_of: ClientOf, code: str) -> Any:
    answer: Any = client_of("").get(f"/api/v1/scenarios/{code}").json
    return answer["contest"]


def local(moment: Any) -> Any:
    return moment.astimezone(clock.SHANGHAI)


def mails(world: World, address: str) -> list[str]:
    from sqlalchemy import select

    from marketplace.extensions import db
    from marketplace.notifications.models import OutboxMail

    with world.app.app_context():
        return list(db.session.scalars(select(OutboxMail.body).where(OutboxMail.to == address)))
