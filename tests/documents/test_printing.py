"""Printed certificates: the official layout, no empty boxes, the same bytes each time."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader

from marketplace.documents import printing, word
from marketplace.documents.blocks import Block, Paper, heading, last_group, pairs, paragraph, table
from marketplace.documents.glyphs import printable
from marketplace.documents.kinds import KINDS
from marketplace.documents.lines import name_lines, title_lines
from marketplace.documents.models import Certificate
from marketplace.documents.service import _content

OFFICE = "亳州高新区城市功能品质活力提升工作领导小组办公室"


def a_certificate(kind: str = "notice", blocks: list[Block] | None = None, **changes: Any) -> Certificate:
    """A certificate that was never stored."""
    paper = Paper(
        ["关于", "“幸福社区食堂与助餐”场景", "拟揭榜方的公示"], blocks or [paragraph("特此公告。")], **changes
    )
    made = Certificate(
        kind=kind,
        number="亳高城办〔2026〕3号",
        slug="GW-2026-3",
        scenario_code="CJ-2026-0001",
        round_number=1,
        issued_at=datetime(2026, 11, 24, 2, 3, 4, tzinfo=UTC),
    )
    made.content, made.sha256 = _content(made, KINDS[kind], paper, OFFICE), "ab" * 32
    return made


def read(pdf: bytes) -> PdfReader:
    """The printed document."""
    return PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    """All text of it, without blanks."""
    return "".join("".join((page.extract_text() or "").split()) for page in read(pdf).pages)


@pytest.fixture(autouse=True)
def _context(app: Flask) -> Any:
    app.config["BASE_URL"] = "https://market.example"
    with app.app_context():
        yield


def test_a_rare_name_is_printed_without_empty_boxes() -> None:
    pdf = printing.pdf(a_certificate(blocks=[paragraph("联系人张玥喆、李堃，面积 120 ㎡，😀\u200b。")]))
    text = text_of(pdf)
    assert "张玥喆" in text and "李堃" in text and "〓" in text
    fonts = {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for page in read(pdf).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert any(name.startswith("FandolFang") for name in fonts) and any(
        name.startswith("NotoSerifSC") for name in fonts
    )
    assert b"pdfaid" in pdf or "pdfaid" in str(read(pdf).xmp_metadata), "not archival"


@pytest.mark.parametrize("kind", ["notice", "receipt"])
def test_names_with_characters_of_the_rare_planes_are_printed(kind: str) -> None:
    name = "䶮㛃𡃁𠮷𪚥𠀀𬱖𫖯有限公司"
    blocks = [heading(1, f"一、{name}"), heading(2, f"（一）{name}"), paragraph(name), pairs([(name, name)])]
    body = printing.pdf(a_certificate(kind, blocks=[*blocks, paragraph("完。")], addressee=f"{name}："))
    text = text_of(body)
    assert text.count(name) == 6 and "〓" not in text
    assert b"pdfaid" in body or "pdfaid" in str(read(body).xmp_metadata), "not archival: a glyph is missing"
    for page in read(body).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            descended = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descended), "a font is not embedded"


def test_text_is_only_text() -> None:
    text = text_of(printing.pdf(a_certificate(blocks=[paragraph('#import "x" #panic("y") $z$ *b* <p/> \\ & "')])))
    assert '#import"x"#panic("y")$z$*b*<p/>\\&"' in text


def test_the_sheet_is_a4_with_the_foot_and_the_page_number() -> None:
    pdf = printing.pdf(a_certificate(blocks=[paragraph("一二三四五六七八" * 150)]))
    pages = read(pdf).pages
    assert len(pages) == 3 and [round(float(one)) for one in pages[0].mediabox[2:]] == [595, 842]
    assert ["—1—" in "".join(p.extract_text().split()) for p in pages] == [True, False, False]
    last = "".join(pages[-1].extract_text().split())
    assert "ab" * 32 in last and "https://market.example/verify" in last and "—3—" in last
    assert "以加盖印章的纸质文本或平台登记的摘要为准" in last and "2026年11月24日" in last and "10:03:04" in last


def test_a_line_holds_28_characters() -> None:
    pages = read(printing.pdf(a_certificate(blocks=[paragraph("方" * 26 + "案" * 28 + "完")]))).pages
    lines = [line.strip() for page in pages for line in page.extract_text().splitlines()]
    assert "案" * 28 in lines, lines[6:]


def test_the_close_takes_text_with_it_and_working_papers_have_lines_to_sign() -> None:
    blocks = [paragraph(f"第{n}段文字占满一行以上，用来把落款推到下一页去，看它是否带着正文。") for n in range(12)]
    before, last = last_group(blocks)
    assert len(last) == 1 and len(before) == 11
    text = text_of(printing.pdf(a_certificate("opening_record", blocks=blocks, signatures=["记录人："])))
    assert "记录人：" in text and "加盖印章" not in text


def test_titles_and_names_are_broken_by_sense() -> None:
    assert title_lines(["关于", "“短”场景", "的公告"]) == ["关于“短”场景的公告"]
    long = title_lines(["关于", "“站前社区嵌入式养老托育服务综合体”场景", "流榜的公告"])
    assert len(long) == 2 and max(map(len, long)) <= 18 and "".join(long).endswith("流榜的公告")
    assert name_lines(OFFICE) == ["亳州高新区城市功能品质活力提升", "工作领导小组办公室"]


def test_printing_twice_gives_the_same_bytes() -> None:
    blocks = [
        heading(2, "（一）评审标准"),
        table([("标准", "l", 2), ("得分（分）", "r", 1)], [["质量", "88.50"]]),
        paragraph("完。"),
    ]
    certificate = a_certificate("evaluation_report", blocks=blocks)
    assert printing.pdf(certificate) == printing.pdf(certificate)
    assert word.docx(certificate) == word.docx(certificate)


def test_the_word_file_has_the_official_page_fonts_and_repeated_heads() -> None:
    blocks = [
        heading(1, "一、评分"),
        table([("标准", "l", 2), ("得分（分）", "r", 1)], [["质量", "88.50"]]),
        pairs([("甲", "乙")]),
    ]
    with zipfile.ZipFile(
        io.BytesIO(word.docx(a_certificate("evaluation_report", blocks=[*blocks, paragraph("完。")])))
    ) as book:
        xml = book.read("word/document.xml").decode()
        assert {part.date_time for part in book.infolist()} == {(2000, 1, 1, 0, 0, 0)}
    assert 'w:eastAsia="仿宋_GB2312"' in xml and 'w:eastAsia="黑体"' in xml and "w:tblHeader" in xml
    assert 'w:line="579"' in xml and 'w:lineRule="exact"' in xml and 'w:top="2098"' in xml


def test_characters_that_no_font_has_are_replaced() -> None:
    shown = printable({"a": ["喆\t😀", 3]})
    assert json.dumps(shown, ensure_ascii=False) == '{"a": ["喆 〓", 3]}'


def test_a_notice_fits_on_one_sheet_with_tighter_lines_and_a_short_one_keeps_the_standard() -> None:
    words = "公示期内有异议的，可以在平台书面提出，写明名称、联系方式、理由和证据，单位加盖公章，个人签名。"
    long, short = (a_certificate("notice", blocks=[paragraph(words)] * n) for n in (10, 2))
    assert [len(read(printing.pdf(one)).pages) for one in (long, short)] == [2, 2]
    assert printing.data(short)["pitch"] == printing.PITCHES[0]
    assert printing.count_pages(printing.pdf(long)) == 2
    endless = a_certificate("notice", blocks=[paragraph(words)] * 40)
    assert printing.count_pages(printing.pdf(endless)) == len(read(printing.pdf(endless)).pages) > 2


def test_the_word_file_carries_no_picture_of_another_document() -> None:
    with zipfile.ZipFile(io.BytesIO(word.docx(a_certificate("notice", blocks=[paragraph("完。")])))) as made:
        assert not [name for name in made.namelist() if "thumbnail" in name]
        assert b"thumbnail" not in made.read("_rels/.rels")
