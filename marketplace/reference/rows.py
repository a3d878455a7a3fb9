"""What the reference tables hold: a frozen class per table, its columns explained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


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
    guide: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """The answers to the questions of the guided choice that lead here; `either` where both do."""


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
class Question:
    """A question of the guided choice (智能选型), asked in the order of the file."""

    key: str
    text: str
    answers: tuple[str, ...]
    optional: bool = False
    """Whether it only decides between models that fit equally."""


@dataclass(frozen=True)
class StopSign:
    """Answers that do not go together, whatever is chosen; said before any result."""

    when: str
    """Answers as the rule reads: `users_pay == "no" and private_financing == "yes"`."""
    text: str


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
