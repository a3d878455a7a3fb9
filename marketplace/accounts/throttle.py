"""Wrong passwords are counted by account and client together, so that nobody keeps an owner out; a browser in which the
owner signed in before is never kept out by others."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, current_app, request, session
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import delete, func, or_, select
from sqlalchemy.sql import ColumnElement

from marketplace import clock
from marketplace.accounts.models import Person, SignInFailure
from marketplace.errors import Throttled
from marketplace.extensions import db, unit_of_work
from marketplace.i18n import _

SPAN = timedelta(minutes=15)
"""Wrong passwords within this span lead to a pause (real clock)."""
MOST_FAILURES = 10
"""For one account from one browser."""
MOST_FROM_ONE_PLACE = 30
"""For one account from one network address, whatever browsers it claims to have."""
MOST_BY_ONE_PLACE = 100
"""For all accounts together from one network address; in a rehearsal nobody is stopped by it."""
MOST_IN_KNOWN_BROWSER = 100
"""For an account from a browser in which its owner signed in before."""
COOKIE, LASTS = "known_browser", timedelta(days=400)
MOST_KNOWN = 5


@dataclass(frozen=True)
class Client:
    """Who types a password: where it comes from, in which browser, and whose browser that is known to be."""

    place: str
    browser: str
    knows: tuple[int, ...] = ()
    """Persons who signed in there before."""

    def key(self, person: Person | None) -> str:
        """How its failures for this account are kept."""
        if person is not None and person.id in self.knows:
            return f"known/{self.browser}"
        return f"{self.place}/{self.browser}"


NOBODY = Client("-", "-")
"""A caller that is no browser: the loader of the example data, a test."""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _address() -> str:
    """Where the request comes from: behind a proxy that is trusted, the last address that the proxy names."""
    peer = request.remote_addr or ""
    named = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
    return named[-1] if named and peer in current_app.config.get("TRUSTED_PROXIES", ()) else peer


def client_of_request() -> Client:
    """The client of this request."""
    browser = _digest(str(session.get("csrf_token", "")))
    return Client(_digest(_address()), browser, tuple(_known()))


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="known-browser")


def _known() -> list[int]:
    try:
        found = _signer().loads(request.cookies.get(COOKIE, ""))
    except BadData:
        return []
    return [one for one in found if isinstance(one, int)] if isinstance(found, list) else []


def know_browser(response: Response, person: Person) -> Response:
    """Remember, in the browser, that this person signed in there."""
    ids = [person.id, *(one for one in _known() if one != person.id)][:MOST_KNOWN]
    response.set_cookie(
        COOKIE,
        str(_signer().dumps(ids)),
        max_age=LASTS,
        path="/account/",
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


def _count(since: datetime, *conditions: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(SignInFailure).where(SignInFailure.at > since, *conditions)
    return db.session.scalar(query) or 0


def check(address: str, person: Person | None, client: Client) -> None:
    """Whether this client may try once more.

    :raises Throttled: too many wrong passwords.
    """
    since, key = clock.real_now() - SPAN, client.key(person)
    own, account = SignInFailure.client == key, SignInFailure.email == address
    place = SignInFailure.client.startswith(f"{client.place}/", autoescape=True)
    if key.startswith("known/"):
        is_enough = _count(since, account, own) >= MOST_IN_KNOWN_BROWSER
    else:
        is_enough = (
            _count(since, account, own) >= MOST_FAILURES
            or _count(since, account, place) >= MOST_FROM_ONE_PLACE
            or (not current_app.config["DEMO"] and _count(since, place) >= MOST_BY_ONE_PLACE)
        )
    if is_enough:
        raise Throttled(
            _("从这里连续输错密码，请 15 分钟后再试，或者用“忘记密码”重设；在登录过的浏览器里不受影响。"),
            retry_after=int(SPAN.total_seconds()),
        )


def count_failure(address: str, person: Person | None, client: Client) -> None:
    """Keep a wrong password."""
    with unit_of_work() as session_:
        session_.add(SignInFailure(email=address, client=client.key(person), at=clock.real_now()))


def forget(address: str, key: str | None = None) -> None:
    """Wrong passwords for this account count no longer: this client's, or everyone's after a new password. What is old
    goes with them."""
    old = SignInFailure.at < clock.real_now() - timedelta(days=1)
    mine = [SignInFailure.email == address, *([SignInFailure.client == key] if key is not None else [])]
    known = select(SignInFailure.id).where(*mine).limit(1)
    if db.session.scalar(known) is not None:
        with unit_of_work() as session_:
            session_.execute(
                delete(SignInFailure).where(or_(old, SignInFailure.id.in_(select(SignInFailure.id).where(*mine))))
            )
