"""Dates of the example data as dates of this rehearsal: moved to today, and onto working days of the office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from marketplace.errors import CalendarEnds
from marketplace.workdays import queries as workdays
from marketplace.workdays.arithmetic import Calendar, is_weekend

REFERENCE = date(2026, 11, 24)
"""The day for which the histories of the example data were written."""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Days:
    """Counts with the office's calendar; every answer is a working day before today."""

    today: date
    calendar: Calendar

    @classmethod
    def around(cls, today: date) -> Days:
        """Read the calendar of the years that the histories reach into."""
        return cls(today, workdays.calendar_for(today.year - 3, today.year + 2))

    def moved(self, written: str) -> date:
        """A date of the data, as far from today as it was from the reference day; any day of the week."""
        return date.fromisoformat(written) + (self.today - REFERENCE)

    def on(self, written: str) -> date:
        """A date of the data as the working day nearest to it."""
        return self.nearest(self.moved(written))

    def ago(self, days: int) -> date:
        """So many days ago, as the nearest working day."""
        return self.nearest(self.today - days * _DAY)

    def nearest(self, day: date) -> date:
        """The nearest working day before today; the order of two days stays."""
        day = min(day, self.today - _DAY)
        later = self.at_least(day)
        earlier = self.at_most(day)
        return earlier if later >= self.today or day - earlier <= later - day else later

    def at_least(self, day: date) -> date:
        """The first working day not before `day`."""
        while not self.works(day):
            day += _DAY
        return day

    def at_most(self, day: date) -> date:
        """The last working day not after `day`."""
        while not self.works(day):
            day -= _DAY
        return day

    def after(self, day: date, count: int = 1) -> date:
        """The working day `count` working days after `day`."""
        for _n in range(count):
            day = self.at_least(day + _DAY)
        return day

    def before(self, day: date, count: int = 1) -> date:
        """The working day `count` working days before `day`."""
        for _n in range(count):
            day = self.at_most(day - _DAY)
        return day

    def spread(self, first: date, last: date, count: int) -> list[date]:
        """`count` working days, in order and evenly from `first` to `last`, none before `first`."""
        whole = max((last - first).days, 0)
        wanted = [self.nearest(first + timedelta(days=whole * n // max(count - 1, 1))) for n in range(count)]
        earliest = min(self.at_least(first), self.at_most(self.today - _DAY))
        return [max(day, earliest) for day in wanted]

    def works(self, day: date) -> bool:
        """Whether the office works; before the calendar begins, Monday to Friday."""
        try:
            return self.calendar.is_working_day(day)
        except CalendarEnds:
            return not is_weekend(day)
