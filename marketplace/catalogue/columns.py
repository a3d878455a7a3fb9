"""One row per column of the catalogue: what it is derived from, how the list filters by it, what the open data tell of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import MappedColumn, mapped_column

from marketplace.finance import Figures, figures_of
from marketplace.publications.models import Publication
from marketplace.scenarios.models import Scenario

Option = tuple[str, str]
Matches = Callable[[Any, Any], ColumnElement[bool]]
"""The condition that a column has a value."""


@dataclass(frozen=True)
class Source:
    """What the columns are derived from: a scenario and its version in force."""

    scenario: Scenario
    publication: Publication
    first_issued_at: datetime

    @property
    def plan(self) -> dict[str, Any]:
        """The plan as it was issued."""
        plan: dict[str, Any] = self.publication.content["plan"]
        return plan

    @cached_property
    def figures(self) -> Figures | None:
        """What the plan costs and brings."""
        return figures_of(self.plan)


@dataclass(frozen=True)
class Filter:
    """A filter by a list: its name in addresses, its legend, what can be chosen, and the condition of one value."""

    name: str
    legend: str
    options: Callable[[], Sequence[Option]]
    matches: Matches = lambda column, value: column == value
    shown: int = 7
    """How many of the choices stand open."""
    place: int = 1
    """Among the filters: 0 before the others, 2 behind them."""


@dataclass(frozen=True)
class Bounds:
    """A filter by least and most: its legend, and of either bound the name in addresses and what it is called."""

    legend: str
    least: tuple[str, str]
    most: tuple[str, str]


@dataclass(frozen=True)
class Told:
    """What the list of the open data tells of a column: under which key, from which attribute, in which form."""

    key: str
    """With a dot where it stands inside an object."""
    attribute: str = ""
    """Of the entry; the column itself unless given."""
    show: Callable[[Any], Any] = lambda value: value


@dataclass(frozen=True)
class Listed:
    """One column: everything that the catalogue does with it."""

    derive: Callable[[Source], Any]
    filter: Filter | None = None
    bounds: Bounds | None = None
    told: Told | None = None


def listed(
    kind: Any,
    derive: Callable[[Source], Any],
    *,
    filtered: Filter | None = None,
    bounds: Bounds | None = None,
    told: Told | None = None,
    **more: Any,
) -> MappedColumn[Any]:
    """A column of the catalogue with its row."""
    return mapped_column(kind, info={"listed": Listed(derive, filtered, bounds, told)}, **more)


# --- what columns are derived from ------------------------------------------------------------------------------------


def planned(section: str, field: str, empty: Any = None) -> Callable[[Source], Any]:
    """A field of the plan as it was issued."""
    return lambda source: (source.plan.get(section) or {}).get(field) or empty


def several(section: str, field: str) -> Callable[[Source], str]:
    """A field of many values: the ids between bars, `|rent|user_fees|`."""
    return lambda source: "|" + "|".join((source.plan.get(section) or {}).get(field) or []) + "|"


def measured(name: str, below: int = 10**12) -> Callable[[Source], Decimal | None]:
    """A figure of the plan; none where it cannot be computed or is beyond what the column holds."""

    def derive(source: Source) -> Decimal | None:
        value: Decimal | None = getattr(source.figures, name, None)
        return value if value is not None and abs(value) < below else None

    return derive


def holds(column: Any, value: str) -> ColumnElement[bool]:
    """One of several values is this one."""
    condition: ColumnElement[bool] = column.contains(f"|{value}|", autoescape=True)
    return condition


def parted(value: str) -> list[str]:
    """The several values, each for itself."""
    return [one for one in value.split("|") if one]
