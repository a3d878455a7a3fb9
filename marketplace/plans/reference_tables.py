"""The tables a plan chooses from: operating models, return mechanisms, fields, selection methods, vocabulary.

Loaded once from `reference/`; rows are frozen, so everybody may hold them. Files that people edit are checked by tests.
"""

import inspect
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

import yaml

from marketplace.i18n import _l

REFERENCE = Path(__file__).parent / "reference"


@dataclass(frozen=True)
class OperatingModel:
    """An operating model (运营模式): who pays, who owns, who runs, for how long, and what happens at the end."""

    id: str
    label: str
    label_en: str
    concession: bool
    """A 特许经营 in the sense of the rules of 2024; one of the two promises a claim must keep."""
    definition: str
    who_invests: tuple[str, ...]
    """Any of government, zone_company, social_capital."""
    who_owns: str
    """Owner during the term: government, zone_company, social_capital, project_company, joint."""
    who_operates: str
    """social_capital, project_company or zone_company."""
    asset_after_term: str
    """stays_public, handed_over, stays_private, split_by_shares, returned_to_lessor, bought; the other promise."""
    typical_term_years: tuple[int, int]
    """Least and most years of operation: house guidance, not law."""
    user_pays: str
    """yes, partly or no."""
    government_pays: str
    """none, service_fee or purchase_of_services."""
    exit: str
    fits_when: tuple[str, ...]
    not_when: tuple[str, ...]
    compatible_return_mechanisms: tuple[str, ...]
    example_fields: tuple[str, ...]
    source: str
    warning: str = ""
    """What a reviewer must look at; empty for most."""
    note: str = ""


@dataclass(frozen=True)
class ReturnMechanism:
    """A return mechanism (回报机制): who pays the operator back, and within which limits."""

    id: str
    label: str
    label_en: str
    selectable: str
    """yes, restricted (shown with its condition), or no (exists to be refused with an explanation)."""
    definition: str
    payer: str
    """users, market, government, appreciation or none."""
    typical_revenue_items: tuple[str, ...]
    enters_cash_flow: str
    """per_year, one_off or none."""
    counts_for_coverage: bool
    """May this money count when a concession must pay for itself?"""
    risks: tuple[str, ...]
    evidence: tuple[str, ...]
    lawful_limits: tuple[str, ...]
    """Ids of the rules of the rule gate."""
    compatible_models: tuple[str, ...]
    source: str
    note: str = ""


@dataclass(frozen=True)
class Field:
    """A field of city life (领域) that a scenario belongs to."""

    id: str
    label: str
    description: str
    source: str


@dataclass(frozen=True)
class Choice:
    """One entry of the vocabulary."""

    id: str
    label: str
    counts_as: str = ""
    """For investment sources: government or social."""


@dataclass(frozen=True)
class CityListItem:
    """An item of the city list (市级揭榜攻关清单)."""

    code: str
    year: int
    field: str
    title: str
    wanted: str
    support: str
    apply_by: str
    """ISO date."""
    example: bool


@dataclass(frozen=True)
class SelectionMethod:
    """How the operator is chosen (社会主体选定程序); its columns drive the contest's guards."""

    id: str
    label: str
    fewest_claims: int | None
    """Claims needed at the close, before the office sets more; None: the plan's own `min_claims`."""
    fewest_experts: int
    odd_experts: bool
    first_ranked_is_binding: bool
    """Whether only the highest-ranked claim that no `min_score` bars may be announced."""
    basis: str
    """The law or opinion it stands on."""

    def enough_experts(self, count: int) -> bool:
        """Does a panel of this size satisfy the method?"""
        return count >= self.fewest_experts and (count % 2 == 1 or not self.odd_experts)


SELECTION_METHODS: tuple[SelectionMethod, ...] = (
    SelectionMethod(
        id="open_competition",
        label=_l("公开竞争"),
        fewest_claims=None,
        fewest_experts=3,
        odd_experts=False,
        first_ranked_is_binding=True,
        basis="附件1·五(三)",
    ),
    SelectionMethod(
        id="negotiation",
        label=_l("竞争性磋商"),
        fewest_claims=3,
        fewest_experts=3,
        odd_experts=True,
        first_ranked_is_binding=True,
        basis="财库〔2014〕214号 14条、28条",
    ),
    SelectionMethod(
        id="tender",
        label=_l("公开招标"),
        fewest_claims=3,
        fewest_experts=5,
        odd_experts=True,
        first_ranked_is_binding=True,
        basis="招标投标法 28条、37条；实施条例 55条",
    ),
)


@lru_cache(maxsize=1)
def operating_models() -> Mapping[str, OperatingModel]:
    """All operating models by id, in the order of the file."""
    rows = yaml.safe_load(_text("operating_models.yaml"))["models"]
    return _by_id(_row(OperatingModel, row) for row in rows)


@lru_cache(maxsize=1)
def return_mechanisms() -> Mapping[str, ReturnMechanism]:
    """All return mechanisms by id, in the order of the file, those included that may not be chosen."""
    rows = yaml.safe_load(_text("return_mechanisms.yaml"))["mechanisms"]
    return _by_id(_row(ReturnMechanism, row) for row in rows)


@lru_cache(maxsize=1)
def fields() -> Mapping[str, Field]:
    """All fields (领域) by id, in the order of the file."""
    return _by_id(_row(Field, _identified(row)) for row in json.loads(_text("fields.json")))


@lru_cache(maxsize=1)
def vocabulary() -> Mapping[str, tuple[Choice, ...]]:
    """Every list of choices by its name."""
    lists: dict[str, Any] = json.loads(_text("vocabulary.json"))
    return MappingProxyType(
        {
            name: tuple(_row(Choice, _identified(row)) for row in rows)
            for name, rows in lists.items()
            if isinstance(rows, list)
        }
    )


def choices(name: str) -> list[tuple[str, str]]:
    """One list of the vocabulary as (id, label) pairs, such as `choices("resource_kinds")`.

    :raises KeyError: there is no such list.
    """
    return [(choice.id, choice.label) for choice in vocabulary()[name]]


def selection_method(identifier: str) -> SelectionMethod:
    """The selection method of that id.

    :raises KeyError: there is none.
    """
    return {method.id: method for method in SELECTION_METHODS}[identifier]


@lru_cache(maxsize=1)
def city_list_items() -> tuple[CityListItem, ...]:
    """The items of the city list, oldest first."""
    return tuple(_row(CityListItem, row) for row in json.loads(_text("city_list.json")))


def same_promises(a: str | OperatingModel, b: str | OperatingModel) -> bool:
    """Do two operating models promise the same: concession or not, and what becomes of the asset?

    A claim may offer another model than the plan's only then. An unknown id promises nothing.
    """
    models = operating_models()
    one = a if isinstance(a, OperatingModel) else models.get(a)
    other = b if isinstance(b, OperatingModel) else models.get(b)
    if one is None or other is None:
        return False
    return (one.concession, one.asset_after_term) == (other.concession, other.asset_after_term)


def _text(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


Row = TypeVar("Row")
Named = TypeVar("Named", bound=_Identified)


def _row(kind: Callable[..., Row], columns: Mapping[str, Any]) -> Row:
    """One frozen row: columns the dataclass does not know are left aside, lists become tuples."""
    known = inspect.signature(kind).parameters
    return kind(**{name: _frozen(value) for name, value in columns.items() if name in known})


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _identified(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "id": row["identifier"]}


def _by_id(rows: Iterable[Named]) -> Mapping[str, Named]:
    return MappingProxyType({row.id: row for row in rows})
