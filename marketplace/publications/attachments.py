"""Files that an issued publication names are public, for as long as it stands: for ever."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from marketplace.errors import NotFound
from marketplace.files import rights
from marketplace.files.models import StoredFile
from marketplace.plans.sheet import EVERY
from marketplace.publications import service
from marketplace.scenarios.service import scenario_by_code
from marketplace.sheets.fields import Files


def named(plan: dict[str, Any]) -> Iterator[str]:
    """Ids of the files that a published plan names."""
    for section in EVERY.sections:
        for field in section.fields:
            if isinstance(field, Files):
                yield from (item["id"] for item in (plan.get(section.id) or {}).get(field.id) or [])


def _is_issued(stored: StoredFile) -> bool:
    try:
        scenario = scenario_by_code(stored.owner_ref)
    except NotFound:
        return False
    return any(stored.id in named(publication.content["plan"]) for publication in service.versions(scenario))


GRANTS: rights.Grants = tuple((kind, rights.Grant(_is_issued, public=True)) for kind in ("plan", "implementation"))
