"""Someone who knows only the contract: addresses, field names, statuses, accounts. Nothing here imports the product."""

from __future__ import annotations

import html
import re
from typing import Any

import requests

PASSWORD = "Jiebang-2026!"
TOKEN = re.compile(r'<meta name="csrf-token" content="([^"]+)"')
MAIN = re.compile(r"<main\b[^>]*>")
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
Fields = dict[str, Any]


class Player:
    """One person's browser over HTTP."""

    def __init__(self, base: str, email: str = "") -> None:
        self.base = base
        self.email = email
        self.http = requests.Session()
        self.http.trust_env = False
        if email:
            answer = self.post("/account/login", {"email": email, "password": PASSWORD}, page="/account/login")
            assert answer.status_code == 302, f"{email} cannot sign in: {answer.status_code}"

    def get(self, path: str, status: int | None = 200) -> requests.Response:
        """Fetch a page."""
        answer = self.http.get(self.base + path, allow_redirects=False, timeout=60)
        assert answer.status_code < 500, f"{path}: {answer.status_code}"
        assert status is None or answer.status_code == status, (
            f"GET {path} as {self.email}: {answer.status_code}, not {status}"
        )
        return answer

    def main(self, path: str) -> dict[str, str]:
        """The data of the page's <main>."""
        found = MAIN.search(self.get(path).text)
        assert found, path
        return dict(re.findall(r'data-(\w+)="([^"]*)"', found[0]))

    def post(
        self, path: str, fields: Fields | None = None, *, page: str = "", files: Any = None, **more: Any
    ) -> requests.Response:
        """Post with the CSRF token of a page; nothing else is added."""
        token = TOKEN.search(self.get(page or "/", None).text)
        assert token, page
        data = {"csrf_token": html.unescape(token[1]), **(fields or {})}
        answer = self.http.post(self.base + path, data=data, files=files, allow_redirects=False, timeout=60, **more)
        assert answer.status_code < 500, f"POST {path}: {answer.status_code}\n{answer.text[:500]}"
        return answer

    def send(
        self, path: str, fields: Fields | None = None, *, page: str = "", status: int = 302, files: Any = None
    ) -> requests.Response:
        """Post with the revision that the page shows."""
        shown = self.main(page or path)
        answer = self.post(
            path, {"revision": shown.get("revision", ""), **(fields or {})}, page=page or path, files=files
        )
        assert answer.status_code == status, (
            f"POST {path} as {self.email}: {answer.status_code}, not {status}\n{gist(answer)}"
        )
        return answer

    def act(self, code: str, action: str, status: int = 302, *, files: Any = None, **fields: Any) -> requests.Response:
        """An act of the lifecycle."""
        path = f"/desk/scenarios/{code}/actions/{action}"
        return self.send(path, {"confirm": "yes", **fields}, status=status, files=files)

    def api(self, path: str) -> Any:
        """Open data."""
        return self.get(f"/api/v1/{path}").json()


def gist(answer: requests.Response) -> str:
    """The words of a page."""
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", answer.text, flags=re.DOTALL)
    return " ".join(html.unescape(text).split())[:700]


def flat(values: dict[str, Any]) -> Fields:
    """A section's values as form fields: rows are numbered, lists repeat, booleans are yes and no."""
    fields: Fields = {}
    for name, value in values.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for place, row in enumerate(value):
                fields |= {f"{name}-{place}-{column}": _plain(cell) for column, cell in row.items() if cell is not None}
        elif value is not None:
            fields[name] = value if isinstance(value, list) else _plain(value)
    return fields


def _plain(value: Any) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
