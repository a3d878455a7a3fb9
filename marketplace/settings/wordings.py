"""What official documents say of the office: 机关代字 and signatory. Each change is a row; the newest is in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import select

from marketplace.errors import NotFound
from marketplace.extensions import db
from marketplace.i18n import _, _l
from marketplace.settings.models import Wording
from marketplace.sheets import Section
from marketplace.sheets.fields import LongText, Text


@dataclass(frozen=True)
class Words:
    """A wording: what holds until it is changed, and what it may look like."""

    key: str
    label: str
    value: str
    form: str
    """A pattern for the whole of it."""
    hint: str


ROWS = (
    Words(
        "letter_series",
        _l("机关代字"),
        "亳高城办",
        "[\u4e00-\u9fff]{2,10}",
        _l("2 至 10 个汉字，不带年份、括号和顺序号。改动后发的文从新代字起，顺序号接着编。"),
    ),
    Words(
        "signatory",
        _l("公文署名"),
        "",
        "[^\\s\"'<>]{4,50}",
        _l("发文机关标志和落款的全称，4 至 50 字，不带空格。没有设过的，用区城市办的单位名称。"),
    ),
)
WORDINGS: Mapping[str, Words] = MappingProxyType({row.key: row for row in ROWS})


def changes() -> Sequence[Wording]:
    """Every change, the newest first."""
    return db.session.scalars(select(Wording).order_by(Wording.id.desc())).all()


def in_force(key: str) -> str:
    """The wording as it is now.

    :raises KeyError: there is no such wording.
    """
    query = select(Wording.value).where(Wording.key == key).order_by(Wording.id.desc()).limit(1)
    return db.session.scalar(query) or WORDINGS[key].value


def wording(key: str) -> Words:
    """The row of the table.

    :raises NotFound: there is no such wording.
    """
    if key not in WORDINGS:
        raise NotFound(_("没有这项设置。"))
    return WORDINGS[key]


def change_of(row: Words) -> Section:
    """The form in which this wording is changed."""
    return Section(
        "wording",
        row.label,
        (
            Text(id="value", label=row.label, required=True, max=50, hint=row.hint),
            LongText(id="reason", label=_l("理由"), required=True, max=2000, hint=_l("写明依据的文件或会议。")),
        ),
    )
