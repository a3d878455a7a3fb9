"""Steps that the tests of acts share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Route

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
        return [str(one) for one in db.session.scalars(select(OutboxMail.kept_body).where(OutboxMail.to == address))]


@contextmanager
def in_chromium(chromium: Browser, client: Client, path: str, width: int) -> Iterator[Page]:
    """A page as this person's browser draws it, with the styles that are served; no server needs to run."""

    def answer(route: Route) -> None:
        found = client.http.get(urlsplit(route.request.url).path)
        route.fulfill(status=found.status_code, body=found.data, headers=dict(found.headers))

    page = chromium.new_page(viewport={"width": width, "height": 900})
    try:
        page.route("**/*", answer)
        page.goto(f"http://marketplace.example{path}")
        yield page
    finally:
        page.close()
