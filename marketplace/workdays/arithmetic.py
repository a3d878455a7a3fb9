"""Counting working days with a given calendar. Pure: dates of Asia/Shanghai in, dates out.

The day of an event does not count; counting starts on the next day (《民法典》第二百零一条).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from marketplace.errors import CalendarEnds

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """The exceptions to "Monday to Friday", and the years for which they are known."""

    off: frozenset[date]
    """Weekdays off."""
    worked: frozenset[date]
    """Weekend days worked (调休上班)."""
    years: frozenset[int]
    """Years that may be counted in; any other raises."""

    def is_working_day(self, day: date) -> bool:
        """Do offices work on that day?

        :raises CalendarEnds: nobody knows yet.
        """
        if day.year not in self.years:
            raise CalendarEnds(day.year)
        if is_weekend(day):
            return day in self.worked
        return day not in self.off


def is_weekend(day: date) -> bool:
    """Saturday or Sunday."""
    return day.weekday() >= _SATURDAY


def add_working_days(calendar: Calendar, start: date, count: int) -> date:
    """The last of `count` working days after `start`; `start` itself when the count is 0.

    :raises CalendarEnds: a day to be counted lies in an unknown year.
    """
    if count < 0:
        raise ValueError("working days are counted forwards")
    day = start
    while count:
        day += _DAY
        count -= calendar.is_working_day(day)
    return day


def subtract_working_days(calendar: Calendar, end: date, count: int) -> date:
    """The first of `count` working days before `end`; `end` itself when the count is 0.

    :raises CalendarEnds: a day to be counted lies in an unknown year.
    """
    if count < 0:
        raise ValueError("working days are counted as so many")
    day = end
    while count:
        day -= _DAY
        count -= calendar.is_working_day(day)
    return day


def next_working_day(calendar: Calendar, day: date) -> date:
    """The first working day not before `day` (《民法典》第二百零三条).

    :raises CalendarEnds: it lies in an unknown year.
    """
    while not calendar.is_working_day(day):
        day += _DAY
    return day


def working_days_between(calendar: Calendar, start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; negative when `end` lies before `start`.

    :raises CalendarEnds: a day to be counted lies in an unknown year.
    """
    if end < start:
        return -working_days_between(calendar, end, start)
    return sum(calendar.is_working_day(day) for day in _days_after(start, end))


def _days_after(start: date, end: date) -> Iterator[date]:
    return (start + _DAY * n for n in range(1, (end - start).days + 1))
