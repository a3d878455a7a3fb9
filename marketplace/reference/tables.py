"""The tables that any room may choose from: operating models, return mechanisms, fields, vocabulary, the city list.

Loaded once from `data/`; rows are frozen, so everybody may hold them. Files that people edit are checked by tests.
"""

import inspect
import json
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

import yaml

from marketplace.reference.rows import Choice, CityListItem, Field, OperatingModel, Question, ReturnMechanism, StopSign

DATA = Path(__file__).parent / "data"


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
def guide_questions() -> tuple[Question, ...]:
    """The questions of the guided choice, in the order in which they are asked."""
    return tuple(_row(Question, row) for row in yaml.safe_load(_text("operating_models.yaml"))["questions"])


@lru_cache(maxsize=1)
def stop_signs() -> tuple[StopSign, ...]:
    """Answers that do not go together."""
    return tuple(_row(StopSign, row) for row in yaml.safe_load(_text("operating_models.yaml"))["stop_signs"])


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
    return (DATA / name).read_text(encoding="utf-8")


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
    if isinstance(value, dict):
        return MappingProxyType(value)
    return tuple(value) if isinstance(value, list) else value


def _identified(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "id": row["identifier"]}


def _by_id(rows: Iterable[Named]) -> Mapping[str, Named]:
    return MappingProxyType({row.id: row for row in rows})
