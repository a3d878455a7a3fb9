"""A page of the catalogue in a bounded number of statements: the keys in their order, then the rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import defer, joinedload

from marketplace.catalogue.filters import Wanted
from marketplace.catalogue.models import Entry
from marketplace.catalogue.orders import Mark, Order, Phase
from marketplace.extensions import db
from marketplace.scenarios.models import Scenario

SIZE = 20
LIGHT = (defer(Entry.search_text), joinedload(Entry.scenario, innerjoin=True).lazyload(Scenario.round))
"""What a list needs not load."""
Key = tuple[int, Any, int]
"""Phase, value and id of a row."""


@dataclass(frozen=True)
class Page:
    """A stretch of the list."""

    rows: Sequence[Entry]
    total: int
    first: int
    """Place of its first row, from 1."""
    next: str | None
    """The cursor of the next page; None at the end."""


def count(conditions: Sequence[ColumnElement[bool]]) -> int:
    """How many published scenarios there are under these conditions."""
    query = select(func.count()).select_from(Entry).where(*conditions)
    return db.session.scalar(query) or 0


def page(wanted: Wanted, order: Order, *, number: int = 1, after: str = "") -> Page:
    """One page: by number from the front, or after a cursor.

    :raises BadRequest: the cursor cannot be read.
    """
    phases = order.phases(wanted.terms)
    total = count(wanted.conditions)
    mark = Mark.decode(after, order, phases) if after else None
    skipped = 0 if mark else (number - 1) * SIZE
    seen = mark.seen if mark else skipped
    keys = _keys(wanted.conditions, phases, mark, skipped + SIZE + 1) if total else []
    shown = keys[skipped : skipped + SIZE]
    more = len(keys) > skipped + SIZE
    following = Mark(order.id, *shown[-1], seen=seen + len(shown)).encode() if more and shown else None
    return Page(_rows(shown), total, seen + 1, following)


def _keys(
    conditions: Sequence[ColumnElement[bool]], phases: Sequence[Phase], mark: Mark | None, most: int
) -> list[Key]:
    keys: list[Key] = []
    for n, phase in enumerate(phases):
        if mark and n < mark.phase:
            continue
        query = select(phase.column, Entry.scenario_id).where(phase.where, *conditions)
        if mark and n == mark.phase:
            query = query.where(phase.beyond(mark.value, mark.row_id))
        found = db.session.execute(query.order_by(*phase.order()).limit(most - len(keys)))
        keys += [(n, value, row_id) for value, row_id in found]
        if len(keys) == most:
            break
    return keys


def _rows(keys: Sequence[Key]) -> Sequence[Entry]:
    ids = [row_id for _phase, _value, row_id in keys]
    if not ids:
        return []
    query = select(Entry).where(Entry.scenario_id.in_(ids)).options(*LIGHT)
    found = {row.scenario_id: row for row in db.session.scalars(query)}
    return [found[row_id] for row_id in ids]


def published(*conditions: ColumnElement[bool], order: Phase, most: int) -> Sequence[Entry]:
    """The first so many published scenarios of a kind."""
    query = select(Entry).where(order.where, *conditions).options(*LIGHT)
    return db.session.scalars(query.order_by(*order.order()).limit(most)).all()


def social_of(scenario_ids: Sequence[int]) -> dict[int, Decimal | None]:
    """The social capital of each of these scenarios."""
    query = select(Entry.scenario_id, Entry.social_wan).where(Entry.scenario_id.in_(scenario_ids))
    return {row.scenario_id: row.social_wan for row in db.session.execute(query)}


def ids_by_text(holds: Callable[[Any], ColumnElement[bool]]) -> Select[int]:
    """The published scenarios whose searched words hold something, for another room's query."""
    return select(Entry.scenario_id).where(holds(Entry.search_text))
