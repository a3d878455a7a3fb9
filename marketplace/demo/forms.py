"""Stored values as the fields that a browser would post, so that the loader passes the same checks as everyone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marketplace.sheets import Bound, Section
from marketplace.sheets.fields import Choices, Files, RichText, Rows

Form = dict[str, list[str]]


def form_of(section: Section, values: Mapping[str, Any]) -> Form:
    """The section's fields as they would be sent."""
    sent: Form = {}
    for field in section.fields:
        value = values.get(field.id)
        if value is None or isinstance(field, Files):
            continue
        if isinstance(field, Rows):
            sent |= _rows(field, value)
        elif isinstance(field, RichText):
            sent |= {field.id: [field.typed(value)], f"{field.id}_format": [field.written(value)]}
        else:
            sent[field.id] = list(value) if isinstance(field, Choices) else [field.typed(value)]
    return sent


def bound_to(section: Section, values: Mapping[str, Any]) -> Bound:
    """The section with these values typed into it."""
    return Bound.of_form(section, form_of(section, values))


def typed(values: Mapping[str, Any]) -> Form:
    """The few fields of an act."""
    return {name: [str(value)] for name, value in values.items() if value is not None}


def _rows(table: Rows, rows: Sequence[Mapping[str, Any]]) -> Form:
    return {
        f"{table.id}-{place}-{column.id}": [column.typed(row.get(column.id))]
        for place, row in enumerate(rows)
        for column in table.columns
    }
