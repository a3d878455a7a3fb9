"""A year's arrangement as typed: its rows, and everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import current_app

from marketplace.errors import Complaint
from marketplace.i18n import _
from marketplace.workdays.arithmetic import is_weekend
from marketplace.workdays.models import KINDS, OFF, OFFICIAL, PROVISIONAL, STATUSES, WORKED

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


def complaints_about(*, year: int, notice: str, status: str, days: Sequence[Mapping[str, object]]) -> list[Complaint]:
    """Everything that is wrong with an arrangement as typed."""
    rows = [day_row(row) for row in days]
    return [*_complaints_of_year(year, notice, status, rows), *_complaints_of_days(year, rows)]


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
