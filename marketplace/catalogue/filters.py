"""What a reader asks of the catalogue. Whatever finds nothing by its nature is named: no filter is dropped in silence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, false, or_
from werkzeug.datastructures import MultiDict

from marketplace.catalogue.columns import Bounds, Filter, Option
from marketplace.catalogue.derive import COLUMNS
from marketplace.catalogue.models import Entry
from marketplace.i18n import _
from marketplace.sheets import amounts
from marketplace.sheets.texts import Invalid, code, number
from marketplace.typed_words import terms_of

MOST_VALUES = 40

FILTERS: Sequence[tuple[Filter, Any]] = sorted(
    ((one.filter, getattr(Entry, name)) for name, one in COLUMNS.items() if one.filter), key=lambda row: row[0].place
)
"""Every filter by a list with its column, in the order of the form."""
RANGES: Sequence[tuple[Bounds, Any]] = [
    (one.bounds, getattr(Entry, name)) for name, one in COLUMNS.items() if one.bounds
]
"""Every filter by least and most with its column."""


@dataclass
class Wanted:
    """The parsed question: conditions to put to the database, what was typed, and what can match nothing."""

    typed: MultiDict[str, str]
    conditions: list[ColumnElement[bool]] = field(default_factory=list)
    terms: list[str] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)
    """In words, each filter value that no scenario can have."""
    chosen: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, Sequence[Option]] = field(default_factory=dict)

    @classmethod
    def of(cls, arguments: MultiDict[str, str]) -> Wanted:
        """The question that an address asks."""
        wanted = cls(arguments)
        wanted._take_search(arguments.get("q", ""))
        for one, column in FILTERS:
            wanted._take(one, column, arguments.getlist(one.name))
        for bounds, column in RANGES:
            wanted._take_bound(*bounds.least, column.__ge__)
            wanted._take_bound(*bounds.most, column.__le__)
        return wanted

    def _take_search(self, raw: str) -> None:
        terms = terms_of(raw)
        if terms is None:
            return self._never(_("搜索"), raw)
        self.terms = terms
        self.conditions += [Entry.search_text.contains(term, autoescape=True) for term in self.terms]
        return None

    def _take(self, one: Filter, column: Any, raw: Sequence[str]) -> None:
        self.choices[one.name] = one.options()
        known = {key for key, _label in self.choices[one.name]}
        values = [value for value in dict.fromkeys(_meant(value, known) for value in raw) if value]
        self.chosen[one.name] = values
        for value in values[:MOST_VALUES]:
            if value not in known:
                self.unmatched.append(f"{one.legend}“{_short(value)}”")
        if values:
            self.conditions.append(or_(false(), *(one.matches(column, value) for value in values if value in known)))

    def _take_bound(self, name: str, label: str, condition: Callable[[Decimal], ColumnElement[bool]]) -> None:
        raw = self.typed.get(name, "").strip()
        if not raw:
            return None
        try:
            amount = number(raw, places=2)
        except Invalid:
            amount = None
        if amount is None or abs(amount) >= 10**12:
            return self._never(label, raw, amounts.instead(raw, amounts.WAN))
        self.conditions.append(condition(amount))
        return None

    def _never(self, label: str, raw: str, why: str = "") -> None:
        self.unmatched.append(f"{label}“{_short(raw)}”" + (f"（{why}）" if why else ""))
        self.conditions.append(false())

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was asked."""
        return not self.conditions

    def pairs(self) -> Iterator[tuple[str, str]]:
        """What the address asked, as the pager's links carry it on."""
        bounds = (name for one, _column in RANGES for name, _label in (one.least, one.most))
        names = ("q", *(one.name for one, _column in FILTERS), *bounds, "sort")
        for name in names:
            for value in self.typed.getlist(name)[:MOST_VALUES]:
                if value:
                    yield name, value


def _meant(raw: str, known: Collection[str]) -> str:
    """The value that was meant: typed in full width, too."""
    value = code(raw)
    return value if raw not in known and value in known else raw


def _short(raw: str) -> str:
    shown = "".join(char if char.isprintable() else "□" for char in raw)
    return shown if len(shown) <= 20 else shown[:20] + "…"
