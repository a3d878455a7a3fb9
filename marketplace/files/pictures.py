"""Pictures without what they tell beside the picture: place, camera, owner, earlier versions. Their pixels stay as they are.

A JPEG or PNG is a row of segments; those that hold metadata are left out and everything else is kept byte for byte, so
nothing is compressed anew. Only the orientation goes on in a small block of its own, or a photo would lie on its side.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from marketplace.files.soundness import Torn

EXIF = b"Exif\0\0"
ORIENTATION, GPS = 0x0112, 0x8825
PLACES = (b"GPSLatitude", b"photoshop:City", b"Iptc4xmpCore:Location", b"Iptc4xmpExt:Location", b"exif:GPS")
"""What the other blocks call a place."""


@dataclass(frozen=True)
class Cleaned:
    """A picture that tells only what is seen."""

    content: bytes
    had_place: bool = False
    """Whether it told where it was taken."""


# --- EXIF ---------------------------------------------------------------------------------------------------------


def _tags(tiff: bytes) -> dict[int, int]:
    """The tags of the first directory, those with one short value by it; empty where it cannot be read."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return {}
    found = {}
    try:
        (start,) = struct.unpack_from(order + "I", tiff, 4)
        (count,) = struct.unpack_from(order + "H", tiff, start)
        for n in range(min(count, 200)):
            tag, kind = struct.unpack_from(order + "HH", tiff, start + 2 + 12 * n)
            found[tag] = struct.unpack_from(order + "H", tiff, start + 10 + 12 * n)[0] if kind == 3 else 0
    except struct.error:
        return found
    return found


def _orientation_alone(tags: dict[int, int]) -> bytes:
    """An EXIF block that says how the picture stands, and nothing else; empty where it stands upright."""
    value = tags.get(ORIENTATION, 1)
    if not 2 <= value <= 8:
        return b""
    return b"MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, ORIENTATION, 3, 1, value, 0, 0)


def _names_a_place(block: bytes) -> bool:
    return any(word in block for word in PLACES)


# --- JPEG ---------------------------------------------------------------------------------------------------------

SOI, EOI, SOS, COM, APP0, APP15 = 0xD8, 0xD9, 0xDA, 0xFE, 0xE0, 0xEF
MOST_SEGMENTS = 20_000
"""More than any picture has: beyond it somebody wants to be waited for."""
KEPT = {0xE0: (b"JFIF", b"JFXX"), 0xE2: (b"ICC_PROFILE",), 0xEE: (b"Adobe",)}
"""Application segments that a picture needs to look right: size of a dot, colours."""


def jpeg(content: bytes) -> Cleaned:
    """A JPEG without metadata, and without whatever follows its end (a film, a second picture).

    :raises Torn: it has no picture, or its end is missing.
    """
    head, tags, had_place = b"", dict[int, int](), False
    place = 2
    for marker, start, end in _segments(content):
        body = content[start + 4 : end]
        if marker == 0xE1 and body.startswith(EXIF):
            found = _tags(body[len(EXIF) :])
            tags = tags or found
            had_place = had_place or GPS in found
        elif APP0 <= marker <= APP15 or marker == COM:
            had_place = had_place or _names_a_place(body)
            if any(body.startswith(name) for name in KEPT.get(marker, ())):
                head += content[start:end]
        else:
            head += content[start:end]
        place = end
    exif = _orientation_alone(tags)
    block = b"\xff\xe1" + struct.pack(">H", 2 + len(EXIF) + len(exif)) + EXIF + exif if exif else b""
    return Cleaned(content[:2] + block + head + content[place : _end_of_scans(content, place)], had_place)


def _segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, beginning and end of each segment up to the first scan, whose header is the last."""
    place = 2
    for _n in range(MOST_SEGMENTS):
        while content[place : place + 2] == b"\xff\xff":
            place += 1
        if place + 4 > len(content) or content[place] != 0xFF:
            raise Torn
        marker = content[place + 1]
        end = place + 2 + int(struct.unpack_from(">H", content, place + 2)[0])
        if end > len(content) or end < place + 4 or marker in (SOI, EOI):
            raise Torn
        yield marker, place, end
        if marker == SOS:
            return
        place = end
    raise Torn


def _end_of_scans(content: bytes, place: int) -> int:
    """Behind the end mark of the picture whose first scan begins here; between scans there are tables."""
    tables = 0
    while True:
        place = content.find(b"\xff", place)
        if place < 0 or place + 1 >= len(content):
            raise Torn
        marker = content[place + 1]
        if marker == EOI:
            return place + 2
        if marker == 0 or 0xD0 <= marker <= 0xD7:  # a stuffed byte, a restart
            place += 2
        elif marker == 0xFF:
            place += 1
        elif place + 4 <= len(content) and tables < MOST_SEGMENTS:
            tables += 1
            place += 2 + int(struct.unpack_from(">H", content, place + 2)[0])
        else:
            raise Torn


# --- PNG ----------------------------------------------------------------------------------------------------------

TELLING = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})


def png(content: bytes) -> Cleaned:
    """A PNG without metadata, and without whatever follows its end.

    :raises Torn: a chunk is cut off or damaged, or its end is missing.
    """
    kept, place, tags, had_place = [content[:8]], 8, dict[int, int](), False
    for _n in range(MOST_SEGMENTS):
        if place + 12 > len(content):
            raise Torn
        size, kind = struct.unpack_from(">I4s", content, place)
        end = place + 12 + size
        if (
            end > len(content)
            or zlib.crc32(content[place + 4 : end - 4]) != struct.unpack_from(">I", content, end - 4)[0]
        ):
            raise Torn
        body = content[place + 8 : end - 4]
        if kind == b"eXIf":
            tags = _tags(body)
            had_place = had_place or GPS in tags
        elif kind in TELLING:
            had_place = had_place or _names_a_place(body) or b"Raw profile type exif" in body[:40]
        else:
            kept.append(content[place:end])
        if kind == b"IEND":
            break
        place = end
    else:
        raise Torn
    if exif := _orientation_alone(tags):
        kept.insert(2, struct.pack(">I", len(exif)) + b"eXIf" + exif + struct.pack(">I", zlib.crc32(b"eXIf" + exif)))
    return Cleaned(b"".join(kept), had_place)


def as_it_is(content: bytes) -> Cleaned:
    """Kinds that are no pictures."""
    return Cleaned(content)
