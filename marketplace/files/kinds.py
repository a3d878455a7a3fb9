"""Which files are taken, and how their bytes must begin: a table, since a name proves nothing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from marketplace.files import pictures, soundness
from marketplace.files.pictures import Cleaned
from marketplace.files.soundness import MOST_ENTRIES, MOST_UNPACKED, OLE, Locked, Torn
from marketplace.i18n import _, _l, enumerated
from marketplace.sheets.texts import Invalid


@dataclass(frozen=True)
class FileKind:
    """A kind of file: its extension, the media type it is served as, the tests of its content, and what is taken out of it."""

    extension: str
    media_type: str
    begins: tuple[bytes, ...] = ()
    """Its first bytes; nothing where it has no mark of its own."""
    sound: Callable[[bytes], None] = soundness.nothing
    """Raises Locked or Torn where it cannot be opened."""
    fits: Callable[[bytes], bool] = lambda _content: True
    """Whether the content is what the extension says."""
    clean: Callable[[bytes], Cleaned] = pictures.as_it_is


def _office(part: str) -> Callable[[bytes], bool]:
    def fits(content: bytes) -> bool:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
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


_OOXML = "application/vnd.openxmlformats-officedocument."
_ZIP = (b"PK",)
_JPEG = (b"\xff\xd8\xff",)
KINDS = {
    kind.extension: kind
    for kind in (
        FileKind("pdf", "application/pdf", (b"%PDF-",), soundness.pdf),
        FileKind("png", "image/png", (b"\x89PNG\r\n\x1a\n",), clean=pictures.png),
        FileKind("jpg", "image/jpeg", _JPEG, clean=pictures.jpeg),
        FileKind("jpeg", "image/jpeg", _JPEG, clean=pictures.jpeg),
        FileKind("docx", _OOXML + "wordprocessingml.document", _ZIP, soundness.zipped, _office("word/")),
        FileKind("xlsx", _OOXML + "spreadsheetml.sheet", _ZIP, soundness.zipped, _office("xl/")),
        FileKind("pptx", _OOXML + "presentationml.presentation", _ZIP, soundness.zipped, _office("ppt/")),
        FileKind("doc", "application/msword", (OLE,), soundness.ole),
        FileKind("xls", "application/vnd.ms-excel", (OLE,), soundness.ole),
        FileKind("dwg", "image/vnd.dwg", (b"AC10",)),
        FileKind("txt", "text/plain", fits=_text),
        FileKind("csv", "text/csv", fits=_text),
    )
}
ACCEPT = ",".join(["image/jpeg", "image/png", *(f".{extension}" for extension in KINDS)])
"""What a file input offers. It names JPEG and not HEIC, so an iPhone turns its photos into JPEG by itself."""

_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_HEIC_ADVICE = _l(
    "“%(name)s”是手机拍的 HEIC 照片，多数电脑打不开，请换成 JPEG 再上传：苹果手机在“设置—相机—格式”里选“兼容性最佳”后拍摄，"
    "或者在“照片”里把照片拷贝到“文件”再上传；安卓手机在相机设置里关闭“高效格式（HEIF）”。"
)
_SAVE_AS = _l("“%(name)s”的类型不能上传，请另存为 %(better)s 再上传。")
BETTER = {
    **dict.fromkeys(("webp", "gif", "bmp", "tif", "tiff", "avif"), "JPEG / PNG"),
    **dict.fromkeys(("wps", "rtf", "odt", "pages", "docm", "dot", "dotx"), "docx / PDF"),
    **dict.fromkeys(("et", "ods", "numbers", "xlsm", "xlsb"), "xlsx"),
    **dict.fromkeys(("dps", "ppt", "odp", "key", "pptm"), "pptx / PDF"),
    **dict.fromkeys(("ofd", "caj", "xps", "dxf"), "PDF"),
}
"""What a file of a kind that is not taken can be saved as, by its extension."""


def kind_of(name: str, content: bytes) -> FileKind:
    """The kind that name and content agree on.

    :raises Invalid: the extension is not taken, the content is something else, locked by a password, or torn.
    """
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if _is_heic(content) or extension in ("heic", "heif"):
        raise Invalid(_HEIC_ADVICE % {"name": name})
    kind = KINDS.get(extension)
    if kind is None:
        if extension in BETTER:
            raise Invalid(_SAVE_AS % {"name": name, "better": BETTER[extension]})
        raise Invalid(_("“%(name)s”的类型不能上传。可以上传：%(kinds)s。", name=name, kinds=enumerated(KINDS)))
    _assert_sound(kind, name, content)
    return kind


def _is_heic(content: bytes) -> bool:
    return content[4:8] == b"ftyp" and content[8:12] in _HEIC


def _assert_sound(kind: FileKind, name: str, content: bytes) -> None:
    locked_in_old = kind.sound is soundness.zipped and content.startswith(OLE)
    try:
        if locked_in_old or not kind.begins or content.startswith(kind.begins):
            kind.sound(content)
            if not locked_in_old and kind.fits(content):
                return
    except Locked:
        raise Invalid(_LOCKED % {"name": name}) from None
    except Torn:
        raise Invalid(_TORN % {"name": name}) from None
    raise Invalid(
        _(
            "“%(name)s”的内容不是 %(kind)s 文件（或者含有宏），请换成真正的 %(kind)s 文件。",
            name=name,
            kind=kind.extension,
        )
    )


_LOCKED = _l(
    "“%(name)s”设了密码（已加密），别人打不开，没有收下。请去掉密码后重新上传：用 WPS 或 Office 打开，在“文件—信息—保护”里清空密码后保存；"
    "PDF 可以用“打印—另存为 PDF”得到没有密码的一份。"
)
_TORN = _l("“%(name)s”不完整或者已损坏，打不开，没有收下。请在电脑上打开原件，确认能看，再重新保存、重新上传。")


def cleaned(kind: FileKind, name: str, content: bytes) -> Cleaned:
    """The content without what it tells beside itself.

    :raises Invalid: it is torn.
    """
    try:
        return kind.clean(content)
    except Torn:
        raise Invalid(_TORN % {"name": name}) from None
