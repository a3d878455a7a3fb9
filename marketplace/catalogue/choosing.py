"""What the filters of the catalogue offer beside the reference tables, and how the open data name what was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, select

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Organisation
from marketplace.catalogue.columns import Option
from marketplace.i18n import _
from marketplace.scenarios.states import PUBLIC

FIRST_YEAR = 2024
"""The opinion that the scenarios come from is of 2024."""


def states() -> list[Option]:
    """What the public can see a scenario in."""
    return [(row.id, str(row.label)) for row in PUBLIC.values()]


def years() -> list[Option]:
    """The planning years, the newest first."""
    newest = clock.today().year + 1
    return [(str(year), _("%(year)s年", year=year)) for year in range(newest, FIRST_YEAR - 1, -1)]


def is_year(column: Any, value: str) -> ColumnElement[bool]:
    """The year is this one."""
    condition: ColumnElement[bool] = column == int(value)
    return condition


def publishers() -> list[Option]:
    """Who publishes scenarios."""
    return [(row.code, row.short_name) for row in accounts.publishers()]


def is_publisher(column: Any, value: str) -> ColumnElement[bool]:
    """The publisher is the organisation of this code."""
    condition: ColumnElement[bool] = (
        column == select(Organisation.id).where(Organisation.code == value).scalar_subquery()
    )
    return condition


def named(table: Mapping[str, Any], key: str | None) -> dict[str, Any] | None:
    """`{id, label}` of a row of a reference table; the key itself where the table no longer has it."""
    return {"id": key, "label": str(table[key].label) if key in table else key} if key else None
