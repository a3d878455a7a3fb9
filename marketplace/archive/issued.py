"""What belongs to a scenario as a whole: its issued versions with their files, its certificates as printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marketplace.archive import attachments
from marketplace.archive.entries import Entry, document, page
from marketplace.documents.models import Certificate
from marketplace.documents.printing import printed
from marketplace.i18n import _
from marketplace.plans.sheet import IMPLEMENTATION, PLAN
from marketplace.publications import service as publications
from marketplace.publications.attachments import named
from marketplace.publications.models import Publication
from marketplace.scenarios.models import Scenario

FOLDER = "publications"


def versions(scenario: Scenario) -> Iterator[Entry]:
    """Every version: its canonical content, a page to read, and the files that any of them names."""
    rows = publications.versions(scenario)
    ids = [one for row in rows for one in named(row.content["plan"])]
    files = list(attachments.entries(f"{FOLDER}/files", attachments.stored(ids)))
    hrefs = attachments.links(files, FOLDER)
    for row in rows:
        yield from _version(row, hrefs)
    yield from files


def _version(row: Publication, hrefs: dict[str, str]) -> Iterator[Entry]:
    title = _("推介文件 %(number)s（%(kind)s，第 %(n)d 版）", number=row.number, kind=row.kind_label, n=row.version)
    sheet = IMPLEMENTATION if row.content.get("operator") else PLAN
    facts = [
        (_("编号"), row.number),
        (_("发布单位"), row.content["publisher"]["name"]),
        (_("理由"), row.reason or "—"),
        ("SHA-256", row.sha256),
    ]
    values = row.content["plan"]
    yield page(
        f"{FOLDER}/{row.slug}.html",
        title,
        row.issued_at,
        "sheet",
        sections=sheet.sections,
        values=values,
        facts=facts,
        hrefs=hrefs,
    )
    yield document(f"{FOLDER}/{row.slug}.json", title, row.issued_at, row.content, registered=row.sha256)


def certificates(rows: Sequence[Certificate]) -> Iterator[Entry]:
    """Every certificate: the PDF as it was first printed, and its content as hashed."""
    for row in rows:
        title, kept = f"{row.label} {row.number}", printed(row, "pdf")
        yield Entry(f"certificates/{row.slug}.pdf", title, row.issued_at, kept.body, kept.sha256)
        yield document(f"certificates/{row.slug}.json", title, row.issued_at, row.content, registered=row.sha256)
