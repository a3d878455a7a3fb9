"""When the world of the tests begins: one fixed moment of the application's own clock, whatever day the machine has.

Nothing that a test expects may rest on the day it runs. Tests of what is sensitive to dates say `@pytest.mark.any_day`
and run on each of `AWKWARD_DAYS` besides.
"""

from __future__ import annotations

from datetime import date, datetime

from marketplace import clock

BEGIN = datetime(2026, 3, 3, 10, tzinfo=clock.SHANGHAI)
"""A Tuesday morning from which a whole contest, its second round and its building stay within one official calendar."""

AWKWARD_DAYS = {
    "a Monday after a long holiday": date(2026, 10, 12),
    "the last day of the official calendar": date(2026, 12, 31),
    "28 February": date(2027, 2, 28),
    "31 December": date(2027, 12, 31),
    "29 February": date(2028, 2, 29),
}
"""Days on which counting by hand goes wrong; in 2027 and 2028 the calendar is provisional."""


def morning_of(day: date) -> datetime:
    """Ten o'clock in Shanghai of that day."""
    return datetime(day.year, day.month, day.day, 10, tzinfo=clock.SHANGHAI)
