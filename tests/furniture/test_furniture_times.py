from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask, render_template_string

from marketplace.furniture import times

DEADLINE = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)


def test_times_are_shown_as_shanghai_reads_them(now: datetime) -> None:
    assert times.moment(DEADLINE) == "2026年12月3日 17:00"
    assert times.day(datetime(2026, 12, 3, 16, 0, tzinfo=UTC)) == "2026年12月4日"
    assert times.iso(DEADLINE) == "2026-12-03T17:00:00+08:00"
    assert times.iso(date(2026, 12, 3)) == "2026-12-03"
    assert times.weekday(now) == "星期二"


def test_the_year_is_left_out_only_where_it_is_this_one(now: datetime) -> None:
    assert times.short_moment(DEADLINE, now) == "12月3日 17:00"
    assert times.short_moment(DEADLINE.replace(year=2027), now) == "2027年12月3日 17:00"
    assert times.short_day(date(2026, 11, 23), now) == "11月23日"


def test_midnight_as_an_end_is_24_00_of_the_day_before(now: datetime) -> None:
    assert times.until(datetime(2026, 12, 3, 16, 0, tzinfo=UTC), now) == "12月3日 24:00"
    assert times.until(DEADLINE, now) == "12月3日 17:00"


@pytest.mark.parametrize(
    ("left", "words", "shade"),
    [
        (timedelta(days=27, hours=7), "还有 27\u00a0天", ""),
        (timedelta(days=11), "还有 11\u00a0天", ""),
        (timedelta(days=10, hours=23), "还有 10\u00a0天", " deadline--soon"),
        (timedelta(days=3), "还有 3\u00a0天", " deadline--soon"),
        (timedelta(days=2, hours=23), "还有 2\u00a0天", " deadline--urgent"),
        (timedelta(hours=5, minutes=59), "还有 5\u00a0小时", " deadline--urgent"),
        (timedelta(minutes=40), "还有 40\u00a0分钟", " deadline--urgent"),
        (timedelta(hours=-10), "已超 10\u00a0小时", " deadline--urgent"),
        (timedelta(days=-3, hours=-1), "已超 3\u00a0天", " deadline--urgent"),
    ],
)
def test_a_deadline_is_amber_from_ten_days_and_red_under_three(
    app: Flask, now: datetime, left: timedelta, words: str, shade: str
) -> None:
    assert times.deadline(now + left, now) == f'<span class="deadline{shade}"><b>{words}</b></span>'


@pytest.mark.parametrize(("day", "words"), [(26, "还有 2\u00a0天"), (24, "今天到期"), (23, "已超 1\u00a0天")])
def test_a_day_without_an_hour_is_counted_in_days(app: Flask, now: datetime, day: int, words: str) -> None:
    assert words in times.deadline(date(2026, 11, day), now)


def test_a_deadline_that_is_over_by_itself_is_no_fault(app: Flask, now: datetime) -> None:
    assert times.deadline(now - timedelta(days=9), now, "已截止") == '<span class="deadline">已截止</span>'
    assert times.deadline(None, now) == ""


def test_templates_ask_the_applications_clock(app: Flask, now: datetime) -> None:
    source = "{{ when|short_moment }} {{ none|moment }} {{ when|time_tag('short_day') }} {{ when|deadline }}"
    shown = render_template_string(source, when=DEADLINE)
    assert shown.startswith('12月3日 17:00 — <time datetime="2026-12-03T17:00:00+08:00">12月3日</time> ')
    assert "还有 9\u00a0天" in shown


@pytest.mark.parametrize(
    ("text", "can_show"), [("2026-12-03", True), ("2026-2-3", False), ("2026-02-30", False), ("", False)]
)
def test_a_date_control_gets_only_what_it_can_show(text: str, can_show: bool) -> None:
    assert times.is_iso_day(text) is can_show
