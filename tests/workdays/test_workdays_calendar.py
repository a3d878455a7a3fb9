"""The calendar in the database: what production refuses, what a rehearsal may, and how a year is entered."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from marketplace import clock
from marketplace.acts import service as acts
from marketplace.audit.models import AuditEvent
from marketplace.errors import CalendarEnds, Unmet
from marketplace.extensions import db, unit_of_work
from marketplace.workdays import queries
from marketplace.workdays.models import CalendarDay, CalendarYear
from marketplace.workdays.service import load_calendar
from marketplace.workdays.workflow import CALENDAR_KIND, ENTER
from marketplace.workflow import Move


@dataclass
class An:
    id: int | None = 7
    title: str = "区城市办 管理员"


ADMIN = An()
DAYS_OF_2027 = [
    {"day": "2027-01-01", "kind": "off", "name": "元旦", "source": ""},
    {"day": date(2027, 2, 5), "kind": "off", "name": "春节", "source": "另一通知"},
    {"day": "2027-02-13", "kind": "worked", "name": "春节调休", "source": ""},
    {"day": "", "kind": "off", "name": "", "source": ""},
]


def entered(**changes: Any) -> CalendarYear:
    given: dict[str, Any] = {
        "year": 2027,
        "notice": "国办发明电〔2026〕1号",
        "status": "official",
        "days": DAYS_OF_2027,
    }
    values, table = given | changes, CALENDAR_KIND.table
    with unit_of_work():
        year: CalendarYear = CALENDAR_KIND.load(str(values["year"]))
        move = Move(year, ADMIN, clock.now(), table.of(ENTER)[0], values=values)
        acts.apply(CALENDAR_KIND, move, revision=table.standing.revision(year))
    return year


def complaints(**changes: Any) -> list[str]:
    with pytest.raises(Unmet) as refusal:
        entered(**changes)
    assert all(refusal.value.reasons)
    return [complaint.anchor for complaint in refusal.value.complaints]


@pytest.mark.usefixtures("production")
def test_working_days_are_counted_from_the_table() -> None:
    assert queries.add_working_days(date(2026, 9, 18), 5) == date(2026, 9, 24)
    assert queries.next_working_day(date(2026, 10, 1)) == date(2026, 10, 8)
    assert queries.working_days_between(date(2026, 9, 18), date(2026, 9, 24)) == 5
    assert queries.is_working_day(date(2026, 9, 20))
    assert not queries.is_working_day(date(2026, 9, 25))


@pytest.mark.usefixtures("production")
def test_a_call_asks_the_database_twice_at_most(statements: list[str]) -> None:
    for call in (
        lambda: queries.add_working_days(date(2024, 1, 1), 400),
        lambda: queries.next_working_day(date(2024, 2, 12)),
        lambda: queries.working_days_between(date(2024, 1, 1), date(2026, 12, 31)),
        lambda: queries.is_working_day(date(2024, 1, 1)),
        lambda: queries.end_of_working_days(datetime(2024, 1, 1, tzinfo=UTC), 5),
        lambda: queries.uses_provisional(date(2024, 1, 1), date(2026, 12, 31)),
    ):
        statements.clear()
        call()
        assert 1 <= len(statements) <= 2


@pytest.mark.usefixtures("production")
def test_a_period_ends_at_midnight_in_shanghai_after_its_last_day() -> None:
    announced = datetime(2026, 9, 18, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
    assert queries.end_of_working_days(announced, 5) == datetime(2026, 9, 24, 16, 0, tzinfo=UTC)


@pytest.mark.usefixtures("production")
def test_the_day_of_the_event_is_the_day_in_shanghai() -> None:
    late = datetime(2026, 9, 17, 16, 0, tzinfo=UTC)  # already the 18th in Shanghai
    assert queries.end_of_working_days(late, 5) == datetime(2026, 9, 24, 16, 0, tzinfo=UTC)
    assert queries.end_of_working_days(late - timedelta(seconds=1), 5) == datetime(2026, 9, 23, 16, 0, tzinfo=UTC)
    assert queries.end_of_working_days(late, 5).tzinfo is UTC


@pytest.mark.usefixtures("production")
def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        queries.end_of_working_days(datetime(2026, 9, 18, 9), 5)  # noqa: DTZ001 - the naive time is the point


@pytest.mark.usefixtures("production")
def test_production_counts_nothing_in_a_year_without_a_notice() -> None:
    assert queries.add_working_days(date(2026, 12, 24), 5) == date(2026, 12, 31)
    with pytest.raises(CalendarEnds) as refusal:
        queries.end_of_working_days(datetime(2026, 12, 25, 1, tzinfo=UTC), 5)
    assert refusal.value.year == 2027


@pytest.mark.usefixtures("production")
def test_production_holds_official_years_only() -> None:
    assert [(year.year, year.status) for year in queries.years()] == [
        (2026, "official"),
        (2025, "official"),
        (2024, "official"),
    ]


@pytest.mark.usefixtures("production")
def test_production_counts_nothing_in_a_provisional_year() -> None:
    with unit_of_work() as session:
        session.add(CalendarYear(year=2027, notice="", issued_on=None, status="provisional", entered_by=""))
    with pytest.raises(CalendarEnds):
        queries.is_working_day(date(2027, 3, 1))


@pytest.mark.usefixtures("rehearsal")
def test_a_rehearsal_counts_with_the_provisional_year_and_says_so() -> None:
    assert queries.add_working_days(date(2026, 12, 25), 5) == date(2027, 1, 4)
    assert queries.uses_provisional(date(2026, 12, 25), date(2027, 1, 4))
    assert not queries.uses_provisional(date(2026, 12, 25), date(2026, 12, 31))


@pytest.mark.usefixtures("rehearsal")
def test_a_rehearsal_computes_a_year_that_nobody_entered() -> None:
    before = queries.add_working_days(date(2027, 2, 1), 10)
    with unit_of_work() as session:
        session.execute(delete(CalendarDay).where(CalendarDay.day >= date(2027, 1, 1)))
        session.execute(delete(CalendarYear).where(CalendarYear.year >= 2027))
    assert queries.add_working_days(date(2027, 2, 1), 10) == before
    assert queries.uses_provisional(date(2027, 2, 1), before)


@pytest.mark.usefixtures("rehearsal")
def test_a_rehearsal_ends_where_the_festivals_are_unknown() -> None:
    with pytest.raises(CalendarEnds):
        queries.is_working_day(date(2050, 1, 3))


@pytest.mark.usefixtures("rehearsal")
def test_loading_again_changes_nothing() -> None:
    count = db.session.scalar(select(func.count()).select_from(CalendarDay))
    assert load_calendar() == []
    assert db.session.scalar(select(func.count()).select_from(CalendarDay)) == count


@pytest.mark.usefixtures("rehearsal")
def test_loading_leaves_what_an_admin_entered() -> None:
    entered()
    load_calendar()
    assert {year.year: year.status for year in queries.years()}[2027] == "official"
    assert len(queries.days_of(2027)) == 3


@pytest.mark.usefixtures("production")
def test_an_entered_year_is_counted_in_from_then_on() -> None:
    entered()
    assert queries.add_working_days(date(2026, 12, 31), 1) == date(2027, 1, 4)
    assert queries.is_working_day(date(2027, 2, 13))
    assert not queries.is_working_day(date(2027, 2, 5))
    assert [row.source for row in queries.days_of(2027)] == [
        "国办发明电〔2026〕1号",
        "另一通知",
        "国办发明电〔2026〕1号",
    ]


@pytest.mark.usefixtures("production")
def test_entering_a_year_again_replaces_it() -> None:
    entered()
    assert len(queries.days_of(2027)) == 3
    entered(days=DAYS_OF_2027[:1])
    assert [row.name for row in queries.days_of(2027)] == ["元旦"]
    assert len(queries.days_of(2026)) == 25


@pytest.mark.usefixtures("production")
def test_entering_a_year_is_an_event_of_the_audit() -> None:
    entered()
    event = db.session.scalars(select(AuditEvent)).one()
    assert (event.subject_kind, event.subject_ref, event.actor) == ("calendar", "2027", ADMIN.title)
    assert event.data["days"][2] == {"day": "2027-02-13", "kind": "worked", "name": "春节调休"}


@pytest.mark.usefixtures("production")
@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"day": "2026-12-31", "kind": "off"}, "day"),
        ({"day": "2027-01-02", "kind": "off"}, "day"),
        ({"day": "2027-01-04", "kind": "worked"}, "day"),
        ({"day": "2027-01-01", "kind": "off"}, "day"),
        ({"day": "一月四日", "kind": "off"}, "day"),
        ({"day": "", "kind": "off", "name": "春节"}, "day"),
        ({"day": "2027-01-04", "kind": "half"}, "kind"),
        ({"day": "2027-01-04", "kind": ""}, "kind"),
        ({"day": "2027-01-04", "kind": "off", "name": "长" * 61}, "name"),
        ({"day": "2027-01-04", "kind": "off", "source": "长" * 201}, "source"),
    ],
)
def test_a_wrong_row_is_refused_beside_its_field(row: dict[str, str], column: str) -> None:
    assert complaints(days=[*DAYS_OF_2027, row]) == [f"days-4-{column}"]
    assert queries.days_of(2027) == []


@pytest.mark.usefixtures("production")
@pytest.mark.parametrize(
    ("changes", "anchors"),
    [
        ({"notice": " "}, ["notice"]),
        ({"notice": "长" * 201}, ["notice"]),
        ({"status": "guessed"}, ["status"]),
        ({"status": "provisional"}, ["status"]),
        ({"days": []}, ["days"]),
        ({"year": 27, "days": DAYS_OF_2027[:1]}, ["year", "days-0-day"]),
    ],
)
def test_a_wrong_year_is_refused_with_every_reason(changes: dict[str, Any], anchors: list[str]) -> None:
    assert complaints(**changes) == anchors


@pytest.mark.usefixtures("rehearsal")
def test_a_rehearsal_takes_a_provisional_year() -> None:
    assert entered(status="provisional", notice="").status == "provisional"
