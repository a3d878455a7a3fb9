"""The last number of every series."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.extensions import Base


class CodeCounter(Base):
    """The last number given out in a year, per series: scenario codes and publication numbers have no gaps."""

    __tablename__ = "code_counter"
    series: Mapped[str] = mapped_column(String(10), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
