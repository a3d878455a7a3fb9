"""A client that behaves like a browser: it carries the CSRF token and the hidden inputs, and checks every answer."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from lxml import etree, html
from werkzeug.test import TestResponse

from marketplace.accounts.service import person_by_email

_UTF8 = html.HTMLParser(encoding="utf-8")
TOKEN = re.compile(r'<meta name="csrf-token" content="([^"]+)"')


class Forms:
    """The hidden inputs of each form of a page, by its address."""

    def __init__(self, page: str) -> None:
        self.forms: dict[str, dict[str, str]] = {}
        self.main: dict[str, str] = {}
        self.ids: list[str] = []
        for element in html.document_fromstring(page.encode(), parser=_UTF8).iter(etree.Element):
            self._look(element.tag, dict(element.attrib), element)

    def _look(self, tag: str, values: dict[str, str], element: Any) -> None:
        assert "style" not in values, f"inline style on <{tag}>"
        assert not any(name.startswith("on") for name in values), f"inline handler on <{tag}>"
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "main":
            self.main = {
                name.removeprefix("data-"): value for name, value in values.items() if name.startswith("data-")
            }
        if tag == "form":
            self.forms.setdefault(values.get("action", ""), {})
        if tag == "input" and values.get("type") == "hidden":
            form = next(element.iterancestors("form"), None)
            if form is not None:
                self.forms[form.get("action", "")][values["name"]] = values.get("value", "")


class Client:
    """One person's browser."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.http = app.test_client()
        self.token = ""

    @classmethod
    def signed_in(cls, app: Flask, email: str) -> Client:
        """Signed in without the form: tests of signing in use it, others only need the session."""
        client = cls(app)
        with app.app_context():
            person = person_by_email(email)
            assert person is not None, email
            identity, epoch = str(person.id), person.epoch
        with client.http.session_transaction() as session:
            session["_user_id"], session["_fresh"], session["epoch"] = identity, True, epoch
        return client

    def get(self, path: str, status: int | None = 200, **arguments: Any) -> TestResponse:
        """Fetch a page."""
        return self._checked(self.http.get(path, **arguments), status)

    def post(
        self, path: str, data: dict[str, Any] | None = None, status: int | None = 302, **arguments: Any
    ) -> TestResponse:
        """Post fields as they are, with the CSRF token."""
        if not self.token:
            self._fetch_token()
        answer = self.http.post(path, data={"csrf_token": self.token, **(data or {})}, **arguments)
        return self._checked(answer, status)

    def _fetch_token(self) -> None:
        match = TOKEN.search(self.http.get("/no-such-page").text)
        assert match, "the page has no CSRF token"
        self.token = match[1]

    def submit(
        self, path: str, data: dict[str, Any] | None = None, status: int | None = 302, page: str = ""
    ) -> TestResponse:
        """Open the page, take the hidden inputs of the form that goes to `path`, and post them with the data."""
        shown = self.http.get(page or path)
        hidden = Forms(shown.text).forms.get(path, {})
        return self.post(path, {**hidden, **(data or {})}, status)

    def main(self, path: str) -> dict[str, str]:
        """The `data-` attributes of the page's <main>."""
        return Forms(self.get(path).text).main

    def _checked(self, answer: TestResponse, status: int | None) -> TestResponse:
        assert answer.status_code < 500 or answer.status_code == 503, answer.text[:2000]
        if status is not None:
            assert answer.status_code == status, (
                f"{answer.request.path}: {answer.status_code} instead of {status}\n{_gist(answer)}"
            )
        assert (
            "default-src 'self'" in answer.headers["Content-Security-Policy"]
            or "sandbox" in answer.headers["Content-Security-Policy"]
        )
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        if answer.mimetype == "text/html" and answer.status_code not in (301, 302):
            page = Forms(answer.text)
            assert len(page.ids) == len(set(page.ids)), (
                f"repeated ids: {sorted({i for i in page.ids if page.ids.count(i) > 1})}"
            )
            match = TOKEN.search(answer.text)
            assert match, "the page has no CSRF token"
            self.token = match[1]
        return answer


def _gist(answer: TestResponse) -> str:
    words = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", answer.text, flags=re.DOTALL)
    return " ".join(words.split())[:900]
