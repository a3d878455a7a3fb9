"""Which files are taken, and how their bytes must begin: a table, since a name proves nothing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from marketplace.i18n import _
from marketplace.sheets.texts import Invalid

MOST_ENTRIES = 2000
MOST_UNPACKED = 60 * 1024 * 1024


@dataclass(frozen=True)
class FileKind:
    """A kind of file: its extension, the media type it is served as, and the test of its content."""

    extension: str
    media_type: str
    fits: Callable[[bytes], bool]


def _begins(*starts: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(starts)


def _office(part: str) -> Callable[[bytes], bool]:
    def fits(content: bytes) -> bool:
        if not content.startswith(b"PK"):
            return False
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                entries = archive.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
            return False
        names = {entry.filename for entry in entries}
        small = len(entries) <= MOST_ENTRIES and sum(entry.file_size for entry in entries) <= MOST_UNPACKED
        honest = not any(name.startswith("/") or ".." in name or name.endswith("vbaProject.bin") for name in names)
        return small and honest and "[Content_Types].xml" in names and any(name.startswith(part) for name in names)

    return fits


def _text(content: bytes) -> bool:
    if b"\0" in content:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    return False


_OLE = _begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_OOXML = "application/vnd.openxmlformats-officedocument."
KINDS = {
    kind.extension: kind
    for kind in (
        FileKind("pdf", "application/pdf", _begins(b"%PDF-")),
        FileKind("png", "image/png", _begins(b"\x89PNG\r\n\x1a\n")),
        FileKind("jpg", "image/jpeg", _begins(b"\xff\xd8\xff")),
        FileKind("jpeg", "image/jpeg", _begins(b"\xff\xd8\xff")),
        FileKind("docx", _OOXML + "wordprocessingml.document", _office("word/")),
        FileKind("xlsx", _OOXML + "spreadsheetml.sheet", _office("xl/")),
        FileKind("pptx", _OOXML + "presentationml.presentation", _office("ppt/")),
        FileKind("doc", "application/msword", _OLE),
        FileKind("xls", "application/vnd.ms-excel", _OLE),
        FileKind("dwg", "image/vnd.dwg", _begins(b"AC10")),
        FileKind("txt", "text/plain", _text),
        FileKind("csv", "text/csv", _text),
    )
}


def kind_of(name: str, content: bytes) -> FileKind:
    """The kind that name and content agree on.

    :raises Invalid: the extension is not taken, or the content is something else.
    """
    kind = KINDS.get(name.rpartition(".")[2].lower()) if "." in name else None
    if kind is None:
        raise Invalid(_("“%(name)s”的类型不能上传。可以上传：%(kinds)s。", name=name, kinds="、".join(KINDS)))
    if not kind.fits(content):
        raise Invalid(
            _(
                "“%(name)s”的内容不是 %(kind)s 文件（或者含有宏），请换成真正的 %(kind)s 文件。",
                name=name,
                kind=kind.extension,
            )
        )
    return kind
