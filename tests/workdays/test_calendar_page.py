"""The calendar as an admin keeps it: a year entered by rows, looked at as month sheets, refused with reasons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import delete

from marketplace import clock
from marketplace.extensions import unit_of_work
from marketplace.workdays import queries
from marketplace.workdays.models import CalendarYear
from tests.world.clients import Client

ClientOf = Callable[[str], Client]
PAGE = "/desk/calendar/"


@pytest.fixture
def desk(client_of: ClientOf) -> Client:
    """The admin's browser."""
    return client_of("admin@office.example")


def form(*rows: tuple[str, str, str], **more: str) -> dict[str, str]:
    """A year as it is typed."""
    cells = {
        f"days-{n}-{name}": typed
        for n, row in enumerate(rows)
        for name, typed in zip(("day", "kind", "name"), row, strict=True)
    }
    return {
        "year": "2028",
        "status": "official",
        "notice": "国办发明电〔2027〕9号",
        "issued_on": "2027-11-01",
        **cells,
        **more,
    }


NEW_YEAR, WORKED = ("2028-01-03", "off", "元旦"), ("2028-01-29", "worked", "春节调休")


def is_entered(app: Flask) -> bool:
    """The rehearsal comes with a provisional 2028."""
    with app.app_context():
        found = queries.year(2028)
        return found is not None and found.status == "official"


def test_an_admin_enters_a_year_and_deadlines_are_counted_by_it(app: Flask, desk: Client) -> None:
    assert desk.submit(PAGE, form(NEW_YEAR, WORKED)).location == "/desk/calendar/?year=2028"
    with app.app_context():
        assert not queries.is_working_day(date(2028, 1, 3))
        assert queries.is_working_day(date(2028, 1, 29))
        assert [(row.name, row.source) for row in queries.days_of(2028)] == [
            ("元旦", "国办发明电〔2027〕9号"),
            ("春节调休", "国办发明电〔2027〕9号"),
        ]
    page = desk.get(f"{PAGE}?year=2028").text
    assert 'value="2028-01-29"' in page
    assert "区城市办 系统管理员" in page


def test_a_look_at_the_month_sheets_saves_nothing(app: Flask, desk: Client) -> None:
    page = desk.submit(PAGE, form(NEW_YEAR, WORKED, preview="yes"), 200).text
    assert '<td class="is-off">3<b>休</b></td>' in page
    assert '<td class="is-worked">29<b>班</b></td>' in page
    assert not is_entered(app)


def test_rows_are_added_and_removed_without_javascript(desk: Client) -> None:
    more = desk.submit(PAGE, {**form(NEW_YEAR), "rows-add": "days"}, 200).text
    assert 'id="days-2-day"' in more
    assert 'value="2028-01-03"' in more
    fewer = desk.submit(PAGE, {**form(NEW_YEAR, WORKED), "rows-remove": "days-0"}, 200).text
    assert 'id="days-0-day" name="days-0-day" value="2028-01-03"' not in fewer
    assert "已删除：2028-01-03 放假 元旦" in fewer, "it can be brought back"
    assert 'value="2028-01-29"' in fewer


@pytest.mark.parametrize(
    ("row", "anchor", "words"),
    [
        (("2028-01-01", "off", ""), "days-1-day", "本来就休息"),
        (("2028-01-04", "worked", ""), "days-1-day", "本来就上班"),
        (("2027-01-04", "off", ""), "days-1-day", "不在 2028 年"),
        (("2028-01-03", "off", ""), "days-1-day", "前面已经填过"),
        (("明天", "off", ""), "days-1-day", "真实的日期"),
        (("2028-02-30", "off", ""), "days-1-day", "真实的日期"),
        (("", "off", "元旦"), "days-1-day", "请填写"),
        (("2028-01-04", "", ""), "days-1-kind", "请填写"),
        (("2028-01-04", "holiday", ""), "days-1-kind", "没有“holiday”"),
        (("2028-01-04", "off", "长" * 61), "days-1-name", "最多 60 字"),
        (("2028-01-04\0", "off", ""), "days-1-day", "控制字符"),
    ],
)
def test_a_wrong_row_says_so_beside_its_cell_and_nothing_is_lost(
    app: Flask, desk: Client, row: tuple[str, str, str], anchor: str, words: str
) -> None:
    page = desk.submit(PAGE, form(NEW_YEAR, row), 422).text
    assert words in page.split(f'id="{anchor}-error"')[1][:200]
    assert page.count(f'id="{anchor}-error"') == 1
    assert 'value="2028-01-03"' in page
    assert not is_entered(app)


@pytest.mark.parametrize(
    ("more", "anchor"),
    [
        ({"year": ""}, "year"),
        ({"year": "99999999999999999999"}, "year"),
        ({"year": "二〇二八"}, "year"),
        ({"status": ""}, "status"),
        ({"status": "x"}, "status"),
        ({"notice": ""}, "notice"),
        ({"notice": "长" * 201}, "notice"),
        ({"issued_on": "昨天"}, "issued_on"),
    ],
)
def test_what_is_wrong_with_the_year_is_said_beside_its_field(desk: Client, more: dict[str, str], anchor: str) -> None:
    assert f'id="{anchor}-error"' in desk.submit(PAGE, form(NEW_YEAR, **more), 422).text


def test_an_empty_year_is_refused(desk: Client) -> None:
    assert 'id="days-error"' in desk.submit(PAGE, form(), 422).text
    desk.submit(PAGE, {}, 422)


def test_two_admins_do_not_overwrite_each_other(app: Flask, desk: Client) -> None:
    old = desk.main(PAGE)["revision"]
    desk.submit(PAGE, form(NEW_YEAR))
    page = desk.post(PAGE, {**form(WORKED), "revision": old}, 409).text
    assert "日历又有改动" in page
    assert 'value="2028-01-29"' in page
    desk.post(PAGE, form(WORKED), 409)
    with app.app_context():
        assert [row.name for row in queries.days_of(2028)] == ["元旦"]


def test_a_provisional_year_is_for_rehearsals_only(app: Flask, desk: Client) -> None:
    desk.submit(PAGE, form(NEW_YEAR, status="provisional", notice=""))
    app.config["DEMO"] = False
    assert "只能用于演练" in desk.submit(PAGE, form(NEW_YEAR, status="provisional"), 422).text


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (datetime(2026, 10, 14, tzinfo=UTC), ""),
        (datetime(2026, 10, 15, tzinfo=UTC), "warning"),
        (datetime(2026, 12, 1, tzinfo=UTC), "wrong"),
    ],
)
def test_the_admin_is_reminded_of_next_year_from_15_october(
    app: Flask, desk: Client, monkeypatch: pytest.MonkeyPatch, day: datetime, kind: str
) -> None:
    monkeypatch.setattr(clock, "now", lambda: day)
    page = desk.get(PAGE).text
    assert ("2027 年的正式放假安排还没有录入" in page) == bool(kind)
    if kind:
        assert f"notice--{kind}" in page
        with app.app_context(), unit_of_work() as session:
            session.execute(delete(CalendarYear).where(CalendarYear.year == 2027))
            session.add(CalendarYear(year=2027, notice="国办发明电〔2026〕8号", status="official", entered_by=""))
        assert "还没有录入" not in desk.get(PAGE).text


@pytest.mark.parametrize("year", ["0000", "9999", "x", "%00", "99999999999999"])
def test_any_year_in_the_address_is_answered(desk: Client, year: str) -> None:
    desk.get(f"{PAGE}?year={year}")
