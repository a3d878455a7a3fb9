"""Keeping the calendar: the arrangements that come with the product, and a year that an admin enters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import current_app
from sqlalchemy import delete, select

from marketplace.audit import service as audit
from marketplace.errors import Complaint, Unmet
from marketplace.extensions import unit_of_work
from marketplace.i18n import _
from marketplace.workdays import seed
from marketplace.workdays.arithmetic import is_weekend
from marketplace.workdays.models import KINDS, OFF, OFFICIAL, PROVISIONAL, STATUSES, WORKED, CalendarDay, CalendarYear

EARLIEST_YEAR, LATEST_YEAR = 2000, 2199


@dataclass(frozen=True)
class DayRow:
    """One row of the calendar form, as typed."""

    typed: str
    """The date as it was typed."""
    kind: str
    name: str
    source: str

    @property
    def day(self) -> date | None:
        """The date; None where none can be read."""
        try:
            return date.fromisoformat(self.typed)
        except ValueError:
            return None

    @property
    def is_blank(self) -> bool:
        """Nothing typed; the kind may stand as the form proposes it."""
        return not (self.typed or self.name or self.source)


MOST_LETTERS = {"name": 60, "source": 200}


def day_row(row: Mapping[str, object]) -> DayRow:
    """A row of a form or of a file: `day` as date or ISO text, `kind`, `name`, `source`."""
    return DayRow(*(str(row.get(key) or "").strip() for key in ("day", "kind", "name", "source")))


def load_calendar() -> list[int]:
    """Add the arrangements that come with the product; answers the years that were new.

    A year that is there is left as it is: an admin may have entered it. Provisional years are for rehearsals only.
    """
    seeds = seed.OFFICIAL_YEARS + (seed.PROVISIONAL_YEARS if current_app.config["DEMO"] else ())
    with unit_of_work() as session:
        known = set(session.scalars(select(CalendarYear.year)))
        new = [row for row in seeds if row.year not in known]
        for row in new:
            session.add_all(_seeded(row))
    return [row.year for row in new]


def enter_year(
    *,
    by: audit.Actor,
    year: int,
    notice: str,
    status: str,
    days: Sequence[Mapping[str, object]],
    issued_on: date | None = None,
) -> CalendarYear:
    """Enter a year's arrangement, replacing what was there; deadlines already published stand.

    `days` are rows `day`, `kind`, `name`, `source`; blank ones are ignored.

    :raises errors.Unmet: with every complaint, at `year`, `notice`, `status` or `days-<n>-<column>`.
    """
    if complaints := complaints_about(year=year, notice=notice, status=status, days=days):
        raise Unmet.of(complaints)
    rows = [day_row(row) for row in days]
    kept = [
        CalendarDay(day=row.day, kind=row.kind, name=row.name, source=row.source or notice.strip())
        for row in rows
        if row.day is not None
    ]
    with unit_of_work() as session:
        entered = session.get(CalendarYear, year) or CalendarYear(year=year)
        entered.notice, entered.status, entered.issued_on = notice.strip(), status, issued_on
        entered.entered_by = by.title
        session.execute(delete(CalendarDay).where(CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31))))
        session.add_all([entered, *kept])
        audit.append(
            actor=by,
            action="enter_calendar",
            label=_("录入放假安排"),
            subject_kind="calendar",
            subject_ref=str(year),
            data=_record(entered, kept),
        )
    return entered


def complaints_about(*, year: int, notice: str, status: str, days: Sequence[Mapping[str, object]]) -> list[Complaint]:
    """Everything that is wrong with an arrangement as typed."""
    rows = [day_row(row) for row in days]
    return [*_complaints_of_year(year, notice, status, rows), *_complaints_of_days(year, rows)]


def _seeded(row: seed.YearSeed) -> Iterator[CalendarYear | CalendarDay]:
    yield CalendarYear(year=row.year, notice=row.notice, issued_on=row.issued_on, status=row.status, entered_by="")
    for day in seed.days_of(row):
        yield CalendarDay(day=day.day, kind=day.kind, name=day.name, source=day.source)


def _record(entered: CalendarYear, days: Sequence[CalendarDay]) -> dict[str, object]:
    return {
        "notice": entered.notice,
        "status": entered.status,
        "days": [{"day": row.day.isoformat(), "kind": row.kind, "name": row.name} for row in days],
    }


def _complaints_of_year(year: int, notice: str, status: str, rows: Sequence[DayRow]) -> Iterator[Complaint]:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        yield Complaint(_("年份不对，请填写四位数的年份。"), "year")
    if status not in STATUSES:
        yield Complaint(_("请选择“正式”或“暂定”。"), "status")
    if status == PROVISIONAL and not current_app.config["DEMO"]:
        yield Complaint(_("暂定的放假安排只能用于演练。正式运行请等国务院办公厅通知公布后再录入。"), "status")
    if status == OFFICIAL and not notice.strip():
        yield Complaint(_("请填写国务院办公厅通知的文号或标题。"), "notice")
    if len(notice.strip()) > MOST_LETTERS["source"]:
        yield Complaint(_("最多 %(most)s 个字。", most=MOST_LETTERS["source"]), "notice")
    if not any(row.kind == OFF and not row.is_blank for row in rows):
        yield Complaint(_("还没有一个放假的日子。请照通知逐日填写。"), "days")


def _complaints_of_days(year: int, rows: Sequence[DayRow]) -> Iterator[Complaint]:
    seen: set[date] = set()
    for number, row in enumerate(rows):
        if row.is_blank:
            continue
        for column, message in _faults(year, row, seen):
            yield Complaint(message, "days", number, column)
        if row.day is not None:
            seen.add(row.day)


def _faults(year: int, row: DayRow, seen: set[date]) -> Iterator[tuple[str, str]]:
    """What is wrong with one row: column and message."""
    if row.day is None:
        yield "day", _("请填写日期，例如 2027-01-01。")
    elif row.day.year != year:
        yield "day", _("这一天不在 %(year)s 年。", year=year)
    elif row.day in seen:
        yield "day", _("这一天前面已经填过。")
    elif row.kind == OFF and is_weekend(row.day):
        yield "day", _("这一天是周末，本来就休息，不用填写。")
    elif row.kind == WORKED and not is_weekend(row.day):
        yield "day", _("这一天不是周末，本来就上班，不用填写。")
    if row.kind not in KINDS:
        yield "kind", _("请选择“放假”或“上班”。")
    for column, most in MOST_LETTERS.items():
        if len(getattr(row, column)) > most:
            yield column, _("最多 %(most)s 个字。", most=most)
