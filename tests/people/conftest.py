"""Mails as people read them, and passwords that fit."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.accounts import passwords
from marketplace.accounts.models import Person
from marketplace.accounts.service import person_by_email
from marketplace.extensions import db, unit_of_work
from marketplace.notifications.models import OutboxMail
from marketplace.people.models import Proposal
from tests.world.clients import Client
from tests.world.people import PASSWORD

LINK = re.compile(r"/account/\S+")


@pytest.fixture
def link_to(app: Flask) -> Callable[[str], str]:
    """The link in the newest mail to an address."""

    def newest(email: str) -> str:
        with app.app_context():
            query = select(OutboxMail.kept_body).where(OutboxMail.to == email).order_by(OutboxMail.id.desc())
            match = LINK.search(str(db.session.scalars(query).first() or ""))
            assert match, f"no link was mailed to {email}"
            return match[0]

    return newest


@pytest.fixture
def person(app: Flask) -> Callable[[str], Person]:
    """Somebody as the database has them now."""

    def look(email: str) -> Person:
        with app.app_context():
            found = person_by_email(email)
            assert found is not None
            _loaded = found.organisation, found.seconded_from
            db.session.expunge_all()
            return found

    return look


@pytest.fixture
def with_password(app: Flask) -> Callable[[str], str]:
    """Gives somebody a password that fits, and answers the address."""

    def give(email: str) -> str:
        with app.app_context():
            hashed = passwords.hash_password(PASSWORD)
            with unit_of_work():
                found = person_by_email(email)
                assert found is not None
                found.password_hash = hashed
        return email

    return give


@pytest.fixture
def decide(app: Flask, client_of: Callable[[str], Client]) -> Callable[..., int]:
    """An approver decides the newest proposal; answers the status."""

    def decide_newest(decision: str = "confirm", by: str = "approver@office.example", answer: str = "情况属实") -> int:
        with app.app_context():
            newest = db.session.scalars(select(Proposal.id).order_by(Proposal.id.desc())).first()
        form = {"decision": decision, "answer": answer}
        return client_of(by).post(f"/desk/people/proposals/{newest}/", form, None).status_code

    return decide_newest
