"""Which columns of a filled table are worth a place on the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from marketplace.sheets.fields import Field, Rows


def filled_columns(table: Rows, rows: Sequence[Mapping[str, Any]]) -> list[Field]:
    """The columns in which at least one row says something."""
    return [column for column in table.columns if any(not column.is_empty(table.cell(column, row)) for row in rows)]


def row_numbers(places: Iterable[int]) -> list[str]:
    """Rows of a table as people count them: from one."""
    return [str(place + 1) for place in places]
