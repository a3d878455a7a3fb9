"""One row per change of a figure; the newest whose effect has begun is in force."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.columns import Moment
from marketplace.extensions import Base


class Setting(Base):
    """A figure from a day on; rows are added and never changed."""

    __tablename__ = "setting"
    __table_args__ = (Index("ix_setting_key", "key", "effective_from"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60))
    value: Mapped[int]
    effective_from: Mapped[datetime] = mapped_column(Moment)
    """0:00 in Shanghai of the effect date, or the moment of the change when that is today."""
    reason: Mapped[str] = mapped_column(String(2000))
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person] = relationship(lazy="joined")


class Wording(Base):
    """What official documents say of the office, from a moment on; rows are added and never changed."""

    __tablename__ = "wording"
    __table_args__ = (Index("ix_wording_key", "key", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60))
    value: Mapped[str] = mapped_column(String(100))
    reason: Mapped[str] = mapped_column(String(2000))
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person] = relationship(lazy="joined")
