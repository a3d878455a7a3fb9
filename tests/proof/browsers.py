"""Many people over HTTP: each with a session of their own, threads that press the same button in the same moment."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from flask import Flask

from tests.world.clients import Client

COOKIE = re.compile(r"session=([^;]+)")
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    page: str
    where: str = ""


class _Stay(HTTPRedirectHandler):
    """A redirect is an answer, not a way to go."""

    def redirect_request(self, *_rest: object) -> None:
        return None


class Browser:
    """One signed-in person; its threads share the cookie, as the tabs of a browser do."""

    def __init__(self, app: Flask, url: str, email: str) -> None:
        self.url = url
        client = Client.signed_in(app, email)
        with client.http.session_transaction() as session:
            session["csrf_token"] = "x" * 40
        value = client.http.get_cookie("session")
        assert value is not None
        self.cookie = f"session={value.value}"
        self.token = re.findall(r'csrf-token" content="([^"]+)"', self.ask("/account/").page or self.ask("/").page)[0]

    def _opener(self) -> OpenerDirector:
        return build_opener(_Stay)

    def ask(self, path: str, data: dict[str, str] | None = None) -> Answer:
        """Fetch, or post fields with the token."""
        body = urlencode({"csrf_token": self.token, **data}).encode() if data is not None else None
        request = Request(self.url + path, body, headers={"Cookie": self.cookie})
        try:
            with self._opener().open(request, timeout=120) as answer:
                return Answer(answer.status, answer.read().decode())
        except HTTPError as error:
            return Answer(error.code, error.read().decode(), error.headers.get("Location", ""))

    def form_of(self, path: str, action: str) -> dict[str, str]:
        """The hidden fields of the form on that page which posts to that address."""
        page = self.ask(path).page
        found = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', page, re.DOTALL)
        assert found, f"no form for {action} on {path}"
        return {name: value for name, value in HIDDEN.findall(found[1]) if name != "csrf_token"}


def at_once(deeds: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """All of them in the same moment."""
    barrier = Barrier(len(deeds))

    def wait_and_do(deed: Callable[[], Answer]) -> Answer:
        barrier.wait()
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(wait_and_do, deeds))
