"""A publication as a sheet of paper: its title, its opening words, its QR code."""

from __future__ import annotations

from markupsafe import Markup

from marketplace.furniture import codes, times
from marketplace.furniture.components import Letter
from marketplace.i18n import _, _l
from marketplace.publications.kinds import KINDS
from marketplace.publications.models import Publication

_OFFICE = _l("经亳州高新区城市功能品质活力提升工作领导小组办公室审定，")


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
    return Letter(
        issuer=content["publisher"]["name"],
        number=publication.number,
        title=title,
        issued_at=publication.issued_at,
        version=publication.version,
        sha256=publication.sha256,
        replaces=replaces,
    )


def qr_code(address: str) -> Markup:
    """The page's address as a QR code."""
    return codes.qr_code(address, _("本页地址的二维码"))
