"""What a reader asks of the catalogue. Whatever finds nothing by its nature is named: no filter is dropped in silence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, false, or_
from werkzeug.datastructures import MultiDict

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Organisation
from marketplace.i18n import _, _l
from marketplace.reference import options
from marketplace.scenarios.models import Scenario
from marketplace.scenarios.states import AT_DEADLINE, PUBLIC
from marketplace.sheets import amounts
from marketplace.sheets.texts import Invalid, clean, code, folded, number

Option = tuple[str, str]
FIRST_YEAR = 2024
"""The opinion that the scenarios come from is of 2024."""
LONGEST_SEARCH, MOST_TERMS = 100, 10
MOST_VALUES = 40


@dataclass(frozen=True)
class Filter:
    """One filter by a list: its name in addresses, its legend, what can be chosen, and the condition of one value."""

    name: str
    legend: str
    options: Callable[[], Sequence[Option]]
    matches: Callable[[str], ColumnElement[bool]]
    shown: int = 7


def _states() -> list[Option]:
    return [(row.id, str(row.label)) for row in PUBLIC.values()]


def _years() -> list[Option]:
    newest = clock.today().year + 1
    return [(str(year), _("%(year)s年", year=year)) for year in range(newest, FIRST_YEAR - 1, -1)]


def _publishers() -> list[Option]:
    return [(row.code, row.short_name) for row in accounts.publishers()]


def _year_is(value: str) -> ColumnElement[bool]:
    return Scenario.public_year == int(value)


def state_is(value: str) -> ColumnElement[bool]:
    """A contest is open until its deadline, and closed from then on until its claims are opened."""
    past, stands = Scenario.public_deadline <= clock.now(), PUBLIC[value].in_place_of
    if stands:
        return and_(Scenario.public_state == stands, past)
    return and_(Scenario.public_state == value, ~past) if value in AT_DEADLINE else Scenario.public_state == value


FILTERS = (
    Filter("state", _l("状态"), _states, state_is, 6),
    Filter("field", _l("领域"), options.fields, lambda value: Scenario.public_field == value),
    Filter("year", _l("年度"), _years, _year_is),
    Filter("model", _l("运营模式"), options.operating_models, lambda value: Scenario.operating_model == value, 5),
    Filter(
        "mechanism",
        _l("回报机制"),
        options.return_mechanisms,
        lambda value: Scenario.mechanisms.contains(f"|{value}|", autoescape=True),
        5,
    ),
    Filter(
        "publisher", _l("发布单位"), _publishers, lambda value: Scenario.publisher.has(Organisation.code == value), 5
    ),
)
BOUNDS: Mapping[str, tuple[str, Callable[[Decimal], ColumnElement[bool]]]] = {
    "min_wan": (_l("总投资不少于"), lambda amount: Scenario.total_investment_wan >= amount),
    "max_wan": (_l("总投资不多于"), lambda amount: Scenario.total_investment_wan <= amount),
}


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
        for one in FILTERS:
            wanted._take(one, arguments.getlist(one.name))
        for name, (label, condition) in BOUNDS.items():
            wanted._take_bound(name, str(label), condition)
        return wanted

    def _take_search(self, raw: str) -> None:
        try:
            text = folded(clean(raw)).casefold()
        except Invalid:
            return self._never(_("搜索"), raw)
        self.terms = list(dict.fromkeys(text.split()))
        if len(text) > LONGEST_SEARCH or len(self.terms) > MOST_TERMS:
            self.terms = []
            return self._never(_("搜索"), text)
        self.conditions += [Scenario.search_text.contains(term, autoescape=True) for term in self.terms]
        return None

    def _take(self, one: Filter, raw: Sequence[str]) -> None:
        self.choices[one.name] = one.options()
        known = {key for key, _label in self.choices[one.name]}
        values = [value for value in dict.fromkeys(_meant(value, known) for value in raw) if value]
        self.chosen[one.name] = values
        for value in values[:MOST_VALUES]:
            if value not in known:
                self.unmatched.append(f"{one.legend}“{_short(value)}”")
        if values:
            self.conditions.append(or_(false(), *(one.matches(value) for value in values if value in known)))

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
        names = ("q", *(one.name for one in FILTERS), *BOUNDS, "sort")
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
