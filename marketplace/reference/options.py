"""The lists that the plan sheet chooses from, in the form that fields want."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from marketplace.reference import fitting, tables
from marketplace.reference.methods import SELECTION_METHODS
from marketplace.sheets.fields import Option

PUBLISHED = "published"
"""Under which key a claim's page shows its fields the plan that was published."""


def fields() -> list[Option]:
    """领域."""
    return [(row.id, row.label) for row in tables.fields().values()]


def operating_models() -> list[Option]:
    """运营模式."""
    return [(row.id, row.label) for row in tables.operating_models().values()]


def models_of_other_promises(document: Mapping[str, Any]) -> Collection[str]:
    """Those that a claim may not offer in place of the published plan's; nothing where no plan is known."""
    wanted = ((document.get(PUBLISHED) or {}).get("operation") or {}).get("operating_model")
    return [
        one for one in tables.operating_models() if wanted and one != wanted and not tables.same_promises(one, wanted)
    ]


def definitions_of_models(_document: Mapping[str, Any]) -> Mapping[str, str]:
    """What each operating model is, to stand beside the one that was chosen."""
    return {row.id: row.definition for row in tables.operating_models().values()}


def return_mechanisms() -> list[Option]:
    """回报机制, those included that exist to be refused with an explanation."""
    return [(row.id, row.label) for row in tables.return_mechanisms().values()]


def no_mechanisms(_document: Mapping[str, Any]) -> Collection[str]:
    """Those that are no return at all: no form offers them."""
    return {row.id for row in tables.return_mechanisms().values() if not fitting.may_be_chosen(row)}


def unfit_mechanisms(document: Mapping[str, Any]) -> Mapping[str, str]:
    """Why a mechanism does not go with the operating model that the document chooses, or under which condition it does."""
    return fitting.unfit((document.get("operation") or {}).get("operating_model"))


def selection_methods() -> list[Option]:
    """选择方式."""
    return [(row.id, str(row.label)) for row in SELECTION_METHODS]


def city_list_items() -> list[Option]:
    """市级清单事项."""
    return [(row.code, f"{row.code} {row.title}") for row in tables.city_list_items()]


def vocabulary(name: str) -> Callable[[], list[Option]]:
    """A list of the vocabulary, read when it is needed."""
    return lambda: tables.choices(name)
