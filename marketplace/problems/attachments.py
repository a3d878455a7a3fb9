"""Files of a problem: read by whoever may read it."""

from __future__ import annotations

from marketplace.accounts.policy import may
from marketplace.errors import NotFound
from marketplace.files import rights
from marketplace.files.models import StoredFile
from marketplace.problems.service import FILES, problem_by_code


def _readable(stored: StoredFile) -> bool:
    try:
        return may("problem.read", problem_by_code(stored.owner_ref))
    except NotFound:
        return False  # received, and belonging to nothing yet


GRANTS: rights.Grants = ((FILES, rights.Grant(_readable)),)
