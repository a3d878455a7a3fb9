"""From certificate to PDF or Word. The first printing is kept, so that every later fetch gives the same bytes."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn as noto
import segno
import typst
from flask import current_app

from marketplace import clock
from marketplace.documents import queries
from marketplace.documents.blocks import last_group
from marketplace.documents.foot import day_of, proof, verify_address
from marketplace.documents.glyphs import in_kai, is_rare, printable, rare_font
from marketplace.documents.kinds import KINDS
from marketplace.documents.lines import name_lines
from marketplace.documents.models import Certificate, CertificateFile
from marketplace.extensions import db, unit_of_work
from marketplace.furniture import times
from marketplace.furniture.glyphs import FONTS
from marketplace.i18n import _, for_good

PITCHES = (28.95, 26.5, 24.5, 23.0, 22.0)
"""Distances of the lines in points, the standard's first; it allows others in special cases (GB/T 9704-2012)."""
RESERVE = 2
"""How many steps tighter a Word file is set that must fit its pages: its fonts are those of the machine that opens it."""
PAGE = re.compile(rb"/Type\s*/Page\b")
TEMPLATES = Path(__file__).parent / "templates"


@cache
def _fonts(*more: Path) -> Any:
    return typst.Fonts(font_paths=[FONTS, noto.serif_path().parent, *more], include_system_fonts=False)


def _qr(address: str) -> str:
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=2, xmldecl=False)
    return drawn.getvalue().decode()


def data(certificate: Certificate, pitch: float = PITCHES[0]) -> dict[str, Any]:
    """What the template of the PDF is given: text, and the distance of the lines in points."""
    content, kind = certificate.content, KINDS[certificate.kind]
    day, issuer = day_of(content), content["issuer"]
    blocks = [{**one, "kai": in_kai(one["text"])} if one["t"] == "h2" else one for one in content["blocks"]]
    before, last = last_group(blocks)
    shown: dict[str, Any] = printable(
        {
            **{key: content[key] for key in ("title", "lines", "number", "addressee", "signatures", "issuer")},
            "red_head": kind.red_head,
            "sealed": kind.red_head,
            "mark": name_lines(issuer),
            "issuer_lines": name_lines(issuer),
            "day": times.day(day),
            "date": [day.year, day.month, day.day],
            "blocks": before,
            "last": last,
            "copies": content.get("copies", []),
            "proof": proof(certificate),
            "qr_alt": _("核验地址的二维码"),
        }
    )
    return shown | {"qr": _qr(verify_address(certificate)), "pitch": pitch}


def pdf(certificate: Certificate) -> bytes:
    """The printed document, its lines as wide apart as its pages allow."""
    return _fitting(certificate)[1]


def _fitting(certificate: Certificate) -> tuple[float, bytes]:
    """The widest pitch at which it fits on its pages, and the document; the standard's where none does."""
    most, standard = KINDS[certificate.kind].most_pages, _set(certificate, PITCHES[0])
    if not most or count_pages(standard) <= most:
        return PITCHES[0], standard
    for pitch in PITCHES[1:]:
        if count_pages(tighter := _set(certificate, pitch)) <= most:
            return pitch, tighter
    return PITCHES[0], standard


def count_pages(made: bytes) -> int:
    """How many pages a PDF of ours has: its page objects are not compressed."""
    return len(PAGE.findall(made))


def _set(certificate: Certificate, pitch: float) -> bytes:
    """Archival (PDF/A) unless a text refuses, for a document must always print."""
    given = data(certificate, pitch)
    text = json.dumps(given | {"rare": is_rare(json.dumps(given, ensure_ascii=False))}, ensure_ascii=False)
    try:
        return _compile(text, archival=True)
    except typst.TypstError:
        return _compile(text, archival=False)


def _compile(text: str, *, archival: bool) -> bytes:
    made: bytes = typst.compile(
        str(TEMPLATES / "official.typ"),
        root=str(TEMPLATES),
        font_paths=_fonts(rare_font(Path(current_app.config["VAR_DIR"]))) if is_rare(text) else _fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": text},
        pdf_standards=["a-2a"] if archival else [],
    )
    return made


def _word(certificate: Certificate) -> bytes:
    from marketplace.documents import word  # python-docx takes a third of a second to import, and few ask for Word

    pitch = _fitting(certificate)[0]
    if KINDS[certificate.kind].most_pages:  # another machine's fonts may be wider: some reserve
        pitch = PITCHES[min(PITCHES.index(pitch) + RESERVE, len(PITCHES) - 1)]
    return word.docx(certificate, pitch=pitch)


PRINTERS: Mapping[str, Callable[[Certificate], bytes]] = {"pdf": pdf, "docx": _word}


def printed(certificate: Certificate, form: str) -> CertificateFile:
    """The printed form. The first to ask prints it, outside any write transaction; of two at once the first one's bytes
    are kept and both are given those."""
    known = queries.printed(certificate, form)
    if known is not None:
        return known
    with for_good():
        certificate_id, body = certificate.id, PRINTERS[form](certificate)
    with unit_of_work() as session:
        certificate = session.get_one(Certificate, certificate_id)
        kept = queries.printed(certificate, form)
        if kept is None:
            digest = hashlib.sha256(body).hexdigest()
            kept = CertificateFile(
                certificate_id=certificate.id, format=form, body=body, sha256=digest, made_at=clock.now()
            )
            session.add(kept)
    return db.session.get_one(CertificateFile, kept.id)
