"""What stands in a sentence that is kept: a moment, a day, an amount. It is stored as what it is, and reads in the language of its reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from marketplace.furniture import numbers, times
from marketplace.i18n import Listed, Sentence, Together, Words, _l, places

KINDS: dict[str, Callable[..., str]] = {
    "day": times.day,
    "moment": times.moment,
    "second": times.second,
    "short_day": times.short_day,
    "short_moment": times.short_moment,
    "until": times.until,
    "until_in_full": times.until_in_full,
    "moment_in_beijing": times.moment_in_beijing,
    "moment_with_zone": times.moment_with_zone,
    "money": numbers.money,
    "figure": numbers.figure,
    "percent": numbers.percent,
    "score": numbers.score_words,
}
"""How each kind reads."""


class Value(Words):
    """One value with its kind."""

    def __init__(self, kind: str, *of: When | Decimal | int | str) -> None:
        """What the kind's function is called with."""
        self.kind, self.of = kind, of

    def __str__(self) -> str:
        """The value in words."""
        return KINDS[self.kind](*self.of)

    def stored(self) -> Any:
        """The kind, and what it is of."""
        return {"kind": self.kind, "of": [_plain(one) for one in self.of]}


When = datetime | date


def _plain(one: When | Decimal | int | str) -> Any:
    return {"at": one.isoformat()} if isinstance(one, date) else one


def _value(one: Any) -> Any:
    if not isinstance(one, dict):
        return one
    return datetime.fromisoformat(one["at"]) if "T" in one["at"] else date.fromisoformat(one["at"])


def _of(kind: str) -> Callable[..., str]:
    return cast("Callable[..., str]", lambda *of: Value(kind, *of))


day, moment, second, moment_in_beijing, moment_with_zone = map(
    _of, ("day", "moment", "second", "moment_in_beijing", "moment_with_zone")
)
short_day, short_moment, until, until_in_full = map(_of, ("short_day", "short_moment", "until", "until_in_full"))
money, figure, percent, score = map(_of, ("money", "figure", "percent", "score"))
"""As the functions of `times` and `numbers` of the same name, to be kept."""


def listed(items: Any) -> str:
    """An enumeration, to be kept."""
    return cast("str", Listed(items))


def together(*sentences: Any) -> str:
    """Whole sentences one after the other, to be kept."""
    return cast("str", Together(sentences))


def limit(due: When | None, now: datetime) -> str:
    """As `times.limit`, to be kept."""
    return until(due, now) if due is not None else _l("规定时限")


def within(due: When | None, days: int, now: datetime) -> str:
    """As `times.within`, to be kept."""
    return until(due, now) if due is not None else _l("%(n)d 个工作日内", n=days)


def of(value: Any) -> Any:
    """A field's value by its own type: a day, a moment, several things; nothing where there is none."""
    if isinstance(value, (list, tuple)):
        return Listed(map(of, value))
    if isinstance(value, datetime):
        return moment(value)
    return day(value) if isinstance(value, date) else "" if value is None else value


def sentence(text: str, words: Mapping[str, Any]) -> str:
    """A sentence of a table with those of the words that it names, to be kept.

    :raises KeyError: it names one that is not among them.
    """
    key = text.key if isinstance(text, Sentence) else str(text)
    return _l(key, **{name: of(words[name]) for name in places(key)})


def read(kept: Any) -> Any:
    """What was stored, as words again."""
    if isinstance(kept, list):
        return Listed(read(one) for one in kept)
    if not isinstance(kept, dict):
        return kept
    if "sentences" in kept:
        return Together(read(one) for one in kept["sentences"])
    if "says" in kept:
        return Sentence(kept["says"], **{name: read(one) for name, one in kept.get("with", {}).items()})
    return Value(kept["kind"], *map(_value, kept["of"]))
