"""A form that creates something carries `once`: sent again it answers like the first time and creates nothing."""

from __future__ import annotations

import hashlib
import secrets

from flask import request, session

from marketplace import clock
from marketplace.accounts.models import OnceKey
from marketplace.accounts.policy import current_person
from marketplace.extensions import db, unit_of_work


def token() -> str:
    """A fresh token for a form that is about to be shown."""
    return secrets.token_urlsafe(18)


def _key(form: str) -> str | None:
    sent = request.form.get("once", "")
    if not sent or len(sent) > 100:
        return None
    person = current_person()
    owner = f"person/{person.id}" if person else f"session/{session.get('csrf_token', '')}"
    return hashlib.sha256(f"{owner}\0{form}\0{sent}".encode()).hexdigest()


def answered(form: str) -> str | None:
    """The address that the first sending was answered with; None when this is the first."""
    key = _key(form)
    row = db.session.get(OnceKey, key) if key else None
    return row.answer if row else None


def remember(form: str, answer: str) -> None:
    """Keep the answer, in the transaction that creates."""
    if key := _key(form):
        with unit_of_work() as session_:
            session_.add(OnceKey(key=key, at=clock.now(), answer=answer))
            session_.flush()


def spend() -> None:
    """Write a key that nobody sends: an answer that must not tell whether something was written writes all the same."""
    with unit_of_work() as session_:
        session_.add(OnceKey(key=secrets.token_hex(32), at=clock.now(), answer=""))
        session_.flush()
