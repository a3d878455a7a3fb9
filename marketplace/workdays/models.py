"""The calendar: one row per year that somebody entered, one per day that is not as its weekday says."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.extensions import Base

OFFICIAL, PROVISIONAL = "official", "provisional"
STATUSES = (OFFICIAL, PROVISIONAL)
OFF, WORKED = "off", "worked"
KINDS = (OFF, WORKED)


class CalendarYear(Base):
    """A year's arrangement (放假安排): official by the State Council's notice, or provisional for rehearsals."""

    __tablename__ = "calendar_year"
    __table_args__ = (CheckConstraint("status IN ('official', 'provisional')", name="status"),)

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    notice: Mapped[str] = mapped_column(String(200))
    """Number or title of the notice."""
    issued_on: Mapped[date | None]
    status: Mapped[str] = mapped_column(String(12))
    entered_by: Mapped[str] = mapped_column(String(200))
    """How the history names who entered it; empty when it came with the product."""


class CalendarDay(Base):
    """A weekday off, or a weekend day worked."""

    __tablename__ = "calendar_day"
    __table_args__ = (CheckConstraint("kind IN ('off', 'worked')", name="kind"),)

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(6))
    name: Mapped[str] = mapped_column(String(60))
    """What the day is: 春节, 国庆节调休."""
    source: Mapped[str] = mapped_column(String(200))
