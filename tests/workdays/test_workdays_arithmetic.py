"""Counting working days with a calendar in the hand."""

from collections.abc import Iterator
from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.errors import CalendarEnds
from marketplace.workdays import seed, statutory
from marketplace.workdays.arithmetic import (
    Calendar,
    add_working_days,
    next_working_day,
    subtract_working_days,
    working_days_between,
)
from marketplace.workdays.models import OFF, OFFICIAL, WORKED

DAYS = [day for year in seed.OFFICIAL_YEARS for day in seed.days_of(year)]
OFFICIAL_CALENDAR = Calendar(
    off=frozenset(row.day for row in DAYS if row.kind == OFF),
    worked=frozenset(row.day for row in DAYS if row.kind == WORKED),
    years=frozenset(year.year for year in seed.OFFICIAL_YEARS),
)
KNOWN = st.dates(date(2024, 1, 1), date(2026, 10, 31))


def day(text: str) -> date:
    return date.fromisoformat(text)


def every_day(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_each_day_is_what_an_independent_calendar_says(year: int) -> None:
    days = every_day(date(year, 1, 1), date(year, 12, 31))
    assert [d for d in days if OFFICIAL_CALENDAR.is_working_day(d) != chinese_calendar.is_workday(d)] == []


@pytest.mark.parametrize(
    ("year", "off", "worked", "working_days"), [(2024, 19, 8, 251), (2025, 18, 5, 248), (2026, 19, 6, 248)]
)
def test_the_notices_have_as_many_rows_as_counted_by_hand(year: int, off: int, worked: int, working_days: int) -> None:
    kinds = [row.kind for row in DAYS if row.day.year == year]
    assert (kinds.count(OFF), kinds.count(WORKED)) == (off, worked)
    days = every_day(date(year, 1, 1), date(year, 12, 31))
    assert sum(OFFICIAL_CALENDAR.is_working_day(d) for d in days) == working_days


def test_off_days_are_weekdays_and_worked_days_weekend_days() -> None:
    assert all((row.day.weekday() < 5) == (row.kind == OFF) for row in DAYS)


@pytest.mark.parametrize(
    ("published", "counted"),
    [
        ("2026-09-18", "2026-09-20 2026-09-21 2026-09-22 2026-09-23 2026-09-24"),
        ("2026-09-28", "2026-09-29 2026-09-30 2026-10-08 2026-10-09 2026-10-10"),
        ("2026-02-13", "2026-02-14 2026-02-24 2026-02-25 2026-02-26 2026-02-27"),
        ("2026-12-24", "2026-12-25 2026-12-28 2026-12-29 2026-12-30 2026-12-31"),
    ],
)
def test_a_notice_of_five_working_days_ends_where_counted_by_hand(published: str, counted: str) -> None:
    found = [add_working_days(OFFICIAL_CALENDAR, day(published), n).isoformat() for n in range(1, 6)]
    assert found == counted.split()


@pytest.mark.parametrize(
    ("end", "counted"),
    [
        ("2026-12-21", "2026-12-18 2026-12-17 2026-12-16 2026-12-15 2026-12-14"),
        ("2026-10-08", "2026-09-30 2026-09-29 2026-09-28 2026-09-24 2026-09-23"),
    ],
)
def test_working_days_before_a_deadline_are_counted_backwards(end: str, counted: str) -> None:
    found = [subtract_working_days(OFFICIAL_CALENDAR, day(end), n).isoformat() for n in range(1, 6)]
    assert found == counted.split()
    assert subtract_working_days(OFFICIAL_CALENDAR, day(end), 0) == day(end)
    with pytest.raises(ValueError, match="so many"):
        subtract_working_days(OFFICIAL_CALENDAR, day(end), -1)


def test_a_notice_that_reaches_into_an_unknown_year_is_refused() -> None:
    with pytest.raises(CalendarEnds) as refusal:
        add_working_days(OFFICIAL_CALENDAR, day("2026-12-25"), 5)
    assert refusal.value.year == 2027
    assert "2027" in refusal.value.reasons[0]


def test_the_day_of_the_event_may_lie_in_an_unknown_year() -> None:
    assert add_working_days(OFFICIAL_CALENDAR, day("2023-12-31"), 1) == day("2024-01-02")


def test_a_weekend_day_made_a_working_day_counts() -> None:
    """Seven days off from Monday 2031-10-06, the Saturdays before and after worked by decree."""
    off = frozenset(every_day(day("2031-10-06"), day("2031-10-12")))
    worked = frozenset({day("2031-10-04"), day("2031-10-18")})
    calendar = Calendar(off, worked, frozenset({2031}))
    thursday = day("2031-10-02")
    found = [add_working_days(calendar, thursday, n).isoformat()[5:] for n in range(1, 9)]
    assert found == ["10-03", "10-04", "10-13", "10-14", "10-15", "10-16", "10-17", "10-18"]


def test_no_days_end_at_once_and_nobody_counts_backwards() -> None:
    assert add_working_days(OFFICIAL_CALENDAR, day("2026-10-01"), 0) == day("2026-10-01")
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(OFFICIAL_CALENDAR, day("2026-10-01"), -1)


@pytest.mark.parametrize(
    ("given_day", "found"), [("2026-09-30", "2026-09-30"), ("2026-10-01", "2026-10-08"), ("2026-09-19", "2026-09-20")]
)
def test_the_next_working_day_is_the_first_not_before(given_day: str, found: str) -> None:
    assert next_working_day(OFFICIAL_CALENDAR, day(given_day)) == day(found)


def test_a_day_in_an_unknown_year_has_no_next_working_day() -> None:
    with pytest.raises(CalendarEnds):
        next_working_day(OFFICIAL_CALENDAR, day("2027-01-04"))


@given(KNOWN, st.integers(min_value=0, max_value=30))
def test_counting_and_adding_agree(start: date, count: int) -> None:
    end = add_working_days(OFFICIAL_CALENDAR, start, count)
    assert working_days_between(OFFICIAL_CALENDAR, start, end) == count
    assert working_days_between(OFFICIAL_CALENDAR, end, start) == -count


@given(KNOWN, KNOWN)
def test_the_independent_calendar_counts_as_many_between(one: date, other: date) -> None:
    start, end = sorted((one, other))
    counted = len(chinese_calendar.get_workdays(start, end)) - chinese_calendar.is_workday(start)
    assert working_days_between(OFFICIAL_CALENDAR, start, end) == counted


def test_statutory_days_of_2027_are_thirteen_weekdays() -> None:
    found = [d.isoformat()[5:] for d in statutory.weekdays_off(2027)]
    assert found[:5] == ["01-01", "02-05", "02-08", "02-09", "02-10"]
    assert found[5:] == ["04-05", "05-03", "05-04", "06-09", "09-15", "10-01", "10-04", "10-05"]


@pytest.mark.parametrize("year", statutory.FESTIVALS)
def test_statutory_days_are_weekdays_and_made_up(year: int) -> None:
    off = statutory.weekdays_off(year)
    assert all(d.year == year and d.weekday() < 5 for d in off)
    assert len(off) == (12 if year in {2028, 2031} else 13)  # there Mid-Autumn falls into the National Day holiday


def test_seeds_are_official_to_2026_and_provisional_after() -> None:
    assert [year.year for year in seed.OFFICIAL_YEARS] == [2024, 2025, 2026]
    assert all(year.status == OFFICIAL for year in seed.OFFICIAL_YEARS)
    assert {year.year for year in seed.PROVISIONAL_YEARS} >= {2027, 2028, 2029, 2030}
    assert all(year.status != OFFICIAL for year in seed.PROVISIONAL_YEARS)
