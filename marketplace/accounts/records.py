"""Records name persons: who did it, of which organisation, and since when they belong to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from marketplace.accounts.models import Person
from marketplace.accounts.roles import KINDS
from marketplace.audit.models import AuditEvent
from marketplace.extensions import db
from marketplace.furniture.times import day
from marketplace.i18n import _


def people_behind(events: Iterable[AuditEvent]) -> Mapping[int, Person]:
    """The persons who acted, by id, with one statement."""
    ids = {event.actor_id for event in events if event.actor_id is not None}
    found = db.session.scalars(select(Person).where(Person.id.in_(ids))).all() if ids else ()
    return {person.id: person for person in found}


def named(event: AuditEvent, person: Person | None) -> str:
    """How a claimant's record calls the actor: what they were then, their name, and since when they belong. An expert
    stays without a name: nobody who is judged learns it."""
    if person is None:
        return event.actor
    if person.role_row.stands_alone:
        return str(_("评审专家"))
    words = f"{event.actor} {person.name}"
    if person.organisation is not None and KINDS[person.organisation.kind].claims:
        since = _("自 %(since)s 起属于该单位", since=day(person.belongs_since))
        return f"{words}（{since}）"
    return words


def names_of(events: Iterable[AuditEvent]) -> dict[int, str]:
    """The actor's words by the position of each event."""
    rows = list(events)
    people = people_behind(rows)
    return {row.position: named(row, people.get(row.actor_id or 0)) for row in rows}
