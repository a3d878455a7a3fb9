"""Files of a scenario's documents: read by those who may read the document."""

from __future__ import annotations

from collections.abc import Callable

from marketplace.accounts.policy import may
from marketplace.errors import NotFound
from marketplace.files import rights
from marketplace.files.models import StoredFile
from marketplace.scenarios.service import scenario_by_code


def _with(permission: str) -> Callable[[StoredFile], bool]:
    def allows(stored: StoredFile) -> bool:
        try:
            return may(permission, scenario_by_code(stored.owner_ref))
        except NotFound:
            return False

    return allows


GRANTS: rights.Grants = (
    ("plan", rights.Grant(_with("plan.read"))),
    ("implementation", rights.Grant(_with("implementation.read"))),
    ("evidence", rights.Grant(_with("history.read"))),
)
