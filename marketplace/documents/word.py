"""The same blocks as a Word document, for an office that goes on working with it: its own fonts come first by name."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import segno
from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from marketplace.documents.blocks import Block
from marketplace.documents.foot import day_of, proof, verify_address
from marketplace.documents.kinds import KINDS
from marketplace.documents.lines import name_lines
from marketplace.documents.models import Certificate
from marketplace.furniture import times

PITCH, BODY = Pt(28.95), Pt(15.75)
FANG, SONG, HEI, KAI, SUN = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"
FACES: Mapping[str, str] = {"h1": HEI, "h2": KAI, "h3": FANG}
ALIGN = {"l": WD_ALIGN_PARAGRAPH.LEFT, "c": WD_ALIGN_PARAGRAPH.CENTER, "r": WD_ALIGN_PARAGRAPH.RIGHT}
LONG_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z@:/._-]{9,}")
RED = RGBColor(0xC0, 0, 0)
EPOCH = (2000, 1, 1, 0, 0, 0)
"""Time stamp of every part, so that the same document is the same bytes."""


def docx(certificate: Certificate, pitch: float = 28.95) -> bytes:
    """The document as a Word file, the same bytes each time; `pitch` is the distance of its lines in points."""
    content, kind = certificate.content, KINDS[certificate.kind]
    made = Document()
    _sheet(made)
    if kind.red_head:
        _red_head(made, content)
    else:
        _line(made, content["number"], face=FANG, size=Pt(12), align="r")
    for words in content["lines"]:
        _line(made, words, face=SONG, size=Pt(22), align="c", pitch=Pt(34))
    _line(made, "", face=FANG)
    if content["addressee"]:
        _line(made, content["addressee"], face=FANG)
    for block in content["blocks"]:
        _block(made, block)
    _close(made, content, times.day(day_of(content)), sealed=kind.red_head)
    if kind.red_head:
        _imprint(made, content, times.day(day_of(content)))
    _proof(made, certificate)
    _set_pitch(made, Pt(pitch))
    _properties(made, certificate)
    _drop_thumbnail(made)
    return _still(made)


def _sheet(made: DocumentObject) -> None:
    section = made.sections[0]
    normal = made.styles["Normal"].element.get_or_add_pPr()
    for name in ("autoSpaceDE", "autoSpaceDN"):  # 2026年, not 2026 年
        wide = OxmlElement(f"w:{name}")
        wide.set(qn("w:val"), "0")
        normal.append(wide)
    for language in made.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(23)
    made.settings.odd_and_even_pages_header_footer = True
    for footer, align in ((section.footer, "r"), (section.even_page_footer, "l")):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = ALIGN[align]
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(14)
        _run(paragraph, "— ", SUN, Pt(14))
        _page_field(paragraph)
        _run(paragraph, " —", SUN, Pt(14))


def _page_field(paragraph: Paragraph) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run = _run(paragraph, "1", SUN, Pt(14))
    paragraph._p.append(field)
    field.append(run._r)


def _run(paragraph: Paragraph, text: str, face: str, size: Pt, colour: RGBColor | None = None) -> Any:
    run = paragraph.add_run(text)
    run.font.size = size
    run.font.name = "Times New Roman"
    if colour is not None:
        run.font.color.rgb = colour
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
    return run


def _line(
    made: Any,
    text: str,
    *,
    face: str,
    size: Pt = BODY,
    align: str = "l",
    pitch: Pt = PITCH,
    colour: RGBColor | None = None,
) -> Paragraph:
    """One paragraph without indent."""
    paragraph: Paragraph = made.add_paragraph()
    paragraph.alignment = ALIGN[align]
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, pitch
    _run(paragraph, text, face, size, colour)
    return paragraph


def _red_head(made: DocumentObject, content: Mapping[str, Any]) -> None:
    lines = name_lines(content["issuer"])
    size = Pt(min(40, int(442 / max(map(len, lines)))))
    for place, words in enumerate(lines):
        line = _line(made, words, face=SONG, size=size, align="c", pitch=Pt(size.pt + 8), colour=RED)
        line.paragraph_format.space_before = Mm(35) if place == 0 else Pt(0)
    _line(made, "", face=FANG)
    number = _line(made, content["number"], face=FANG, align="c")
    number.paragraph_format.space_after = Pt(28)
    _rule(number)


def _rule(paragraph: Paragraph) -> None:
    """The red rule 4 mm below."""
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "10"), ("space", "11"), ("color", "C00000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    _insert_borders(paragraph, borders)


def _insert_borders(paragraph: Paragraph, borders: Any) -> None:
    """At the place in the properties where the schema wants them."""
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _block(made: DocumentObject, block: Block) -> None:
    if block["t"] in FACES:
        _indented(_line(made, block["text"], face=FACES[block["t"]])).paragraph_format.keep_with_next = True
    elif block["t"] == "p":
        _body(_indented(_line(made, block["text"], face=FANG)), block["text"])
    elif block["t"] == "pairs":
        _table(made, ["", ""], "ll", (3, 7), block["rows"], headed=False)
    else:
        if block["caption"]:
            _line(made, block["caption"], face=HEI, size=Pt(12), align="c").paragraph_format.keep_with_next = True
        _table(made, block["head"], block["align"], block["widths"], block["rows"])
        if block["note"]:
            _line(made, block["note"], face=FANG, size=Pt(10.5), pitch=Pt(16))


def _body(paragraph: Paragraph, text: str) -> None:
    """Justified; but a long code may break anywhere and stretches no line before it."""
    if not LONG_CODE.search(text):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        return
    wrap = OxmlElement("w:wordWrap")
    wrap.set(qn("w:val"), "0")
    paragraph._p.get_or_add_pPr().insert_element_before(
        wrap,
        "w:overflowPunct",
        "w:topLinePunct",
        "w:autoSpaceDE",
        "w:autoSpaceDN",
        "w:spacing",
        "w:ind",
        "w:jc",
        "w:rPr",
    )


def _indented(paragraph: Paragraph) -> Paragraph:
    paragraph.paragraph_format.first_line_indent = Pt(31.5)
    return paragraph


def _table(
    made: DocumentObject,
    head: Sequence[str],
    align: Sequence[str],
    widths: Sequence[int],
    rows: Sequence[Sequence[Any]],
    *,
    headed: bool = True,
) -> None:
    every = [head, *rows] if headed else rows
    drawn = made.add_table(rows=len(every), cols=len(head), style="Table Grid")
    drawn.alignment, drawn.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(drawn.columns, widths, strict=True):
        column.width = Mm(156 * width / sum(widths))
    for place, (row, texts) in enumerate(zip(drawn.rows, every, strict=True)):
        is_head = headed and place == 0
        if is_head:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for n, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width = Mm(156 * widths[n] / sum(widths))
            paragraph = cell.paragraphs[0]
            paragraph.alignment = ALIGN["c" if is_head else align[n]]
            face = HEI if is_head or (not headed and n == 0) else FANG
            for kind, words in [("same", text)] if isinstance(text, str) else text:
                run = _run(paragraph, words, face, Pt(12))
                run.font.strike, run.font.underline = kind == "del" or None, kind == "ins" or None


def _close(made: DocumentObject, content: Mapping[str, Any], day: str, *, sealed: bool) -> None:
    for label in content["signatures"]:
        _line(made, f"{label}______________________", face=FANG).paragraph_format.keep_with_next = True
    lines = [*name_lines(content["issuer"]), day]
    for place, words in enumerate(lines):
        line = _line(made, words, face=FANG, align="r")
        line.paragraph_format.keep_with_next = place < len(lines) - 1
        line.paragraph_format.right_indent = Pt(63 if sealed and words == day else 31.5)
        if place == 0:  # the seal's 42 mm stand over issuer and date
            line.paragraph_format.space_before = Mm(18 if sealed else 10)


def _proof(made: DocumentObject, certificate: Certificate) -> None:
    """What it is, its hash and where that is looked up, with the QR code beside."""
    drawn = made.add_table(rows=1, cols=2)
    drawn.autofit = False
    words, picture = drawn.rows[0].cells
    for cell, width in ((words, Mm(130)), (picture, Mm(26))):
        cell.width = width
    for place, text in enumerate(proof(certificate)):
        line = words.paragraphs[0] if place == 0 else words.add_paragraph()
        form = line.paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(12)
        _run(line, text, SUN, Pt(9))
    code = io.BytesIO()
    segno.make(verify_address(certificate), error="m", micro=False).save(code, kind="png", scale=4, border=2)
    code.seek(0)
    picture.paragraphs[0].add_run().add_picture(code, width=Mm(20))
    last = _line(made, "", face=SUN, size=Pt(1), pitch=Pt(1))  # Word wants a paragraph after a table
    last.paragraph_format.keep_with_next = False


def _imprint(made: DocumentObject, content: Mapping[str, Any], day: str) -> None:
    """版记: who else gets it, who printed it when, between rules."""
    copies = "，".join(content.get("copies", ()))
    rows = [f"{content['issuer']}\t{day}印发"]
    if copies:
        rows.insert(0, f"抄送：{copies}。")
    for place, words in enumerate(rows):
        line = _line(made, words, face=FANG, size=Pt(14), pitch=Pt(24))
        form = line.paragraph_format
        form.left_indent = form.right_indent = Pt(14)
        form.tab_stops.add_tab_stop(Mm(156) - Pt(14), WD_TAB_ALIGNMENT.RIGHT)
        form.keep_with_next, form.space_before = True, Mm(8) if place == 0 else Pt(0)
        _ruled(line, top=place == 0, bottom=True)


def _ruled(paragraph: Paragraph, *, top: bool, bottom: bool) -> None:
    borders = OxmlElement("w:pBdr")
    for side in [name for name, is_drawn in (("top", top), ("bottom", bottom)) if is_drawn]:
        rule = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "8"), ("space", "3"), ("color", "000000")):
            rule.set(qn(f"w:{name}"), value)
        borders.append(rule)
    _insert_borders(paragraph, borders)


def _properties(made: DocumentObject, certificate: Certificate) -> None:
    core = made.core_properties
    core.title, core.author, core.comments = certificate.content["title"], certificate.content["issuer"], ""
    core.created = core.modified = certificate.issued_at.replace(tzinfo=None, microsecond=0)
    core.last_modified_by, core.revision = certificate.content["issuer"], 1


def _set_pitch(made: DocumentObject, pitch: Pt) -> None:
    """What stands at the standard's distance stands at this one."""
    for paragraph in made.paragraphs:
        if paragraph.paragraph_format.line_spacing == PITCH:
            paragraph.paragraph_format.line_spacing = pitch


def _drop_thumbnail(made: DocumentObject) -> None:
    """The library's own template carries a picture of its empty page: it shows nothing of this document."""
    rels = made.part.package.rels
    for name in [name for name, rel in rels.items() if rel.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del rels[name]


def _still(made: DocumentObject) -> bytes:
    """The bytes with one fixed time stamp for every part."""
    moving, still = io.BytesIO(), io.BytesIO()
    made.save(moving)
    with zipfile.ZipFile(moving) as source, zipfile.ZipFile(still, "w") as target:
        for name in sorted(source.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            part = zipfile.ZipInfo(name, EPOCH)
            part.compress_type, part.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            target.writestr(part, source.read(name))
    return still.getvalue()
