"""A plan as the rules ask it. What a rule needs and the plan lacks keeps the rule silent: the required fields speak instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from marketplace.finance import Figures, figures_of
from marketplace.finance.rows import as_decimal
from marketplace.reference.rows import OperatingModel, ReturnMechanism
from marketplace.reference.tables import fields, operating_models, return_mechanisms
from marketplace.rules.clauses import Quote, hits, plain


class Lacking(Exception):
    """The plan does not hold what the rule needs."""


@dataclass(frozen=True)
class Spot:
    """Where a rule speaks: a field of a section, a row of it where it is one, and the words that triggered it."""

    section: str
    field: str
    row: int | None = None
    quote: Quote | None = None


RICH = {
    "situation": ("situation",),
    "objectives": ("objectives",),
    "positioning": ("positioning",),
    "resources": ("resources",),
    "operation": ("operation", "appraisal", "exit"),
    "returns": ("returns",),
    "claim_terms": ("qualifications",),
}
"""The rich texts of a plan, by section."""


class Plan:
    """The body of a plan with the names that the rules use."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self.body = body

    def held(self, section: str, field: str) -> Any:
        """What stands there, whatever it is; None where nothing does."""
        found = self.body.get(section)
        return found.get(field) if isinstance(found, Mapping) else None

    def choice(self, section: str, field: str) -> str:
        """What is chosen there.

        :raises Lacking: nothing is.
        """
        found = self.held(section, field)
        if not isinstance(found, str) or not found:
            raise Lacking(f"{section}.{field}")
        return found

    def number(self, section: str, field: str) -> Decimal:
        """The number that stands there.

        :raises Lacking: there is none.
        """
        found = as_decimal(self.held(section, field))
        if found is None:
            raise Lacking(f"{section}.{field}")
        return found

    def rows(self, section: str, field: str) -> Sequence[Mapping[str, Any]]:
        """The rows of a table; none where there is none."""
        found = self.held(section, field)
        return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []

    def text(self, section: str, field: str) -> str:
        """A text, plain; empty where there is none."""
        found = self.held(section, field)
        return plain(found) if isinstance(found, str) else ""

    def spots(self, group: str, *places: str) -> Iterator[Spot]:
        """The clauses of these places that the group finds: `operation.exit`, or of each row `claim_terms.criteria.name`."""
        for place in places:
            section, field, *column = place.split(".")
            for row, text in self._texts(section, field, column):
                yield from (Spot(section, field, row, quote) for quote in hits(group, text))

    def _texts(self, section: str, field: str, column: Sequence[str]) -> Iterator[tuple[int | None, str]]:
        if not column:
            found = self.held(section, field)
            yield None, found if isinstance(found, str) else ""
            return
        for number, row in enumerate(self.rows(section, field)):
            yield number, str(row.get(column[0]) or "")

    @property
    def model(self) -> OperatingModel:
        """The operating model that is chosen."""
        found = operating_models().get(self.choice("operation", "operating_model"))
        if found is None:
            raise Lacking("operation.operating_model")
        return found

    @property
    def mechanisms(self) -> list[str]:
        """The return mechanisms that are chosen; none where none is."""
        chosen = self.held("returns", "return_mechanisms")
        return [one for one in chosen if isinstance(one, str)] if isinstance(chosen, list) else []

    @property
    def investment(self) -> Sequence[Mapping[str, Any]]:
        """Its investment rows."""
        return self.rows("returns", "investment")

    @property
    def revenue(self) -> Sequence[Mapping[str, Any]]:
        """Its revenue rows."""
        return self.rows("returns", "revenue")

    @property
    def cost(self) -> Sequence[Mapping[str, Any]]:
        """Its cost rows."""
        return self.rows("returns", "cost")

    @property
    def criteria(self) -> Sequence[Mapping[str, Any]]:
        """The criteria of its contest."""
        return self.rows("claim_terms", "criteria")

    @cached_property
    def figures(self) -> Figures:
        """What is derived of its money.

        :raises Lacking: the operating years are not known.
        """
        found = figures_of(self.body)
        if found is None or found.last_operating_year is None:
            raise Lacking("returns")
        return found

    @property
    def cooperation_years(self) -> int:
        """Construction and operation together (合作期限)."""
        found = self.figures.cooperation_years
        if found is None:
            raise Lacking("returns.investment")
        return found

    def due(self, kind: str) -> list[date]:
        """When the milestones of this kind are due."""
        dates = [row.get("due") for row in self.rows("schedule", "milestones") if row.get("kind") == kind]
        try:
            return [date.fromisoformat(str(one)) for one in dates]
        except ValueError as unread:
            raise Lacking("schedule.milestones") from unread

    def year_of(self, kind: str) -> int:
        """The year of a milestone; of completion, where there is none, that of the start."""
        found = self.due(kind) or (self.due("start") if kind == "completion" else [])
        if not found:
            raise Lacking(f"schedule.milestones {kind}")
        return found[0].year

    @property
    def field_label(self) -> str:
        """What its field is called."""
        row = fields().get(self.choice("basics", "field"))
        return row.label if row else ""


def amount(row: Mapping[str, Any], name: str = "amount_wan") -> Decimal:
    """A figure of a row.

    :raises Lacking: it is not typed yet.
    """
    found = as_decimal(row.get(name))
    if found is None:
        raise Lacking(name)
    return found


def year(row: Mapping[str, Any], name: str) -> int:
    """A year of a row.

    :raises Lacking: it is not typed yet.
    """
    return int(amount(row, name))


def mechanism(row: Mapping[str, Any]) -> ReturnMechanism:
    """The return mechanism of a revenue row.

    :raises Lacking: none is chosen.
    """
    found = return_mechanisms().get(str(row.get("mechanism")))
    if found is None:
        raise Lacking("mechanism")
    return found


def payer(row: Mapping[str, Any]) -> str:
    """Who pays what a revenue row says.

    :raises Lacking: no mechanism is chosen.
    """
    return mechanism(row).payer
