"""What is done with the calendar: a year's arrangement is entered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete

from marketplace.accounts.predicates import admin
from marketplace.acts import Kind
from marketplace.audit import queries as histories
from marketplace.errors import Complaint
from marketplace.extensions import db
from marketplace.i18n import _l
from marketplace.workdays.arrangement import complaints_about, day_row
from marketplace.workdays.forms import CALENDAR
from marketplace.workdays.models import CalendarDay, CalendarYear
from marketplace.workflow import Facts, Move, State, Table, Transition

ENTER = "enter_calendar"
KEPT = "kept"
STATES = {KEPT: State(KEPT, _l("可以录入"), turn=_l("系统管理员"))}


def arrangement_is_whole(move: Move) -> Iterator[Complaint]:
    """The notice is named, and every day is one of the year that is not as its weekday says."""
    values = move.values
    if "year" in values:
        yield from complaints_about(
            year=values["year"],
            notice=values.get("notice") or "",
            status=values.get("status") or "",
            days=values.get("days") or (),
        )


def _keep(move: Move) -> None:
    """The arrangement stands in place of what was there; deadlines already published stand."""
    entered: CalendarYear = move.subject
    year, notice, issued_on = entered.year, (move.values.get("notice") or "").strip(), move.values.get("issued_on")
    kept = [
        CalendarDay(day=row.day, kind=row.kind, name=row.name, source=row.source or notice)
        for row in map(day_row, move.values["days"])
        if row.day is not None
    ]
    entered.notice, entered.status, entered.entered_by = notice, move.values["status"], move.person.title
    entered.issued_on = date.fromisoformat(issued_on) if issued_on else None
    db.session.execute(delete(CalendarDay).where(CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31))))
    db.session.add_all([entered, *kept])
    move.notes |= _record(entered, kept)


def _record(entered: CalendarYear, days: Sequence[CalendarDay]) -> dict[str, Any]:
    return {
        "notice": entered.notice,
        "status": entered.status,
        "days": [{"day": row.day.isoformat(), "kind": row.kind, "name": row.name} for row in days],
    }


def _year(ref: str) -> CalendarYear:
    return db.session.get(CalendarYear, int(ref)) or CalendarYear(year=int(ref))


CALENDAR_KIND = Kind(
    id="calendar",
    table=Table(
        str(_l("工作日历")),
        STATES,
        (
            Transition(
                ENTER,
                _l("录入放假安排"),
                frozenset(STATES),
                "",
                admin,
                form=CALENDAR,
                checks=(arrangement_is_whole,),
                effects=(_keep,),
                source_of_rule="国务院办公厅放假通知",
            ),
        ),
        # the years are looked at together: the counter rises with every year that is entered
        Facts(lambda _row: KEPT, lambda _row: histories.count_events("calendar")),
        stale=_l("你打开页面之后，日历又有改动。下面是你填写的内容，请对照已录入的年份核对后再保存。"),
    ),
    load=_year,
    ref=lambda row: str(row.year),
    see="calendar.edit",
)
