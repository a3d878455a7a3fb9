"""Which columns of a filled table are worth a place on the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar


class Column(Protocol):
    """What is asked of a column: its name, and whether a value says anything."""

    @property
    def id(self) -> str:
        """Name of the column in a row."""

    def is_empty(self, value: Any) -> bool:
        """Whether nothing was filled in."""


C = TypeVar("C", bound=Column)


def filled_columns(columns: Iterable[C], rows: Sequence[Mapping[str, Any]]) -> list[C]:
    """The columns in which at least one row says something."""
    return [column for column in columns if any(not column.is_empty(row.get(column.id)) for row in rows)]
