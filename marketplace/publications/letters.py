"""A publication as a sheet of paper: its title, its opening words, its QR code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import segno
from markupsafe import Markup

from marketplace.furniture import times
from marketplace.furniture.pieces import Letter
from marketplace.i18n import _, _l
from marketplace.publications.models import Publication


@dataclass(frozen=True)
class Kind:
    """What a kind of publication is called and how its letter begins."""

    label: str
    title: str
    opening: str


_OFFICE = _l("经亳州高新区城市功能品质活力提升工作领导小组办公室审定，")
KINDS: Mapping[str, Kind] = {
    "opening": Kind(_l("推介发布"), _l("关于推介%(title)s的公告"),
                    _l("现将本场景及其运营模式、回报机制向社会公开推介，请符合条件的经营主体揭榜。")),
    "amendment": Kind(_l("变更公告"), _l("关于变更%(title)s推介内容的公告"),
                      _l("现对本场景的推介内容作如下变更，以本版为准。已开始揭榜的经营主体请核对后办理。")),
    "result": Kind(_l("推介成果"), _l("关于%(title)s推介成果的公告"),
                   _l("本场景已完成揭榜，现将经营主体、运营模式、回报机制和实施方案一并公布。")),
}


def opening_words(publication: Publication) -> str:
    """The first paragraph."""
    return f"{_OFFICE}{KINDS[publication.kind].opening}"


def letter(publication: Publication, before: Publication | None) -> Letter:
    """The head and the foot of the sheet."""
    content = publication.content
    title = str(KINDS[publication.kind].title) % {"title": content["plan"]["basics"]["title"]}
    replaces = ""
    if before:
        replaces = _("代替第 %(n)d 版（%(day)s）", n=before.version, day=times.day(before.issued_at))
    return Letter(issuer=content["publisher"]["name"], number=publication.number, title=title,
                  issued_at=publication.issued_at, version=publication.version, sha256=publication.sha256, replaces=replaces)


def qr_code(address: str) -> Markup:
    """The address as a QR code: SVG of attributes only, so that the strict policy holds."""
    drawing = segno.make(address, error="m", micro=False).svg_inline(omitsize=True, border=0, svgclass=None, lineclass=None)
    label = _("本页地址的二维码")
    return Markup('<svg role="img" aria-label="{}"').format(label) + Markup(drawing.removeprefix("<svg"))  # segno's own figures
