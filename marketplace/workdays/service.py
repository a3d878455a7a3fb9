"""The arrangements that come with the product."""

from __future__ import annotations

from collections.abc import Iterator

from flask import current_app
from sqlalchemy import select

from marketplace.extensions import unit_of_work
from marketplace.workdays import seed
from marketplace.workdays.models import CalendarDay, CalendarYear


def load_calendar() -> list[int]:
    """Add the arrangements that come with the product; answers the years that were new.

    A year that is there is left as it is: an admin may have entered it. Provisional years are for rehearsals only.
    """
    seeds = seed.OFFICIAL_YEARS + (seed.PROVISIONAL_YEARS if current_app.config["DEMO"] else ())
    with unit_of_work() as session:
        known = set(session.scalars(select(CalendarYear.year)))
        new = [row for row in seeds if row.year not in known]
        for row in new:
            session.add_all(_seeded(row))
    return [row.year for row in new]


def _seeded(row: seed.YearSeed) -> Iterator[CalendarYear | CalendarDay]:
    yield CalendarYear(year=row.year, notice=row.notice, issued_on=row.issued_on, status=row.status, entered_by="")
    for day in seed.days_of(row):
        yield CalendarDay(day=day.day, kind=day.kind, name=day.name, source=day.source)
