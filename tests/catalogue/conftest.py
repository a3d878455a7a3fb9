"""Counts statements, and fills the catalogue with many published scenarios at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, insert, select, update

from marketplace import clock
from marketplace.accounts.queries import publishers
from marketplace.catalogue.models import Entry
from marketplace.extensions import db, unit_of_work
from marketplace.scenarios.models import Round, Scenario


@pytest.fixture
def statements(app: Flask) -> Callable[[], Any]:
    """A block that hears the statements sent to the database, each with its parameters."""

    @contextmanager
    def counting() -> Iterator[list[tuple[str, Any]]]:
        sent: list[tuple[str, Any]] = []

        def hear(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
            if not statement.startswith(("PRAGMA", "BEGIN")):
                sent.append((statement, parameters))

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", hear)
        try:
            yield sent
        finally:
            event.remove(engine, "before_cursor_execute", hear)

    return counting


@pytest.fixture
def many(app: Flask) -> Callable[..., list[str]]:
    """Adds so many published scenarios that are alike but for their codes; they stand for years of use. `columns` are those
    of their entries in the catalogue."""

    def add(count: int, *, first: int = 5001, **columns: Any) -> list[str]:
        with app.app_context(), unit_of_work() as session:
            publisher = publishers()[0]
            moment = clock.now()
            entry = _entry(publisher.id, moment) | columns
            row = _row(publisher.id, moment) | {"public_state": entry["state"], "public_title": entry["title"]}
            codes = [f"CJ-2026-{number}" for number in range(first, first + count)]
            session.execute(insert(Scenario), [row | {"code": code} for code in codes])
            ids = session.scalars(select(Scenario.id).where(Scenario.code.in_(codes))).all()
            contest = {"number": 1, "opens_at": moment, "deadline": entry["deadline"], "figures": {}, "criteria": []}
            session.execute(insert(Entry), [entry | {"scenario_id": row_id} for row_id in ids])
            session.execute(insert(Round), [contest | {"scenario_id": row_id} for row_id in ids])
            newest = select(Round.id).where(Round.scenario_id == Scenario.id).scalar_subquery()
            session.execute(update(Scenario).where(Scenario.id.in_(ids)).values(round_id=newest))
        return codes

    return add


def _row(publisher_id: int, moment: datetime) -> dict[str, Any]:
    return {
        "publisher_id": publisher_id,
        "state": "open",
        "revision": 1,
        "cycle": 1,
        "created_at": moment,
        "created_by_id": 1,
        "state_since": moment,
        "times_submitted": 1,
        "title": "口袋公园场景",
        "field": "ecology",
        "year": 2026,
        "public_title": "口袋公园场景",
        "public_field": "ecology",
    }


def _entry(publisher_id: int, moment: datetime) -> dict[str, Any]:
    return {
        "version": 1,
        "title": "口袋公园场景",
        "field": "ecology",
        "year": 2026,
        "state": "open",
        "publisher_id": publisher_id,
        "operating_model": "entrusted_om",
        "mechanisms": "|rent|",
        "total_investment_wan": Decimal(300),
        "irr_pct": Decimal("5.5"),
        "deadline": moment + timedelta(days=30),
        "first_issued_at": moment,
        "search_text": "亳州口袋公园改造\n养老",
    }
