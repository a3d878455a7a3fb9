"""Columns that every room uses: moments in UTC, documents whose figures stay exact, and what a row's state says of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar, overload

from sqlalchemy import ColumnElement, DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

from marketplace.sheets.canonical import dumps, loads

S = TypeVar("S")


class Moment(TypeDecorator[datetime]):
    """A point in time: aware in Python, UTC in the database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time: nobody could say which zone it means."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite gives the time back without its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Document(TypeDecorator[Any]):
    """A JSON document kept in its canonical form, decimals exact."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Write the canonical text."""
        return None if value is None else dumps(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Read it with Decimals for all fractions."""
        return None if value is None else loads(value)


class OfRow(Generic[S]):
    """A column of a table (of states, of roles) as a property of who names its row: a truth of one, a condition in a query.

    `read` names the attribute that holds the row's id; where it holds none, nothing is true.
    """

    def __init__(self, table: Mapping[str, S], has: Callable[[S], bool], *, read: str = "state") -> None:
        self.ids = [one for one, row in table.items() if has(row)]
        self.read = read

    @overload
    def __get__(self, row: None, model: type) -> ColumnElement[bool]: ...
    @overload
    def __get__(self, row: object, model: type) -> bool: ...
    def __get__(self, row: object | None, model: type) -> bool | ColumnElement[bool]:
        held = getattr(model if row is None else row, self.read)
        if row is not None:
            return held in self.ids
        found: ColumnElement[bool] = held == self.ids[0] if len(self.ids) == 1 else held.in_(self.ids)
        return found
