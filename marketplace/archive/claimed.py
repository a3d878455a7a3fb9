"""A round's claims: all by number; of those that were opened, every word, file and receipt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from marketplace.accounts.models import Person
from marketplace.archive import attachments
from marketplace.archive.contest import ended
from marketplace.archive.entries import Entry, document
from marketplace.archive.register import Register
from marketplace.claims import vault
from marketplace.claims.models import Claim, ClaimSubmission
from marketplace.claims.opening import claims_of
from marketplace.claims.seal import Damaged
from marketplace.scenarios.models import Round


def claims(round_: Round, folder: str, reader: Person, register: Register) -> Iterator[Entry]:
    """The list, then each opened claim. One that was never opened shows nothing but that it is sealed."""
    rows = claims_of(round_)
    yield document(f"{folder}/claims.json", ended(round_), _documents(rows, register))
    for claim in rows:
        if claim.is_opened:
            yield from _claim(claim, reader, f"{folder}/claims/{claim.ref}")


def _documents(rows: Sequence[Claim], register: Register) -> dict[str, Any]:
    """The opened claims with their members and submissions; of the others nothing but the number."""
    opened = [claim for claim in rows if claim.is_opened]
    return {
        "claims": register.rows(opened),
        "members": register.rows(member for claim in opened for member in claim.members),
        "submissions": register.rows(one for claim in opened for one in claim.submissions),
        "replacements": register.rows(claim.replacement for claim in opened if claim.replacement),
        "never_opened": [claim.ref for claim in rows if not claim.is_opened],
    }


def _claim(claim: Claim, reader: Person, folder: str) -> Iterator[Entry]:
    """What was submitted, byte by byte as its receipt's hash was taken, and its files in clear."""
    row = claim.submissions[-1]
    if (submitted := _submitted(claim, row, reader)) is not None:
        yield document(f"{folder}/submission.json", row.at, submitted, registered=row.sha256)
        cipher = vault.FileSeal(claim, reader)
        yield from attachments.entries(f"{folder}/files", attachments.stored(row.files), cipher)


def _submitted(claim: Claim, row: ClaimSubmission, reader: Person) -> dict[str, Any] | None:
    """What the opening unsealed; None where it was damaged, then or since."""
    try:
        return None if claim.damaged else vault.submission(row, reader)
    except Damaged:
        return None
