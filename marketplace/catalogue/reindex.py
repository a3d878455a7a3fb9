"""Write every entry anew from the versions in force, in batches, while the site serves.

What an entry holds is worked out while others may write; it is kept only if the scenario is still as it was read. So a
version that is issued meanwhile is never overwritten by an older one; its scenario is read once more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select

from marketplace.catalogue import derive
from marketplace.catalogue.columns import Source
from marketplace.catalogue.models import Entry
from marketplace.extensions import db, unit_of_work
from marketplace.publications.models import Publication
from marketplace.scenarios.models import Scenario

BATCH = 50
Mark = tuple[int, int]
"""Revision of a scenario and its newest version: what must not have changed between reading and writing."""


@dataclass(frozen=True)
class Fresh:
    """An entry as it should be, worked out from a scenario that stood at this mark."""

    scenario_id: int
    mark: Mark
    values: dict[str, Any]


@dataclass(frozen=True)
class Progress:
    """How far it is."""

    done: int
    total: int


def reindex(batch: int = BATCH) -> Iterator[Progress]:
    """Write all entries; tells after each batch how far it is."""
    waiting = list(db.session.scalars(select(Publication.scenario_id).distinct().order_by(Publication.scenario_id)))
    total = len(waiting)
    while waiting:
        ids, waiting = waiting[:batch], waiting[batch:]
        waiting += keep(read(ids))
        yield Progress(total - len(waiting), total)


def read(ids: Sequence[int]) -> list[Fresh]:
    """What the entries of these scenarios should hold."""
    db.session.rollback()  # sees what others wrote meanwhile
    db.session.expunge_all()
    newest, first = _newest(ids), _first_issued(ids)
    found = []
    for one in db.session.scalars(select(Scenario).where(Scenario.id.in_(ids))):
        source = Source(one, newest[one.id], first[one.id])
        found.append(Fresh(one.id, (one.revision, source.publication.version), derive.values(source)))
    return found


def keep(found: Sequence[Fresh]) -> list[int]:
    """Write these entries; answers the scenarios that changed since they were read and must be read again."""
    with unit_of_work() as session:
        now = _marks([one.scenario_id for one in found])
        still = [one for one in found if now[one.scenario_id] == one.mark]
        ids = [one.scenario_id for one in still]
        session.execute(delete(Entry).where(Entry.scenario_id.in_(ids)))
        if still:
            session.execute(insert(Entry), [{"scenario_id": one.scenario_id, **one.values} for one in still])
    return [one.scenario_id for one in found if now[one.scenario_id] != one.mark]


def _newest(ids: Sequence[int]) -> dict[int, Publication]:
    """The version in force of each."""
    last = (
        select(Publication.scenario_id, func.max(Publication.version).label("version"))
        .where(Publication.scenario_id.in_(ids))
        .group_by(Publication.scenario_id)
        .subquery()
    )
    is_last = (Publication.scenario_id == last.c.scenario_id) & (Publication.version == last.c.version)
    return {row.scenario_id: row for row in db.session.scalars(select(Publication).join(last, is_last))}


def _first_issued(ids: Sequence[int]) -> dict[int, datetime]:
    query = select(Publication.scenario_id, func.min(Publication.issued_at)).where(Publication.scenario_id.in_(ids))
    return {row[0]: row[1] for row in db.session.execute(query.group_by(Publication.scenario_id))}


def _marks(ids: Sequence[int]) -> dict[int, Mark]:
    query = (
        select(Scenario.id, Scenario.revision, func.max(Publication.version))
        .join(Publication, Publication.scenario_id == Scenario.id)
        .where(Scenario.id.in_(ids))
        .group_by(Scenario.id, Scenario.revision)
    )
    return {scenario_id: (revision, version) for scenario_id, revision, version in db.session.execute(query)}
