"""The kinds of field. Each parses what is typed, says what is missing, and shows itself.

Two sorts of fault are kept apart. What cannot be taken at all (`Invalid`) stops the save with 422. What is missing,
too short or doesn't add up (`problems`) is kept, flagged, and stops only the submission.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from marketplace.i18n import _, enumerated
from marketplace.sheets import amounts, richtext
from marketplace.sheets.texts import Invalid, NoNumber, clean, code, folded, is_blank, length, number

Option = tuple[str, str]
Problem = tuple[str, str]
"""Kind (missing, short, …) and message."""
Follows = Callable[[Mapping[str, Any]], Any]
"""What a cell is where it is left blank, from the others of its row; None: nothing."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """What all fields have. Values are plain JSON types; None or an empty one means nothing was filled in."""

    kind: ClassVar[str] = "text"
    id: str
    label: str
    hint: str = ""
    required: bool = False
    lacking: str = ""
    """What is said where it is required and missing; the usual words where it is empty."""
    short: bool = False
    widget: str = ""
    unit: str = ""
    material: bool | None = None
    """Whether what others hand in may rest on it, so that they are asked again when it changes after the issue. A sheet that
    is amended wants it said of every field."""
    fixed: bool = False
    """Whether it stays as issued for the whole round, and changes with the next."""
    see: Sequence[tuple[str, str]] = ()
    """Links that stand beside the field: words and address; `{back}` in it is the page that one comes from."""

    def parse(self, raw: str) -> Any:
        """The value of what was typed; None when it is blank.

        :raises Invalid: it cannot be taken.
        """
        return clean(raw) or None

    def is_empty(self, value: Any) -> bool:
        """Whether nothing was filled in."""
        return value is None or value == [] or (isinstance(value, str) and is_blank(value))

    def problems(self, value: Any) -> Iterator[Problem]:
        """What still has to be done before the document can be submitted."""
        if self.is_empty(value):
            if self.required:
                yield "missing", str(self.lacking) or _("请填写“%(label)s”。", label=self.label)
        else:
            yield from self.faults(value)

    def faults(self, value: Any) -> Iterator[Problem]:
        """Problems of a value that is there."""
        yield from ()

    def show(self, value: Any) -> str:
        """The value in words."""
        return "" if value is None else str(value)

    def typed(self, value: Any) -> str:
        """The value as it stands in the control."""
        return "" if value is None else str(value)

    @property
    def options(self) -> list[Option]:
        """What can be chosen; nothing to choose in most fields."""
        return []

    def offered(self, value: Any, document: Mapping[str, Any] | None = None) -> list[Option]:
        """What a form offers to choose, given what was chosen here and stands in the document."""
        return self.options

    def remarks_in(self, document: Mapping[str, Any]) -> Mapping[str, str]:
        """By option, what is said beside it in this document."""
        return {}


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """One line of text; `min` and `max` are characters."""

    kind: ClassVar[str] = "text"
    min: int = 0
    max: int = 200

    def parse(self, raw: str) -> Any:
        text = clean(raw)
        if "\n" in text and self.kind == "text":
            raise Invalid(_("“%(label)s”只能写一行，请删去换行。", label=self.label))
        if length(text) > self.max:
            raise Invalid(
                _(
                    "写了 %(n)d 字，最多 %(max)d 字，请删去 %(over)d 字。",
                    n=length(text),
                    max=self.max,
                    over=length(text) - self.max,
                )
            )
        return text or None

    def faults(self, value: str) -> Iterator[Problem]:
        if length(value) < self.min:
            yield (
                "short",
                _("“%(label)s”写了 %(n)d 字，至少 %(min)d 字。", label=self.label, n=length(value), min=self.min),
            )


@dataclass(frozen=True, kw_only=True)
class LongText(Text):
    """Several lines of plain text."""

    kind: ClassVar[str] = "long_text"
    max: int = 2000


@dataclass(frozen=True, kw_only=True)
class RichText(Text):
    """Text with a few formats, stored as cleaned HTML; lengths are those of the plain text.

    What is typed is plain text, unless the form says beside it that it is HTML.
    """

    kind: ClassVar[str] = "rich_text"
    min: int = 50
    max: int = 3000

    def parse(self, raw: str) -> Any:
        return self._fitting(richtext.literal(raw))

    def parse_as(self, raw: str, written: str) -> Any:
        """The value of what was sent with `<field>_format` beside it.

        :raises Invalid: it cannot be taken, or the format is none.
        """
        if written not in ("", richtext.HTML):
            raise Invalid(_("“%(label)s”的格式只能是 html，没有格式的不填。", label=self.label))
        return self._fitting(richtext.sanitise(raw)) if written else self.parse(raw)

    def _fitting(self, cleaned: str) -> str | None:
        if (n := richtext.words(cleaned)) > self.max:
            raise Invalid(
                _("写了 %(n)d 字，最多 %(max)d 字，请删去 %(over)d 字。", n=n, max=self.max, over=n - self.max)
            )
        return cleaned or None

    def is_empty(self, value: Any) -> bool:
        return not value or is_blank(richtext.plain(str(value)))

    def faults(self, value: str) -> Iterator[Problem]:
        if (n := richtext.words(value)) < self.min:
            yield "short", _("“%(label)s”写了 %(n)d 字，至少 %(min)d 字。", label=self.label, n=n, min=self.min)

    def show(self, value: Any) -> str:
        return richtext.plain(value or "")

    def typed(self, value: Any) -> str:
        return richtext.typed(value or "")[0]

    def written(self, value: Any) -> str:
        """How the text in the control is to be read: `html` where the value holds formats."""
        return richtext.typed(value or "")[1]


@dataclass(frozen=True, kw_only=True)
class Number(Field):
    """A decimal figure between `min` and `max` with at most `places` decimals."""

    kind: ClassVar[str] = "decimal"
    min: Decimal = Decimal(0)
    max: Decimal = Decimal(10) ** 8
    places: int = 2
    follows: Follows | None = None

    def parse(self, raw: str) -> Any:
        if not clean(raw):
            return None
        try:
            value = number(raw, places=self.places)
        except NoNumber as invalid:
            raise Invalid(amounts.instead(raw, self.unit) or str(invalid)) from invalid
        if not self.min <= value <= self.max:
            raise Invalid(_("请填 %(min)s 到 %(max)s 之间的数。", min=f"{self.min:,f}", max=f"{self.max:,f}"))
        return int(value) if value == value.to_integral_value() else value.normalize()

    def show(self, value: Any) -> str:
        return "" if value is None else f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"

    def typed(self, value: Any) -> str:
        return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


@dataclass(frozen=True, kw_only=True)
class Integer(Number):
    """A whole number."""

    kind: ClassVar[str] = "integer"
    places: int = 0


@dataclass(frozen=True, kw_only=True)
class Year(Integer):
    """A calendar year: shown without a thousands mark."""

    min: Decimal = Decimal(1990)
    max: Decimal = Decimal(2100)
    short: bool = True

    def parse(self, raw: str) -> Any:
        return super().parse(folded(raw).removesuffix("年"))

    def show(self, value: Any) -> str:
        return "" if value is None else str(value)


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """One of a list; `source` gives the list when it is needed."""

    kind: ClassVar[str] = "choice"
    source: Callable[[], Sequence[Option]] = tuple
    freezes: bool = False
    """Whether its labels may change while people work, as names of organisations do: what is issued keeps its own."""
    withheld: Callable[[Mapping[str, Any]], Collection[str]] = lambda _document: ()
    """Given the document, what is known and refused with its reason, and not offered unless it was chosen already."""
    remarks: Callable[[Mapping[str, Any]], Mapping[str, str]] = lambda _document: {}
    """Given the document, what is said beside an option: what it is, why it does not fit the rest."""

    @property
    def options(self) -> list[Option]:
        return list(self.source())

    def offered(self, value: Any, document: Mapping[str, Any] | None = None) -> list[Option]:
        withheld, chosen = self.withheld(document or {}), [value] if isinstance(value, str) else value or ()
        return [one for one in self.options if one[0] not in withheld or one[0] in chosen]

    def remarks_in(self, document: Mapping[str, Any]) -> Mapping[str, str]:
        return self.remarks(document)

    def parse(self, raw: str) -> Any:
        value, known = clean(raw), dict(self.options)
        value = value if value in known or code(value) not in known else code(value)
        if value and value not in known:
            raise Invalid(_("“%(label)s”里没有“%(value)s”这一项，请从列表中选。", label=self.label, value=value[:40]))
        return value or None

    def show(self, value: Any) -> str:
        return "" if value is None else str(dict(self.options).get(value, value))


@dataclass(frozen=True, kw_only=True)
class Choices(Choice):
    """Any number of a list."""

    kind: ClassVar[str] = "choices"

    def parse_all(self, raw: Sequence[str]) -> list[str]:
        """The chosen values in the order of the list.

        :raises Invalid: one of them is not in the list.
        """
        chosen = [value for item in raw if (value := Choice.parse(self, item))]
        return [value for value, _label in self.options if value in chosen]

    def show(self, value: Any) -> str:
        labels = dict(self.options)
        return enumerated(str(labels.get(item, item)) for item in value or [])


@dataclass(frozen=True, kw_only=True)
class YesNo(Field):
    """Yes or no, sent as `yes` and `no`."""

    kind: ClassVar[str] = "boolean"
    default: bool | None = None

    def parse(self, raw: str) -> Any:
        value = code(clean(raw)).lower()
        if value not in ("", "yes", "no"):
            raise Invalid(_("“%(label)s”请选“是”或“否”。", label=self.label))
        return None if value == "" else value == "yes"

    def show(self, value: Any) -> str:
        return "" if value is None else _("是") if value else _("否")

    def typed(self, value: Any) -> str:
        return "" if value is None else "yes" if value else "no"

    @property
    def options(self) -> list[Option]:
        return [("yes", _("是")), ("no", _("否"))]


@dataclass(frozen=True, kw_only=True)
class Day(Field):
    """A date, ISO 8601."""

    kind: ClassVar[str] = "date"
    short: bool = True

    def parse(self, raw: str) -> Any:
        text = re.sub("[/.年月]", "-", code(clean(raw))).removesuffix("日")
        if not text:
            return None
        match = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text) or re.fullmatch(r"(\d{4})(\d\d)(\d\d)", text)
        try:
            day = date(*map(int, match.groups())) if match else None
        except ValueError:
            day = None
        if day is None or not 1990 <= day.year <= 2100:
            raise Invalid(_("请按 2026-12-03 的样子填一个真实的日期。"))
        return day.isoformat()

    def show(self, value: Any) -> str:
        if not value:
            return ""
        day = date.fromisoformat(value)
        return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True, kw_only=True)
class Email(Text):
    """An e-mail address."""

    kind: ClassVar[str] = "email"
    max: int = 254

    def parse(self, raw: str) -> Any:
        value = code(super().parse(raw) or "") or None
        if value and (wrong := next((char for char in value if not char.isascii()), "")):
            raise Invalid(
                _("邮箱里有“%(char)s”，邮箱只用字母、数字和 @ . - _ 等符号，例如 name@example.com。", char=wrong)
            )
        if value and not re.fullmatch(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]+\.[^@\s,;<>\".]{2,}", value):
            raise Invalid(_("请填完整的电子邮箱，例如 name@example.com。"))
        return value


@dataclass(frozen=True, kw_only=True)
class Phone(Text):
    """A telephone number, or several: digits, spaces, +, -, brackets; half-width, with plain hyphens."""

    kind: ClassVar[str] = "phone"
    max: int = 30
    _TAKEN: ClassVar[str] = "0123456789+-() 转#*"
    _FEWEST: ClassVar[int] = 7

    def parse(self, raw: str) -> Any:
        typed = re.sub(" *(-)+ *", "-", folded(super().parse(raw) or ""))
        numbers = [one.strip() for one in re.split("[、,;/]", typed) if one.strip()]
        for one in numbers:
            if wrong := next((char for char in one if char not in self._TAKEN), ""):
                raise Invalid(
                    _(
                        "电话号码里有“%(char)s”，请只填数字、空格、+、-、括号和“转”，两个号码之间用“、”，例如 0558-5550100。",
                        char=wrong,
                    )
                )
            if sum(char.isdigit() for char in one) < self._FEWEST:
                raise Invalid(_("“%(one)s”不到 7 位，请填完整的电话号码，例如 0558-5550100。", one=one))
        return "、".join(numbers) or None


@dataclass(frozen=True, kw_only=True)
class Files(Field):
    """Stored files, each `{id, name, size, sha256}`; the room that owns the document stores them."""

    kind: ClassVar[str] = "files"
    most: int = 20

    def show(self, value: Any) -> str:
        return enumerated(item["name"] for item in value or [])


@dataclass(frozen=True, kw_only=True)
class OneFile(Files):
    """One stored file; a new one takes the place of the old."""

    kind: ClassVar[str] = "file"
    most: int = 1


@dataclass(frozen=True, kw_only=True)
class Rows(Field):
    """A table to fill in: its columns are fields; a row of blanks is no row."""

    kind: ClassVar[str] = "rows"
    columns: tuple[Field, ...] = ()
    total: str | None = None
    most: int = 200
    note: Callable[[Sequence[dict[str, Any]]], str] | None = None
    """What the filled table means, in a sentence below it."""

    def faults(self, value: list[dict[str, Any]]) -> Iterator[Problem]:
        if len(value) > self.most:
            yield "long", _("“%(label)s”最多 %(n)d 行。", label=self.label, n=self.most)

    def cell_problems(self, value: list[dict[str, Any]]) -> Iterator[tuple[int, str, str, str]]:
        """Row, column, kind and message of each problem inside the table."""
        for place, row in enumerate(value or []):
            for column in self.columns:
                for kind, message in column.problems(self.cell(column, row)):
                    yield (
                        place,
                        column.id,
                        kind,
                        _("%(table)s第 %(n)d 行：%(message)s", table=self.label, n=place + 1, message=message),
                    )

    @staticmethod
    def cell(column: Field, row: Mapping[str, Any]) -> Any:
        """The value of a cell: what was filled in, or what follows from the others of its row."""
        value = row.get(column.id)
        if isinstance(column, Number) and column.follows and column.is_empty(value):
            return column.follows(row)
        return value

    def said(self, row: Mapping[str, Any]) -> tuple[str, ...]:
        """The cells of a row in words."""
        return tuple(column.show(self.cell(column, row)) for column in self.columns)

    def show(self, value: Any) -> str:
        lines = ["　".join(self.said(row)) for row in value or []]
        return "\n".join(lines)
