"""Write the entry of a scenario: in the same transaction that issues a version or changes the state that the public sees."""

from __future__ import annotations

from typing import Any

from marketplace.catalogue.columns import Listed, Source
from marketplace.catalogue.models import Entry
from marketplace.extensions import db
from marketplace.publications.models import Publication
from marketplace.scenarios import service as scenarios
from marketplace.scenarios.models import Scenario

COLUMNS: dict[str, Listed] = {
    column.key: column.info["listed"] for column in Entry.__table__.columns if "listed" in column.info
}
"""Every derived column by its name, in the order of the table."""


def values(source: Source) -> dict[str, Any]:
    """What the entry holds of this version."""
    derived = {name: column.derive(source) for name, column in COLUMNS.items()}
    return {"version": source.publication.version, **derived}


def from_publication(scenario: Scenario, publication: Publication) -> None:
    """Write the entry from the version that was just issued."""
    scenarios.made_public(scenario, publication.content["plan"])
    entry = db.session.get(Entry, scenario.id)
    first = entry.first_issued_at if entry else publication.issued_at
    found = values(Source(scenario, publication, first))
    if entry is None:
        db.session.add(Entry(scenario_id=scenario.id, **found))
    else:
        for name, value in found.items():
            setattr(entry, name, value)
    db.session.flush()


def follow(scenario: Scenario) -> None:
    """The entry stands in the state that the public sees."""
    entry = db.session.get(Entry, scenario.id)
    if entry is not None and scenario.public_state is not None:
        entry.state = scenario.public_state
