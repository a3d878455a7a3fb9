"""What belongs to a scenario as a whole: its issued versions with their files, its certificates as printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marketplace.archive import attachments
from marketplace.archive.entries import Entry, document
from marketplace.documents.models import Certificate
from marketplace.documents.printing import printed
from marketplace.publications import service as publications
from marketplace.publications.attachments import named
from marketplace.scenarios.models import Scenario

FOLDER = "publications"


def versions(scenario: Scenario) -> Iterator[Entry]:
    """Every version: its canonical content, a page to read, and the files that any of them names."""
    rows = publications.versions(scenario)
    ids = [one for row in rows for one in named(row.content["plan"])]
    files = list(attachments.entries(f"{FOLDER}/files", attachments.stored(ids)))
    for row in rows:
        yield document(f"{FOLDER}/{row.slug}.json", row.issued_at, row.content, registered=row.sha256)
    yield from files


def certificates(rows: Sequence[Certificate]) -> Iterator[Entry]:
    """Every certificate: the PDF as it was first printed, and its content as hashed."""
    for row in rows:
        kept = printed(row, "pdf")
        yield Entry(f"certificates/{row.slug}.pdf", row.issued_at, kept.body, kept.sha256)
        yield document(f"certificates/{row.slug}.json", row.issued_at, row.content, registered=row.sha256)
