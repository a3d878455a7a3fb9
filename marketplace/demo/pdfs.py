"""Small PDF documents for the attachments: real text in a font that every reader brings along."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from werkzeug.datastructures import FileStorage

LINE = 28
"""Characters to a line of an A4 page in 16-point type."""
LINES = 32
_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [5 0 R] >>",
    b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 6 0 R /DW 1000"
    b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>",
    b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0"
    b" /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
)


def upload(name: str, title: str, paragraphs: Sequence[str]) -> FileStorage:
    """The document as a browser would send it."""
    return FileStorage(BytesIO(pdf(title, paragraphs)), filename=name)


def pdf(title: str, paragraphs: Sequence[str]) -> bytes:
    """One page with a title and paragraphs."""
    lines = [line for paragraph in paragraphs for line in _wrapped(paragraph)][:LINES]
    text = [_show(title[:LINE], 20, 780), *(_show(line, 16, 736 - 22 * place) for place, line in enumerate(lines))]
    content = b"BT\n" + b"\n".join(text) + b"\nET"
    return _document(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 7 0 R /Resources << /Font << /F 4 0 R >> >> >>",
            *_FONT,
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        ]
    )


def _wrapped(paragraph: str) -> list[str]:
    return [paragraph[start : start + LINE] for start in range(0, len(paragraph), LINE)]


def _show(text: str, size: int, height: int) -> bytes:
    return f"/F {size} Tf 1 0 0 1 64 {height} Tm <{text.encode('utf-16-be').hex()}> Tj".encode()


def _document(objects: Sequence[bytes]) -> bytes:
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
        + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(body))
    )
