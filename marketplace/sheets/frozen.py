"""A choice whose list is fed by the database: what is issued keeps the labels that its choices had when it was issued."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from marketplace.sheets.fields import Choice, Field, Rows
from marketplace.sheets.sheet import Body, Section, Sheet

Labels = Mapping[str, Mapping[str, str]]
"""Labels by id, by place: `{"supports.supports.bureau": {"education": "教育局"}}`."""


def labels_of(sheet: Sheet, body: Body) -> dict[str, dict[str, str]]:
    """The labels that the choices of a document have now, of those that may be called otherwise later."""
    found: dict[str, dict[str, str]] = {}
    for section in sheet.sections:
        for place, choice, values in _chosen(section, body.get(section.id) or {}):
            called = {key: str(label) for key, label in choice.options if key in values}
            if called:
                found[place] = called
    return found


def as_issued(sheet: Sheet, *issued: Labels | None) -> Sheet:
    """The sheet as it reads a document that was issued with these labels; of several issues the last has its way."""
    labels: dict[str, Mapping[str, str]] = {}
    for one in issued:
        for place, called in (one or {}).items():
            labels[place] = {**labels.get(place, {}), **called}
    if not labels:
        return sheet
    return replace(sheet, sections=tuple(_section(section, labels) for section in sheet.sections))


def _chosen(section: Section, values: Mapping[str, Any]) -> Iterator[tuple[str, Choice, set[Any]]]:
    """Every choice of the section whose labels may change, by its place, with what was chosen."""
    for field in section.fields:
        value = values.get(field.id)
        if isinstance(field, Rows):
            for column in field.columns:
                if isinstance(column, Choice) and column.freezes:
                    yield f"{section.id}.{field.id}.{column.id}", column, {row.get(column.id) for row in value or ()}
        elif isinstance(field, Choice) and field.freezes:
            yield f"{section.id}.{field.id}", field, set(value) if isinstance(value, list) else {value}


def _section(section: Section, labels: Labels) -> Section:
    return replace(section, fields=tuple(_field(field, f"{section.id}.{field.id}", labels) for field in section.fields))


def _field(field: Field, place: str, labels: Labels) -> Field:
    if isinstance(field, Rows):
        return replace(field, columns=tuple(_field(column, f"{place}.{column.id}", labels) for column in field.columns))
    if isinstance(field, Choice) and place in labels:
        frozen = list(labels[place].items())
        return replace(field, source=lambda: frozen)
    return field
