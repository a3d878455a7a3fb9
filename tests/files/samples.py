"""Small files as programs write them, whole, locked and with what a telephone adds."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from docx import Document
from pypdf import PdfWriter


def pdf(password: str = "", *, owner_only: bool = False) -> bytes:
    """A PDF of one page; with a password to open it, or to change it only."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Subject": "填" * 4000})
    if password:
        writer.encrypt(user_password="" if owner_only else password, owner_password=password, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def docx() -> bytes:
    """A Word document."""
    out = io.BytesIO()
    document = Document()
    document.add_paragraph("实施方案")
    document.save(out)
    return out.getvalue()


def zip_with_password() -> bytes:
    """A .docx whose entries carry the mark of a zip password."""
    content = bytearray(docx())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        places = [entry.header_offset for entry in archive.infolist()]
    for place in places:
        content[place + 6] |= 1
    start = content.find(b"PK\1\2")
    while start >= 0:
        content[start + 8] |= 1
        start = content.find(b"PK\1\2", start + 4)
    return bytes(content)


def compound(stream: bytes, *, name: str = "WordDocument") -> bytes:
    """A compound file of the old Office with one stream."""
    sectors = -(-len(stream) // 512)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    chain = [n + 3 for n in range(sectors - 1)] + [0xFFFFFFFE]
    fat = struct.pack("<128I", *([0xFFFFFFFD, 0xFFFFFFFE, *chain] + [0xFFFFFFFF] * 128)[:128])
    entry = name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HBB", 2 * len(name) + 2, 2, 1)
    entry = entry.ljust(116, b"\0") + struct.pack("<II", 2, len(stream)) + b"\0" * 4
    return header + fat + (b"\0" * 128 + entry).ljust(512, b"\0") + stream.ljust(sectors * 512, b"\0")


def word(*, locked: bool = False) -> bytes:
    """A .doc as far as its first block goes."""
    return compound(struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0x804, 0, 0x0100 if locked else 0).ljust(5000, b"\0"))


def excel(*, locked: bool = False) -> bytes:
    """An .xls as far as its first records go."""
    begin = struct.pack("<HH", 0x0809, 16) + b"\0\6\5\0" + b"\0" * 12
    record = struct.pack("<HH", 0x002F, 6) + b"\1\0\1\0\1\0" if locked else struct.pack("<HH", 0x0042, 2) + b"\0\0"
    return compound((begin + record + struct.pack("<HH", 0x000A, 0)).ljust(5000, b"\0"), name="Workbook")


def exif(orientation: int = 6, *, order: str = ">", place: bool = True) -> bytes:
    """What a telephone writes: how it was held, and where."""
    mark = b"MM\0*" if order == ">" else b"II*\0"
    tags = [struct.pack(order + "HHI", 0x0112, 3, 1) + struct.pack(order + "HH", orientation, 0)]
    if place:
        tags.append(struct.pack(order + "HHII", 0x8825, 4, 1, 60))
    head = mark + struct.pack(order + "I", 8) + struct.pack(order + "H", len(tags)) + b"".join(tags) + b"\0" * 4
    return head + b"33.8712N 115.7781E PLACE"


def _segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


SCAN = b"\x12\x34\xff\x00\x56\xff\xd0\x78"


def jpeg(*metadata: bytes, after: bytes = b"") -> bytes:
    """A JPEG by its structure: tables, one frame, two scans."""
    frame = _segment(0xC2, b"\x08" + struct.pack(">HH", 8, 8) + b"\1\1\x11\0")
    tables = _segment(0xDB, b"\0" + b"\1" * 64) + frame + _segment(0xC4, b"\0" * 17)
    scan = _segment(0xDA, b"\1\1\0\0\x3f\0") + SCAN
    jfif = _segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
    icc = _segment(0xE2, b"ICC_PROFILE\0\1\1profile")
    return b"\xff\xd8" + jfif + b"".join(metadata) + icc + tables + scan + scan + b"\xff\xd9" + after


def exif_segment(**how: object) -> bytes:
    """The same as a JPEG holds it."""
    return _segment(0xE1, b"Exif\0\0" + exif(**how))  # type: ignore[arg-type]


XMP = b'<x:xmpmeta><rdf:Description exif:GPSLatitude="33,52.27N" photoshop:City="PLACE"/></x:xmpmeta>'


def xmp_segment() -> bytes:
    """Where it was taken, in the other block that programs use."""
    return _segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP)


def comment_segment() -> bytes:
    """A remark."""
    return _segment(0xFE, b"taken at PLACE")


def chunk(kind: bytes, body: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*metadata: bytes, after: bytes = b"") -> bytes:
    """A PNG of one white point."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(b"\0\xff"))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(metadata) + data + chunk(b"IEND", b"") + after
