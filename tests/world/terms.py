"""Terms of a contest that several people approved."""

from __future__ import annotations

from sqlalchemy import inspect

from marketplace.extensions import db, unit_of_work
from marketplace.publications import service as publications
from marketplace.publications.models import Publication
from marketplace.scenarios.service import scenario_by_code
from tests.world.world import World, person


def approved_terms(world: World, code: str, *emails: str) -> None:
    """Each of them issues the newest version once more, so that all have approved the terms."""
    with world.app.app_context(), unit_of_work():
        newest = publications.newest(scenario_by_code(code))
        kept = {one.key: getattr(newest, one.key) for one in inspect(Publication).column_attrs if one.key != "id"}
        for number, email in enumerate(emails, 1):
            again = {"version": newest.version + number, "sequence": newest.sequence + 900 + number}
            issued = {"kind": "amendment", "issued_by_id": person(email).id}
            db.session.add(Publication(**kept | again | issued))
