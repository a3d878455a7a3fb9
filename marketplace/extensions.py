"""Flask extensions and the unit of work: one write transaction, joined by whoever is called inside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from flask import g
from flask_babel import Babel
from flask_login import LoginManager
from flask_mail import Mail
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import MetaData, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import DeclarativeBase, scoped_session

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
Writer = scoped_session[Session]
WRITER_LOCK = 0x4A424D4B
"""Key of PostgreSQL's advisory lock that makes writers wait for each other, as SQLite's BEGIN IMMEDIATE does."""


class Base(DeclarativeBase):
    """Parent of every model; constraint names are fixed so that batch migrations can address them."""

    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(metadata=Base.metadata, disable_autonaming=True)
migrate = Migrate()
csrf = CSRFProtect()
babel = Babel()
mail = Mail()
login_manager = LoginManager()


@event.listens_for(Engine, "connect")
def _prepare_sqlite(dbapi: Any, _record: object) -> None:
    if type(dbapi).__module__.startswith("sqlite3"):
        dbapi.isolation_level = None  # the driver must not begin by itself: it loses updates without an error
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=10000",
            "secure_delete=ON",
        ):
            dbapi.execute("PRAGMA " + pragma)


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("write")
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
    elif writes:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")


class Busy(OSError):
    """So many writers wait that another would wait too long."""


_turn = Lock()
LONGEST_WAIT = 30.0
"""Seconds that a writer waits for its turn in this process."""


@contextmanager
def _my_turn() -> Iterator[None]:
    """The writers of a process take turns before they take a connection: otherwise a crowd of them would hold every
    connection while it waits for the database's lock, and readers would find none."""
    if not _turn.acquire(timeout=LONGEST_WAIT):
        raise Busy("too many writers wait")
    try:
        yield
    finally:
        _turn.release()


@contextmanager
def unit_of_work() -> Iterator[Writer]:
    """One write transaction. Inside an open one it joins it: only the outermost begins, commits or rolls back.

    Writers wait for each other, so what is read inside cannot change before the commit.

    :raises Busy: the queue of writers is too long.
    """
    if g.get("unit_of_work_open"):
        yield db.session
        return
    db.session.rollback()  # ends the read transaction that loading the signed-in person began
    with _my_turn():
        yield from _written()


def _written() -> Iterator[Writer]:
    g.pop("clock_offset", None)  # deadlines are decided by the clock as it is inside the transaction
    db.session.connection(execution_options={"write": True})
    g.unit_of_work_open = True
    try:
        yield db.session
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        g.unit_of_work_open = False
