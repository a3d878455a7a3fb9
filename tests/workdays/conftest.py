"""A small application around the calendar: nothing but the database and the configuration."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, event

from marketplace.audit.models import AuditEvent, AuditHead
from marketplace.clock import ClockOffset
from marketplace.extensions import Base, babel, db
from marketplace.workdays.models import CalendarDay, CalendarYear
from marketplace.workdays.service import load_calendar

TABLES = [model.__table__ for model in (AuditEvent, AuditHead, ClockOffset, CalendarDay, CalendarYear)]


def application(tmp_path: Path, *, demo: bool) -> Iterator[Flask]:
    app = Flask("calendar")
    app.config.update(SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path / 'calendar.db'}", DEMO=demo)
    db.init_app(app)
    babel.init_app(app)
    with app.app_context():
        with db.engine.connect() as connection:
            Base.metadata.create_all(connection, tables=TABLES)  # type: ignore[arg-type]
            connection.commit()
        load_calendar()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def production(tmp_path: Path) -> Iterator[Flask]:
    """A production application with the official calendars loaded."""
    yield from application(tmp_path, demo=False)


@pytest.fixture
def rehearsal(tmp_path: Path) -> Iterator[Flask]:
    """A rehearsal with the official and the provisional calendars loaded."""
    yield from application(tmp_path, demo=True)


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """The SQL statements sent while the test runs, without BEGIN and the like."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield sent
    event.remove(Engine, "before_cursor_execute", note)
