"""A year as twelve month sheets, for the eye to check before anything is counted by it."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from marketplace.i18n import _
from marketplace.workdays.arithmetic import is_weekend
from marketplace.workdays.models import OFF, WORKED


@dataclass(frozen=True)
class SheetDay:
    """One day of a month sheet; `mark` is a word, so that nothing hangs on colour."""

    number: int
    mark: str
    kind: str
    name: str


@dataclass(frozen=True)
class MonthSheet:
    """A month in weeks from Monday to Sunday; days of other months are None."""

    month: int
    weeks: list[list[SheetDay | None]]
    working_days: int


def sheets(year: int, rows: Iterable[Mapping[str, str]]) -> list[MonthSheet]:
    """The month sheets of the year with these exceptions: rows `day` (ISO), `kind`, `name`; unreadable ones are left out."""
    exceptions = {day: row for row in rows if (day := _day(row.get("day", "")))}
    return [_sheet(year, month, exceptions) for month in range(1, 13)]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _sheet(year: int, month: int, exceptions: Mapping[date, Mapping[str, str]]) -> MonthSheet:
    weeks: list[list[SheetDay | None]] = []
    working = 0
    for week in calendar.Calendar().monthdatescalendar(year, month):
        days = [_sheet_day(day, exceptions.get(day, {})) if day.month == month else None for day in week]
        working += sum(day is not None and day.kind in ("", WORKED) for day in days)
        weeks.append(days)
    return MonthSheet(month, weeks, working)


def _sheet_day(day: date, row: Mapping[str, str]) -> SheetDay:
    kind = row.get("kind") or ("weekend" if is_weekend(day) else "")
    mark = {OFF: _("休"), WORKED: _("班")}.get(kind, "")
    return SheetDay(day.day, mark, kind, row.get("name", ""))
