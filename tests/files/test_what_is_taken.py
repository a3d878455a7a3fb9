"""What cannot be opened is refused by its true reason while it can be mended, and a picture tells no place (C85 to C90)."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage

from marketplace.files import service as files
from marketplace.sheets.texts import Invalid
from tests.files import samples
from tests.world.clients import Client
from tests.world.world import PDF, World

L1, CLERK = "lead@investor1.example", "clerk@center1.example"
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 200


def taken(app: Flask, name: str, content: bytes) -> files.Checked:
    with app.test_request_context():
        return files.check(FileStorage(BytesIO(content), filename=name))


def refusal(app: Flask, name: str, content: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        taken(app, name, content)
    said = str(refused.value)
    assert name in said
    return said


WHOLE = {
    "a.pdf": samples.pdf(),
    "minimal.pdf": PDF,
    "with remarks behind.pdf": samples.pdf() + b"\n% remark\n" * 20,
    "a.docx": samples.docx(),
    "a.doc": samples.word(),
    "a.xls": samples.excel(),
    "a.jpg": samples.jpeg(),
    "a.JPEG": samples.jpeg(),
    "a.png": samples.png(),
    "a.txt": "说明".encode(),
    "a.csv": "项目,金额\n".encode("gb18030"),
    "a.dwg": b"AC1032" + b"\0" * 100,
}


@pytest.mark.parametrize("name", list(WHOLE))
def test_what_is_whole_is_taken_as_it_is(app: Flask, name: str) -> None:
    assert taken(app, name, WHOLE[name]).content == WHOLE[name]


LOCKED = {
    "a.pdf": samples.pdf("geheim"),
    "for reading only.pdf": samples.pdf("geheim", owner_only=True),
    "a.docx": samples.compound("EncryptedPackage".encode("utf-16-le").ljust(6000, b"\0")),
    "a.xlsx": samples.compound(b"\0" * 5000, name="EncryptedPackage"),
    "a.pptx": samples.compound(b"\0" * 5000, name="EncryptedPackage"),
    "with zip password.docx": samples.zip_with_password(),
    "a.doc": samples.word(locked=True),
    "a.xls": samples.excel(locked=True),
    "new in old.doc": samples.compound(b"\0" * 5000, name="EncryptedPackage"),
}


@pytest.mark.parametrize("name", list(LOCKED))
def test_what_has_a_password_is_refused_for_its_password(app: Flask, name: str) -> None:
    """C85, C86."""
    assert "密码" in refusal(app, name, LOCKED[name])


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.doc", "a.xls", "a.jpg", "a.png"])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.85])
def test_what_is_torn_is_refused_as_torn(app: Flask, name: str, part: float) -> None:
    content = WHOLE[name]
    said = refusal(app, name, content[: int(len(content) * part)])
    assert "不完整或者已损坏" in said and "密码" not in said


def test_one_damaged_byte_in_an_office_file_or_a_png_is_noticed(app: Flask) -> None:
    for name, place in (("a.docx", 200), ("a.png", -25)):
        content = bytearray(WHOLE[name])
        content[place] ^= 0x55
        assert "不完整或者已损坏" in refusal(app, name, bytes(content))


@pytest.mark.parametrize("name", ["IMG_0001.HEIC", "IMG_0001.heif", "IMG_0001.jpg", "IMG_0001.png"])
def test_a_telephones_photo_gets_the_advice_that_helps(app: Flask, name: str) -> None:
    """C88."""
    said = refusal(app, name, HEIC)
    assert "HEIC" in said and "JPEG" in said and "设置—相机—格式" in said


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("方案.wps", "docx"),
        ("表.et", "xlsx"),
        ("a.webp", "JPEG"),
        ("a.ofd", "PDF"),
        ("a.zip", "可以上传"),
        ("无扩展名", "可以上传"),
    ],
)
def test_other_kinds_say_what_to_save_them_as(app: Flask, name: str, word: str) -> None:
    assert word in refusal(app, name, b"whatever")


def test_an_empty_file_is_said_to_be_empty(app: Flask) -> None:
    assert "空文件" in refusal(app, "a.pdf", b"")


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_jpeg_tells_no_place_and_stands_as_it_was_held(app: Flask, order: str, orientation: int) -> None:
    photo = samples.jpeg(
        samples.exif_segment(orientation=orientation, order=order),
        samples.xmp_segment(),
        samples.comment_segment(),
        after=b"a film with PLACE",
    )
    kept = taken(app, "现场.jpg", photo).content
    assert b"PLACE" in photo and b"PLACE" not in kept and b"GPS" not in kept and b"33.87" not in kept
    assert b"ICC_PROFILE" in kept and b"JFIF" in kept and kept.count(samples.SCAN) == 2 and kept.endswith(b"\xff\xd9")
    block = re.search(rb"Exif\0\0MM\0\*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0(.)", kept)
    assert (block[1][0] if block else 1) == orientation
    assert taken(app, "现场.jpg", kept).content == kept  # cleaned once more it is the same


def test_a_png_tells_no_place_either(app: Flask) -> None:
    photo = samples.png(
        samples.chunk(b"eXIf", samples.exif(orientation=8)),
        samples.chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + samples.XMP),
        samples.chunk(b"tEXt", b"Comment\0PLACE"),
        after=b"PLACE",
    )
    kept = taken(app, "图.png", photo).content
    assert b"PLACE" not in kept and b"GPS" not in kept
    assert b"eXIf" in kept and taken(app, "图.png", kept).content == kept
    assert taken(app, "图.png", samples.png()).content == samples.png()


def test_the_owner_is_told_and_what_counts_is_the_hash_of_what_is_stored(
    app: Flask, client_of: Callable[[str], Client], world: World
) -> None:
    import hashlib

    from sqlalchemy import select

    from marketplace.extensions import db
    from marketplace.files.models import StoredFile

    ref = world.a_claim(world.a_scenario("open"), "investor1", submit=False)
    photo = samples.jpeg(samples.exif_segment())
    client = client_of(L1)
    client.post(f"/desk/claims/{ref}/files", {"file": (BytesIO(photo), "现场.jpg")})
    page = client.get(f"/desk/claims/{ref}/attachments").text
    assert "照片“现场.jpg”里的拍摄地点等信息已去掉" in page
    with app.app_context():
        address = "/files/" + str(db.session.scalar(select(StoredFile.id).where(StoredFile.sealed)))
    content = client.get(address).data
    assert b"PLACE" not in content and hashlib.sha256(content).hexdigest() not in (
        hashlib.sha256(photo).hexdigest(),
        "",
    )
    again = client.post(f"/desk/claims/{ref}/files", {"file": (BytesIO(samples.jpeg()), "素净.jpg")})
    assert "拍摄地点" not in client.get(again.headers["Location"]).text


def test_a_locked_file_is_refused_on_the_page_and_all_else_that_was_typed_stays(
    client_of: Callable[[str], Client], world: World
) -> None:
    ref = world.a_claim(world.a_scenario("open"), "investor1", submit=False)
    answer = client_of(L1).post(f"/desk/claims/{ref}/files", {"file": (BytesIO(LOCKED["a.pdf"]), "资信.pdf")}, 422)
    assert "密码" in answer.text and "资信.pdf" in answer.text


def test_file_inputs_name_what_is_taken_so_that_a_telephone_converts_by_itself(
    client_of: Callable[[str], Client], world: World
) -> None:
    code = world.a_draft()
    page = client_of(CLERK).get(f"/desk/scenarios/{code}/plan/basics").text
    accept = re.findall(r'<input type="file"[^>]*accept="([^"]+)"', page)
    assert accept and all("image/jpeg" in one and ".pdf" in one and "heic" not in one.lower() for one in accept)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Résumé 가이드 ガ.pdf", "Résumé 가이드 ガ.pdf"),
        ("方" * 150 + ".pdf", "方" * 120 + ".pdf"),
        ("双..点..PDF", "双..点..PDF"),
        ("👨‍👩‍👧‍👦.pdf", "👨👩👧👦.pdf"),
        ("..\\..\\隐.pdf", "隐.pdf"),
    ],
)
def test_names_keep_their_ending_in_composed_form(app: Flask, raw: str, shown: str) -> None:
    """C89, C90."""
    import unicodedata

    assert taken(app, unicodedata.normalize("NFD", raw), PDF).name == unicodedata.normalize("NFC", shown)


def test_a_large_and_hostile_file_is_judged_in_time(app: Flask) -> None:
    most = 20 * 1024 * 1024 - 100
    hostile = {
        "a.pdf": b"%PDF-" + b"/Encrypt<<startxref 9 xref trailer" * (most // 40) + b"\nstartxref\n5\n%%EOF",
        "b.pdf": b"%PDF-" + b"\nstartxref 6 %%EOF" * (most // 20),
        "c.jpg": samples.jpeg()[:-2] + b"\xff\xfe\0\2" * (most // 5) + b"\xff\xd9",
        "d.jpg": b"\xff\xd8" + b"\xff\xfe\0\2" * (most // 5),
        "e.png": samples.png()[:-12] + samples.chunk(b"tEXt", b"") * (most // 13) + samples.chunk(b"IEND", b""),
        "f.doc": samples.word() + b"\xec\xa5" * (most // 3),
        "g.xls": samples.excel() + samples.excel()[1536:2048] * (most // 600),
    }
    for name, content in hostile.items():
        began = time.process_time()
        with app.test_request_context(), suppress(Invalid):
            files.check(FileStorage(io.BytesIO(content), filename=name))
        assert time.process_time() - began < 3, name
