"""A section together with what someone typed: values where they parse, complaints where not, the raw text always."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from marketplace.errors import Complaint
from marketplace.i18n import _
from marketplace.sheets.fields import Choices, Field, Files, RichText, Rows
from marketplace.sheets.sheet import Section
from marketplace.sheets.texts import Invalid, is_blank

Form = Mapping[str, Sequence[str]]
BLANK_ROWS = 1
MORE_SHOWN = 20
"""Rows beyond a table's most that the page still shows as rows."""
LONGEST_RAW = 100_000
"""Characters of one control beyond which nothing is parsed: no field takes half as many."""


@dataclass
class Bound:
    """What the page needs to show a section, and what the service needs to save it."""

    section: Section
    raw: dict[str, Any]
    values: dict[str, Any] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)
    flags: list[Complaint] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)
    """Of each rich text how its control is to be read: `html`, or nothing for plain text."""
    overflow: dict[str, str] = field(default_factory=dict)
    """By table, the rows that do not even fit on the page, as text to copy."""
    offers: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """Cells whose text fits several things: the choices offered instead, by the cell's id."""
    carried: dict[str, list[str]] = field(default_factory=dict)
    """Of each file field what the page carried for files that came beside something wrong."""
    dropped: dict[str, set[str]] = field(default_factory=dict)
    """Of each file field the ids that were to be removed."""
    received: dict[str, list[tuple[str, dict[str, Any]]]] = field(default_factory=dict)
    """Of each file field the files that are kept until the rest can be saved, each with what the page carries for it."""
    removed: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    """Of each table the rows that were taken out on the page and can be brought back, each with its `place`."""

    @classmethod
    def of_values(cls, section: Section, values: Mapping[str, Any]) -> Bound:
        """The section as it is stored."""
        raw = {f.id: _typed(f, values.get(f.id)) for f in section.fields}
        written = {f.id: f.written(values.get(f.id)) for f in section.fields if isinstance(f, RichText)}
        return cls(section, raw, dict(values), written=written)

    @classmethod
    def of_form(cls, section: Section, form: Form, kept: Mapping[str, Any] | None = None) -> Bound:
        """The section as someone sent it; `kept` are the stored values, whose files stay."""
        bound = cls(section, {})
        for one in section.fields:
            if isinstance(one, Rows):
                bound._take_rows(one, form)
            elif isinstance(one, RichText):
                bound.written[one.id] = next(iter(form.get(f"{one.id}_format", ())), "")
                bound._take(one, form.get(one.id, ()))
            elif isinstance(one, Files):
                bound._keep_files(one, form, (kept or {}).get(one.id) or [])
            else:
                bound._take(one, form.get(one.id, ()))
        return bound

    def _take(self, one: Field, raw: Sequence[str]) -> None:
        self.raw[one.id] = list(raw) if isinstance(one, Choices) else (raw[0] if raw else "")
        try:
            _assert_parsable(raw)
            value = self._value(one, raw)
        except Invalid as invalid:
            self.complaints.append(Complaint(str(invalid), field=one.id, section=self.section.id, kind="invalid"))
        else:
            if value is not None:
                self.values[one.id] = value

    def _value(self, one: Field, raw: Sequence[str]) -> Any:
        if isinstance(one, Choices):
            return one.parse_all(raw)
        if isinstance(one, RichText):
            return one.parse_as(self.raw[one.id], self.written[one.id])
        return one.parse(self.raw[one.id])

    def _keep_files(self, one: Files, form: Form, kept: list[dict[str, Any]]) -> None:
        removed = self.dropped[one.id] = set(form.get(f"{one.id}-remove", ()))
        self.carried[one.id] = list(form.get(f"{one.id}-received", ()))[: one.most]
        self.values[one.id] = self.raw[one.id] = [item for item in kept if item["id"] not in removed]

    def _take_rows(self, table: Rows, form: Form) -> None:
        raw_rows = [raw for raw in sent_rows(table, form) if not all(is_blank(text) for text in raw.values())]
        if len(raw_rows) > table.most:
            self._refuse_rows(table, raw_rows)
            return
        self.values[table.id] = [self._take_row(table, place, raw) for place, raw in enumerate(raw_rows)]
        self.raw[table.id] = raw_rows + blank_rows(table)
        self.removed[table.id] = removed_rows(table, form)

    def _refuse_rows(self, table: Rows, raw_rows: list[dict[str, str]]) -> None:
        """More than the table takes: none is parsed; some more are shown, to be chosen from, the others as text."""
        message = _(
            "“%(label)s”最多 %(n)d 行，现在有 %(sent)d 行，请删减后再保存。",
            label=table.label,
            n=table.most,
            sent=len(raw_rows),
        )
        self.complaints.append(Complaint(message, field=table.id, section=self.section.id, kind="invalid"))
        shown = table.most + MORE_SHOWN
        self.raw[table.id] = raw_rows[:shown] + blank_rows(table)
        if rest := raw_rows[shown:]:
            self.overflow[table.id] = "\n".join("\t".join(row.get(c.id, "") for c in table.columns) for row in rest)

    def _take_row(self, table: Rows, place: int, raw: Mapping[str, str]) -> dict[str, Any]:
        row = {}
        for column in table.columns:
            try:
                _assert_parsable([raw.get(column.id, "")])
                value = column.parse(raw.get(column.id, ""))
            except Invalid as invalid:
                message = _(
                    "%(table)s第 %(n)d 行“%(column)s”：%(message)s",
                    table=table.label,
                    n=place + 1,
                    column=column.label,
                    message=str(invalid),
                )
                self.complaints.append(Complaint(message, table.id, place, column.id, self.section.id, "invalid"))
            else:
                if value is not None:
                    row[column.id] = value
        return row

    def salvage(self, stored: Mapping[str, Any]) -> bool:
        """Put what is stored in the place of what cannot be taken; whether that leaves anything to save."""
        for wrong in self.complaints:
            before = stored.get(wrong.field)
            if wrong.row is None:
                self.values.pop(wrong.field, None)
                if before is not None:
                    self.values[wrong.field] = before
            else:
                _salvage_cell(self.values[wrong.field], before or [], wrong)
        return _filled(self.values) != _filled(stored)

    def flag(self) -> Bound:
        """The same with what is missing, too short or doesn't add up."""
        self.flags = [*self.section.problems(self.values), *self.section.doubts(self.values)]
        return self

    def require(self) -> Bound:
        """The same with everything missing as a complaint: for forms that are acts, not drafts."""
        known = {(c.field, c.row, c.column) for c in self.complaints}
        self.complaints += [p for p in self.section.problems(self.values) if (p.field, p.row, p.column) not in known]
        return self

    def error(self, field_id: str, row: int | None = None, column: str | None = None) -> str | None:
        """The message that stands at this control."""
        return _at(self.complaints, field_id, row, column)

    def warning(self, field_id: str, row: int | None = None, column: str | None = None) -> str | None:
        """The flag that stands at this control."""
        return _at(self.flags, field_id, row, column)


