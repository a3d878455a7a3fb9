"""Whom a recovered lead brings in: they are bound as the lead is, and read nothing that was sealed before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.extensions import db
from marketplace.people.models import Recovery


def bind(person: Person, by: Person) -> None:
    """Give the invited person the limits of whoever invited them."""
    bound = by.bound_until is not None and clock.now() < by.bound_until
    person.reads_since = by.reads_since or (_since(by.organisation_id) if bound else None)
    person.bound_until = by.bound_until if bound else None


def bring_back(person: Person, by: Person) -> None:
    """Who was disabled before a recovery, and is enabled by one who came by it, reads nothing that was sealed before it
    either."""
    bound = by.bound_until is not None and clock.now() < by.bound_until
    since = by.reads_since or (_since(by.organisation_id) if bound else None)
    if since is not None and person.disabled_at is not None and person.disabled_at < since:
        person.reads_since = max(since, person.reads_since or since)
        person.bound_until = by.bound_until if bound else person.bound_until


def _since(organisation_id: int | None) -> datetime | None:
    """When the recovery took place that still binds its lead."""
    query = select(Recovery.at).where(Recovery.organisation_id == organisation_id, Recovery.ended_at.is_(None))
    return db.session.scalar(query.order_by(Recovery.id.desc()))
