"""What changed between two versions of a document: section by section, word by word, row by row, as a person would say it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from marketplace.sheets.fields import Field, Rows
from marketplace.sheets.sheet import Body, Section, Sheet

Span = tuple[str, str]
"""`same`, `del` or `ins`, and the text."""
Row = Mapping[str, Any]
LONGEST = 6_000
"""Characters of a stretch beyond which it is compared as a whole: word by word it would take seconds."""
MOST_PAIRS = 400_000
"""Pairs of equal pieces beyond which the two are not matched piece by piece: it would take seconds."""
MOST_PIECES = 8_000
Step = tuple[str, int, int, int, int]
WORD = re.compile(r"[0-9A-Za-z]+(?:[.,:%-][0-9A-Za-z]+)*%?|\s|.", re.DOTALL)
"""A figure, a date or a Latin word stays whole; of Chinese each character stands alone."""
ISLAND = 2
"""Characters that stayed between two changes, below which they are read as part of the change."""


@dataclass(frozen=True)
class Cell:
    """One cell of a row that was added, removed or changed."""

    column: Field
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class RowDiff:
    """One row of a table: `ins` added, `del` removed, `change` with what changed in it."""

    kind: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class FieldDiff:
    """One field that changed, by its words; a table also by its rows."""

    field: Field
    spans: tuple[Span, ...]
    rows: tuple[RowDiff, ...] = ()

    @property
    def is_seen(self) -> bool:
        """Whether the words differ: else only the formats or the order did."""
        if isinstance(self.field, Rows):
            return bool(self.rows)
        return any(kind != "same" for kind, _text in self.spans)


@dataclass(frozen=True)
class SectionDiff:
    """One section with the fields that changed in it."""

    section: Section
    fields: tuple[FieldDiff, ...]


# --- words --------------------------------------------------------------------------------------------------------


def spans(old: str, new: str) -> tuple[Span, ...]:
    """The words that stayed, went and came: first line by line, then word by word in the lines that differ."""
    return tuple(_joined(_by_line(old.splitlines(keepends=True), new.splitlines(keepends=True))))


def _by_line(old: list[str], new: list[str]) -> Iterator[Span]:
    for tag, i, j, k, m in _steps(old, new):
        before, after = "".join(old[i:j]), "".join(new[k:m])
        if tag == "replace" and len(before) + len(after) <= LONGEST:
            yield from _by_word(WORD.findall(before), WORD.findall(after))
        elif tag == "equal":
            yield "same", before
        else:
            yield from _change(before, after)


def _by_word(old: list[str], new: list[str]) -> Iterator[Span]:
    """The words; what stayed between two changes and is very short goes with them, so that a change reads as one."""
    went, came = "", ""
    steps = _steps(old, new)
    for place, (tag, i, j, k, m) in enumerate(steps):
        text = "".join(old[i:j])
        is_island = 0 < place < len(steps) - 1 and len(text) < ISLAND and text.strip()
        if tag == "equal" and not is_island:
            yield from _change(went, came)
            went, came = "", ""
            yield "same", text
        else:
            went, came = went + text, came + "".join(new[k:m])
    yield from _change(went, came)


def _steps(old: list[str], new: list[str]) -> list[Step]:
    """How the old becomes the new. What would take too long, since too much in it is alike, is one change between
    a beginning and an end that stayed."""
    ours, theirs = Counter(old), Counter(new)
    pairs = sum(count * theirs[one] for one, count in ours.items())
    if pairs <= MOST_PAIRS and len(old) + len(new) <= MOST_PIECES:
        return list(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    i, k = len(old) - end, len(new) - end
    steps: list[Step] = [
        ("equal", 0, start, 0, start),
        ("replace", start, i, start, k),
        ("equal", i, len(old), k, len(new)),
    ]
    return [step for step in steps if step[1] < step[2] or step[3] < step[4]]


def _alike(old: list[str], new: list[str]) -> int:
    """How many stand alike at the beginning."""
    return next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _change(went: str, came: str) -> Iterator[Span]:
    if went:
        yield "del", went
    if came:
        yield "ins", came


def _joined(found: Iterator[Span]) -> Iterator[Span]:
    """Neighbours of one kind as one."""
    kind, text = "", ""
    for next_kind, more in found:
        if next_kind != kind and text:
            yield kind, text
            text = ""
        kind, text = next_kind, text + more
    if text:
        yield kind, text


# --- rows ---------------------------------------------------------------------------------------------------------


def row_changes(table: Rows, old: Sequence[Row], new: Sequence[Row]) -> tuple[RowDiff, ...]:
    """The rows added, removed and changed, in the order of the new table and what was removed last; a moved row did not change."""
    before, after = [_shown(table, row) for row in old], [_shown(table, row) for row in new]
    for row in list(after):
        if row in before:
            before.remove(row)
            after.remove(row)
    return tuple(_row_diffs(table, before, after))


def _shown(table: Rows, row: Row) -> tuple[str, ...]:
    return table.said(row)


def _row_diffs(table: Rows, before: list[tuple[str, ...]], after: list[tuple[str, ...]]) -> Iterator[RowDiff]:
    for row in after:
        twin = max(before, key=lambda one: _likeness(one, row), default=None)
        if twin is not None and _is_same_row(twin, row):
            before.remove(twin)
            yield RowDiff("change", _cells(table, twin, row))
        else:
            yield RowDiff("ins", _cells(table, ("",) * len(row), row))
    for row in before:
        yield RowDiff("del", _cells(table, row, ("",) * len(row)))


def _likeness(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[bool, int]:
    return one[0] == other[0], sum(a == b for a, b in zip(one, other, strict=True))


def _is_same_row(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether they are one row before and after: by what it is called in the first column, or by most of its cells."""
    same_name, equal = _likeness(one, other)
    return (same_name and bool(one[0])) or 2 * equal > len(one)


def _cells(table: Rows, old: tuple[str, ...], new: tuple[str, ...]) -> tuple[Cell, ...]:
    return tuple(Cell(column, spans(a, b)) for column, a, b in zip(table.columns, old, new, strict=True))


# --- documents ----------------------------------------------------------------------------------------------------


def field_diff(field: Field, before: Any, after: Any) -> FieldDiff:
    """What changed in one field."""
    rows = row_changes(field, before or (), after or ()) if isinstance(field, Rows) else ()
    return FieldDiff(field, spans(field.show(before), field.show(after)), rows)


def section_diff(section: Section, old: dict[str, Any], new: dict[str, Any]) -> SectionDiff:
    """The fields of one section that changed."""
    changed = []
    for field in section.fields:
        before, after = old.get(field.id), new.get(field.id)
        if before != after and not (field.is_empty(before) and field.is_empty(after)):
            changed.append(field_diff(field, before, after))
    return SectionDiff(section, tuple(changed))


def diff(sheet: Sheet, old: Body, new: Body) -> list[SectionDiff]:
    """The sections that changed, in the order of the sheet."""
    all_sections = [section_diff(s, dict(old.get(s.id) or {}), dict(new.get(s.id) or {})) for s in sheet.sections]
    return [one for one in all_sections if one.fields]
