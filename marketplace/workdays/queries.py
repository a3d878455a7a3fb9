"""Working days as the database knows them. Dates are those of Asia/Shanghai; two statements a call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy import ColumnElement, select

from marketplace import clock
from marketplace.errors import CalendarEnds
from marketplace.extensions import db
from marketplace.workdays import arithmetic, statutory
from marketplace.workdays.arithmetic import Calendar
from marketplace.workdays.models import OFF, OFFICIAL, WORKED, CalendarDay, CalendarYear

LOOK_FROM, URGENT_FROM = (10, 15), (12, 1)
"""Month and day from which next year's notice is looked for, and from which it is late."""


def calendar_for(first_year: int, last_year: int) -> Calendar:
    """The calendar of these years, to count many times with: see `arithmetic`.

    In rehearsal it also holds provisional years, and computes those that nobody entered.
    """
    statuses = _statuses(first_year, last_year)
    kinds = _kinds(first_year, last_year)
    off = {day for day, kind in kinds.items() if kind == OFF}
    worked = {day for day, kind in kinds.items() if kind == WORKED}
    if not current_app.config["DEMO"]:
        official = frozenset(year for year, status in statuses.items() if status == OFFICIAL)
        return Calendar(frozenset(off), frozenset(worked), official)
    computed = {year for year in statutory.FESTIVALS if first_year <= year <= last_year} - statuses.keys()
    for year in computed:
        off.update(statutory.weekdays_off(year))
    return Calendar(frozenset(off), frozenset(worked), frozenset(statuses.keys() | computed))


def is_working_day(day: date) -> bool:
    """Do offices work on that day?

    :raises errors.CalendarEnds: the year's arrangement is not known.
    """
    return calendar_for(day.year, day.year).is_working_day(day)


def add_working_days(start: date, count: int) -> date:
    """The last of `count` working days after `start`; the day of the event does not count.

    :raises errors.CalendarEnds: a day to be counted lies in a year that is not known.
    """
    return arithmetic.add_working_days(_calendar_from(start, count), start, count)


def subtract_working_days(end: date, count: int) -> date:
    """The first of `count` working days before `end`; the day of the event does not count.

    :raises errors.CalendarEnds: a day to be counted lies in a year that is not known.
    """
    first = end - timedelta(days=2 * max(count, 0) + 50)
    return arithmetic.subtract_working_days(calendar_for(first.year, end.year), end, count)


def next_working_day(day: date) -> date:
    """The first working day not before `day`.

    :raises errors.CalendarEnds: it lies in a year that is not known.
    """
    return arithmetic.next_working_day(_calendar_from(day, 1), day)


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; negative when `end` lies before `start`.

    :raises errors.CalendarEnds: a day to be counted lies in a year that is not known.
    """
    calendar = calendar_for(min(start, end).year, max(start, end).year)
    return arithmetic.working_days_between(calendar, start, end)


def end_of_working_days(start: datetime, count: int) -> datetime:
    """When `count` working days after the moment `start` are over: 24:00 in Shanghai of the last, as UTC, exclusive.

    :raises errors.CalendarEnds: a day to be counted lies in a year that is not known.
    """
    if start.tzinfo is None:
        raise ValueError("a moment needs a zone")
    return clock.at(add_working_days(start.astimezone(clock.SHANGHAI).date(), count), 24)


def due_after(count: int) -> datetime | None:
    """When an office's own term of so many working days ends; None where it ends in a year whose calendar is not known
    yet. What is to be done is taken on all the same, and the admin's desk asks for the calendar."""
    try:
        return end_of_working_days(clock.now(), count)
    except CalendarEnds:
        return None


def uses_provisional(start: date, end: date) -> bool:
    """Does any year from `start` to `end` lack an official arrangement? Then say so beside the date."""
    statuses = _statuses(start.year, end.year)
    return any(statuses.get(year) != OFFICIAL for year in range(start.year, end.year + 1))


def years() -> Sequence[CalendarYear]:
    """The years that were entered, newest first."""
    return db.session.scalars(select(CalendarYear).order_by(CalendarYear.year.desc())).all()


def year(number: int) -> CalendarYear | None:
    """What was entered for a year."""
    return db.session.get(CalendarYear, number)


def days_of(year: int) -> Sequence[CalendarDay]:
    """The exceptional days of a year, in order."""
    return db.session.scalars(select(CalendarDay).where(_within(year, year)).order_by(CalendarDay.day)).all()


def _calendar_from(start: date, count: int) -> Calendar:
    """Years enough for `count` working days after `start`: no arrangement leaves fewer than one day in two to work,
    and none lasts as long as the fifty days on top."""
    return calendar_for(start.year, (start + timedelta(days=2 * max(count, 0) + 50)).year)


def _statuses(first_year: int, last_year: int) -> dict[int, str]:
    found = select(CalendarYear.year, CalendarYear.status).where(CalendarYear.year.between(first_year, last_year))
    return dict(db.session.execute(found).all())


def _kinds(first_year: int, last_year: int) -> dict[date, str]:
    found = select(CalendarDay.day, CalendarDay.kind).where(_within(first_year, last_year))
    return dict(db.session.execute(found).all())


def _within(first_year: int, last_year: int) -> ColumnElement[bool]:
    return CalendarDay.day.between(date(first_year, 1, 1), date(last_year, 12, 31))


@dataclass(frozen=True)
class MissingYear:
    """Next year's official arrangement is not entered, late in the year; `is_urgent` when hardly any time is left."""

    year: int
    is_urgent: bool


def missing_next_year() -> MissingYear | None:
    """Whether an admin has to be reminded today: from 15 October on, urgently from 1 December."""
    today = clock.today()
    if (today.month, today.day) < LOOK_FROM or _statuses(today.year + 1, today.year + 1).get(
        today.year + 1
    ) == OFFICIAL:
        return None
    return MissingYear(today.year + 1, (today.month, today.day) >= URGENT_FROM)
