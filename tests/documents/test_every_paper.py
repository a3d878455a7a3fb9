"""Every kind of paper, printed and read as the office would: pages, line ends, words, and as Word in LibreOffice."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from marketplace.documents import printing
from marketplace.documents.kinds import KINDS
from marketplace.documents.models import Certificate
from marketplace.extensions import db
from tests.documents.playing import play
from tests.parts.office import as_pdf
from tests.world.world import World

pytestmark = pytest.mark.slow
NEVER_FIRST = "”’》）〉】，、。；：！？的"
NEVER_LAST = "“‘《（〈【"


def pages(body: bytes) -> int:
    """How many pages a PDF has."""
    return len(PdfReader(io.BytesIO(body)).pages)


def lines(body: bytes) -> list[str]:
    """The lines as they stand on the pages."""
    texts = (page.extract_text() or "" for page in PdfReader(io.BytesIO(body)).pages)
    return [line.strip() for text in texts for line in text.splitlines() if line.strip()]


def test_every_kind_prints_as_an_office_would_want_it_and_opens_in_word(world: World, tmp_path: Path) -> None:
    world.app.config["BASE_URL"] = "https://market.example"
    play(world)
    with world.app.app_context():
        rows = db.session.scalars(select(Certificate).order_by(Certificate.id)).all()
        newest = {row.kind: row for row in rows}
        assert set(newest) == set(KINDS)
        pdfs = {kind: printing.PRINTERS["pdf"](row) for kind, row in newest.items()}
        words = {f"{kind}.docx": printing.PRINTERS["docx"](row) for kind, row in newest.items()}
    for kind, body in pdfs.items():
        text = "".join(lines(body))
        assert "+08:00" not in text and not re.search(r"\d{4}-\d\d-\d\d[ T]", text), kind
        assert "不少于" not in text or kind == "promotion", kind
        for line in lines(body):
            assert line[0] not in NEVER_FIRST[:-1] and line[-1] not in NEVER_LAST, (kind, line)
        assert "印发" in text if KINDS[kind].red_head else "印发" not in text, kind
        assert "〓" not in text, kind
    opened = as_pdf(words, tmp_path)
    for kind, body in pdfs.items():
        most = KINDS[kind].most_pages
        counted = pages(opened[f"{kind}.docx"])
        assert not most or max(pages(body), counted) <= most, (kind, pages(body), counted)
        assert abs(counted - pages(body)) <= 1, (kind, pages(body), counted)
