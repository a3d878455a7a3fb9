"""The orders of the catalogue and the cursor that marks a place in one: keyset paging, stable under equal values."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, true, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from marketplace import clock
from marketplace.catalogue.models import Entry
from marketplace.columns import Moment
from marketplace.errors import BadRequest
from marketplace.i18n import _, _l


@dataclass(frozen=True)
class Phase:
    """A stretch of the list: its condition, and the column it goes by (the id breaks ties in the same direction)."""

    where: ColumnElement[bool]
    column: InstrumentedAttribute[Any]
    falling: bool = True

    def order(self) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
        """How it is sorted."""
        if self.falling:
            return self.column.desc(), Entry.scenario_id.desc()
        return self.column.asc(), Entry.scenario_id.asc()

    def beyond(self, value: Any, row_id: int) -> ColumnElement[bool]:
        """What comes after that row."""
        here = tuple_(self.column, Entry.scenario_id)
        mark = tuple_(literal(value, self.column.type), literal(row_id))
        return here < mark if self.falling else here > mark


@dataclass(frozen=True)
class Order:
    """One way to sort the list."""

    id: str
    label: str
    phases: Callable[[Sequence[str]], tuple[Phase, ...]]


def _newest(_terms: Sequence[str]) -> tuple[Phase, ...]:
    return (Phase(true(), Entry.first_issued_at),)


def _deadline(_terms: Sequence[str]) -> tuple[Phase, ...]:
    is_open = and_(Entry.is_shown_open, Entry.deadline > clock.now())
    return Phase(is_open, Entry.deadline, falling=False), Phase(~is_open, Entry.deadline)


def _by_figure(column: InstrumentedAttribute[Any]) -> Callable[[Sequence[str]], tuple[Phase, ...]]:
    return lambda _terms: (Phase(column.is_not(None), column), Phase(column.is_(None), Entry.first_issued_at))


def _relevance(terms: Sequence[str]) -> tuple[Phase, ...]:
    if not terms:
        return _newest(terms)
    in_title = and_(*(func.lower(Entry.title).contains(term, autoescape=True) for term in terms))
    return Phase(in_title, Entry.first_issued_at), Phase(~in_title, Entry.first_issued_at)


ORDERS = {
    order.id: order
    for order in (
        Order("deadline", _l("截止最近"), _deadline),
        Order("newest", _l("最新发布"), _newest),
        Order("investment", _l("投资规模"), _by_figure(Entry.total_investment_wan)),
        Order("irr", _l("收益率"), _by_figure(Entry.irr_pct)),
        Order("relevance", _l("最相关"), _relevance),
    )
}


@dataclass(frozen=True)
class Mark:
    """A place in an order: the last row that was shown."""

    order: str
    phase: int
    value: Any
    row_id: int
    seen: int = 0
    """How many rows were shown up to it."""

    def encode(self) -> str:
        """The mark as addresses carry it; readers need not understand it."""
        value = self.value.isoformat() if isinstance(self.value, datetime) else str(self.value)
        raw = json.dumps([self.order, self.phase, value, self.row_id, self.seen], separators=(",", ":"))
        return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str, order: Order, phases: Sequence[Phase]) -> Mark:
        """The mark of such a text.

        :raises BadRequest: it is none, or belongs to another order.
        """
        try:
            raw = (
                base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
                if len(text) < 300
                else b""
            )
            name, phase, value, row_id, seen = json.loads(raw)
            whole = all(type(n) is int and 0 <= n < 2**31 for n in (phase, row_id, seen))
            if name != order.id or not whole or phase >= len(phases):
                raise ValueError(name)
            return cls(name, phase, _value(str(value), phases[phase]), row_id, seen)
        except (ValueError, TypeError, InvalidOperation, binascii.Error, RecursionError) as unreadable:
            raise BadRequest(_("翻页标记无法识别。请从第一页重新查看。")) from unreadable


def _value(text: str, phase: Phase) -> datetime | Decimal:
    if isinstance(phase.column.type, Moment):
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None or not 1990 < moment.year < 2200:
            raise ValueError(text)
        return moment
    number = Decimal(text)
    if not number.is_finite() or abs(number) >= 10**13:
        raise ValueError(text)
    return number
