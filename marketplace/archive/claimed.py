"""What an opened claim said, word for word, and its files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from marketplace.accounts.models import Person
from marketplace.archive import attachments
from marketplace.archive.entries import Entry, document
from marketplace.claims import vault
from marketplace.claims.models import Claim, ClaimSubmission
from marketplace.claims.opening import opened_claims
from marketplace.claims.seal import Damaged
from marketplace.scenarios.models import Round


def submitted(round_: Round, folder: str, reader: Person) -> Iterator[Entry]:
    """What each opened claim's last submission says, with its files. Of one that was never opened there is nothing."""
    for claim in opened_claims(round_):
        yield from _claim(claim, reader, f"{folder}/claims/{claim.ref}")


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
