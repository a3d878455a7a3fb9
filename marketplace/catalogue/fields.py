"""A field of the plan as a column of the catalogue: what it is called and what can be chosen stands in its row of the sheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Boolean, Integer, Numeric, String
from sqlalchemy.orm import MappedColumn

from marketplace.catalogue.columns import Bounds, Filter, Told, holds, listed, parted, several
from marketplace.catalogue.columns import Source as Of
from marketplace.i18n import _l
from marketplace.plans.sheet import PUBLISHED
from marketplace.sheets import fields

LONGEST_ID, LONGEST_IDS = 40, 400


def from_plan(section: str, field: str) -> MappedColumn[Any]:
    """The column of a field that the list filters by, under the field's own name: a choice and a yes or no by what was
    chosen, a number by least and most. It may be empty, since the field came later than the first publications.

    :raises TypeError: a list cannot filter by a field of this kind.
    """
    row = PUBLISHED.section(section).field(field)
    if isinstance(row, fields.Number):
        kind = Integer if isinstance(row, fields.Integer) else Numeric(14, 2)
        return listed(kind, _planned(section, field), bounds=_bounds(row), told=Told(field), nullable=True)
    if isinstance(row, fields.YesNo):
        offered = Filter(field, row.label, lambda: row.options, lambda column, value: column.is_(value == "yes"))
        return listed(Boolean, _planned(section, field), filtered=offered, told=Told(field), nullable=True)
    if isinstance(row, fields.Choices):
        offered, told = (
            Filter(field, row.label, lambda: row.options, holds),
            Told(field, show=lambda v: parted(v or "")),
        )
        return listed(String(LONGEST_IDS), several(section, field), filtered=offered, told=told, nullable=True)
    if isinstance(row, fields.Choice):
        offered = Filter(field, row.label, lambda: row.options)
        return listed(String(LONGEST_ID), _planned(section, field), filtered=offered, told=Told(field), nullable=True)
    raise TypeError(f"{section}.{field} is a {row.kind}")


def _planned(section: str, field: str) -> Callable[[Of], Any]:
    """The value as it was issued; no is a value, too."""
    return lambda source: (source.plan.get(section) or {}).get(field)


def _bounds(row: fields.Number) -> Bounds:
    legend = _l("%(label)s (%(unit)s)", label=row.label, unit=row.unit) if row.unit else row.label
    return Bounds(
        legend,
        (f"min_{row.id}", _l("%(label)s不少于", label=row.label)),
        (f"max_{row.id}", _l("%(label)s不多于", label=row.label)),
    )
