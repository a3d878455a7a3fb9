"""The loader's own small parts: days, timeline, papers."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask import Flask

from marketplace import clock
from marketplace.demo import pdfs
from marketplace.demo.days import REFERENCE, Days
from marketplace.demo.timeline import Timeline
from marketplace.extensions import unit_of_work
from marketplace.files.kinds import kind_of
from marketplace.workdays.arithmetic import Calendar

HOLIDAY = frozenset(date(2026, 10, day) for day in (1, 2, 5, 6, 7))
CALENDAR = Calendar(HOLIDAY, frozenset({date(2026, 10, 10)}), frozenset({2026, 2027}))
EVERY_DAY = [date(2026, 9, 1) + timedelta(days=n) for n in range(60)]


def days(today: date) -> Days:
    return Days(today, CALENDAR)


def test_a_date_of_the_data_keeps_its_distance_from_today() -> None:
    assert days(REFERENCE + timedelta(days=3)).moved("2026-11-20") == date(2026, 11, 23)


@pytest.mark.parametrize("today", EVERY_DAY[10:])
def test_the_nearest_working_day_is_past_and_keeps_the_order(today: date) -> None:
    found = [days(today).nearest(day) for day in EVERY_DAY]
    assert found == sorted(found)
    assert all(day < today and days(today).works(day) for day in found)


def test_working_days_are_counted_over_a_holiday() -> None:
    assert days(EVERY_DAY[-1]).after(date(2026, 9, 30)) == date(2026, 10, 8)
    assert days(EVERY_DAY[-1]).before(date(2026, 10, 12), 3) == date(2026, 10, 8)


def test_no_day_of_a_spread_lies_before_its_first() -> None:
    found = days(date(2026, 10, 20)).spread(date(2026, 10, 3), date(2026, 10, 15), 5)
    assert found == sorted(found) and min(found) == date(2026, 10, 8)


def test_steps_are_played_in_order_each_at_its_moment(app: Flask) -> None:
    seen: list[tuple[str, date]] = []
    with app.app_context(), unit_of_work():
        before, timeline = clock.now(), Timeline()
        first, second = timeline.strand("first"), timeline.strand("second")
        for strand, day in ((first, date(2025, 3, 4)), (second, date(2025, 3, 3)), (first, date(2025, 3, 5))):
            strand.on(day, lambda about=strand.about: seen.append((about, clock.today())))  # type: ignore[misc]
        second.at(clock.at(date(2025, 3, 4), 23), lambda: seen.append(("late", clock.today())))
        assert timeline.play(until=before) == 4
    assert seen == [
        ("second", date(2025, 3, 3)),
        ("first", date(2025, 3, 4)),
        ("late", date(2025, 3, 4)),
        ("first", date(2025, 3, 5)),
    ]


def test_a_step_that_fails_says_where_in_the_story(app: Flask) -> None:
    timeline = Timeline()
    timeline.strand("scenario 7").on(date(2025, 3, 4), lambda: 1 / 0)
    with app.app_context(), unit_of_work(), pytest.raises(ZeroDivisionError) as failed:
        timeline.play(until=clock.now())
    assert "scenario 7" in failed.value.__notes__[0]


def test_a_paper_is_a_pdf_whose_table_points_at_its_objects() -> None:
    content = pdfs.pdf("场景合作协议", ["甲方：第一社区管理中心", "长" * 100])
    assert kind_of("协议.pdf", content).media_type == "application/pdf"
    places = [int(place) for place in re.findall(rb"^(\d{10}) 00000 n $", content, re.MULTILINE)]
    assert [content[place:].split(b" ", 1)[0] for place in places] == [str(n).encode() for n in range(1, 8)]
    assert content[int(re.findall(rb"startxref\n(\d+)", content)[0]) :].startswith(b"xref")
