"""Production refuses to start with what belongs to a rehearsal: demo accounts, or a moved clock."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import inspect, select

from marketplace.accounts.models import Person
from marketplace.clock import ClockOffset
from marketplace.extensions import db

REHEARSAL_DOMAIN = "%.example"


class RehearsalData(RuntimeError):
    """The database was used for a rehearsal."""


def refuse_rehearsal(app: Flask) -> None:
    """Look at the database of a production start.

    :raises RehearsalData: it holds demo accounts or a moved clock.
    """
    if app.config["DEMO"]:
        return
    with app.app_context():
        if not inspect(db.engine).has_table(Person.__tablename__):
            return  # before the first migration there is nothing to refuse
        if db.session.scalar(select(Person.id).where(Person.email.like(REHEARSAL_DOMAIN)).limit(1)) is not None:
            raise RehearsalData("The database holds demo accounts (addresses ending in .example): use a fresh one.")
        if db.session.scalar(select(ClockOffset.seconds).limit(1)):
            raise RehearsalData("The clock of this database was moved in a rehearsal: use a fresh one.")
        db.session.remove()