def _assert_parsable(raw: Sequence[str]) -> None:
    if (most := max(map(len, raw), default=0)) > LONGEST_RAW:
        raise Invalid(_("写了 %(n)d 个字符，太长了，请删减后再保存；图表和长文请放在附件里。", n=most))


def _at(complaints: Iterable[Complaint], field_id: str, row: int | None, column: str | None) -> str | None:
    return next(
        (c.message for c in complaints if c.field == field_id and c.row == row and c.column == (column or "")), None
    )


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def _salvage_cell(rows: list[dict[str, Any]], stored: list[dict[str, Any]], wrong: Complaint) -> None:
    """The cell as it is stored, where the row at its place is the same one; else none."""
    if wrong.row is None or wrong.row >= len(rows):
        return
    row, twin = rows[wrong.row], stored[wrong.row] if wrong.row < len(stored) else {}
    row.pop(wrong.column, None)
    is_same = len(rows) == len(stored) or any(row.get(name) == value for name, value in twin.items())
    if is_same and wrong.column in twin:
        row[wrong.column] = twin[wrong.column]


def _typed(one: Field, value: Any) -> Any:
    if isinstance(one, Rows):
        rows = [{column.id: column.typed(row.get(column.id)) for column in one.columns} for row in value or []]
        return rows + blank_rows(one)
    return list(value or []) if isinstance(one, (Choices, Files)) else one.typed(value)


def blank_rows(table: Rows) -> list[dict[str, str]]:
    """The empty rows that stand at the end of a table to be filled in."""
    return [{column.id: "" for column in table.columns} for _n in range(BLANK_ROWS)]


def sent_rows(table: Rows, form: Form) -> list[dict[str, str]]:
    """The rows of a table in the order of their numbers, as typed, blank ones too."""
    pattern = re.compile(re.escape(table.id) + r"-(\d{1,4})-(\w+)")
    columns = {column.id for column in table.columns}
    found: dict[int, dict[str, str]] = {}
    for name, values in form.items():
        match = pattern.fullmatch(name)
        if match and match[2] in columns and values:
            found.setdefault(int(match[1]), {})[match[2]] = values[0]
    return [found[place] for place in sorted(found)]


MOST_REMOVED = 20
"""Rows that a page remembers after they were taken out of a table: the last ones."""


def removed_rows(table: Rows, form: Form) -> list[dict[str, str]]:
    """The rows that were taken out of a table on the page, each with the place it had."""
    found = []
    for n in range(MOST_REMOVED):
        row = {one.id: form.get(f"{table.id}-removed-{n}-{one.id}", ("",))[0] for one in table.columns}
        if not all(is_blank(text) for text in row.values()):
            found.append({**row, "place": form.get(f"{table.id}-removed-{n}-place", ("",))[0]})
    return found


def rearranged(bound: Bound, form: Form) -> bool:
    """Carry out a row button (`rows-add`, `rows-remove`, `rows-up`, `rows-down`, `rows-restore`); whether one was pressed."""
    for deed in ("add", "remove", "up", "down", "restore"):
        if pressed := form.get(f"rows-{deed}"):
            name, _dash, place = pressed[0].rpartition("-") if deed != "add" else (pressed[0], "", "0")
            rows = bound.raw.get(name)
            if isinstance(rows, list) and place.isdecimal() and len(place) < 5:
                _rearrange(rows, deed, int(place), bound.removed.setdefault(name, []))
            bound.complaints = []
            return True
    return False


def _rearrange(rows: list[dict[str, str]], deed: str, place: int, removed: list[dict[str, str]]) -> None:
    if deed == "add":
        rows.append(dict.fromkeys(rows[-1], ""))
    elif deed == "remove" and place < len(rows) - BLANK_ROWS:
        removed.append({**rows.pop(place), "place": str(place)})
        del removed[:-MOST_REMOVED]
    elif deed == "restore" and place < len(removed):
        row = removed.pop(place)
        was = row.pop("place")
        rows.insert(min(int(was) if was.isdecimal() and len(was) < 5 else 0, len(rows) - BLANK_ROWS), row)
    elif deed == "up" and 0 < place < len(rows):
        rows[place - 1], rows[place] = rows[place], rows[place - 1]
    elif deed == "down" and place < len(rows) - 1 - BLANK_ROWS:
        rows[place + 1], rows[place] = rows[place], rows[place + 1]
