"""Small questions about a person and an object that can say why the answer is no; they compose with `&`, `|`, `~`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Holds = Callable[[Any, Any], bool]


@dataclass(frozen=True)
class Predicate:
    """`holds(person, subject)` with the words for both answers.

    `name` reads in a table of who may; `why_not` is said to a person for whom it does not hold, `why_not_inverse`
    to one for whom it holds where it must not.
    """

    name: str
    holds: Holds
    why_not: str
    why_not_inverse: str = ""

    def __call__(self, person: Any, subject: Any) -> bool:
        """Whether it holds."""
        return self.holds(person, subject)

    def refusals(self, person: Any, subject: Any) -> list[str]:
        """Why not; empty when it holds."""
        return [] if self.holds(person, subject) else [str(self.why_not)]

    def __and__(self, other: Predicate) -> Predicate:
        """Both."""
        return _Both(f"{self.name}，{other.name}", _never, "", "", self, other)

    def __or__(self, other: Predicate) -> Predicate:
        """Either."""
        return _Either(f"{self.name}或{other.name}", _never, "", "", self, other)

    def __invert__(self) -> Predicate:
        """Not."""
        return Predicate(f"非{self.name}", lambda p, s: not self(p, s), self.why_not_inverse, self.why_not)


def _never(_person: Any, _subject: Any) -> bool:
    return False


@dataclass(frozen=True)
class _Pair(Predicate):
    left: Predicate = Predicate("", _never, "")
    right: Predicate = Predicate("", _never, "")


@dataclass(frozen=True)
class _Both(_Pair):
    def __call__(self, person: Any, subject: Any) -> bool:
        return self.left(person, subject) and self.right(person, subject)

    def refusals(self, person: Any, subject: Any) -> list[str]:
        # the second reason only means something to a person who passed the first
        return self.left.refusals(person, subject) or self.right.refusals(person, subject)

    def __invert__(self) -> Predicate:
        return ~self.left | ~self.right


@dataclass(frozen=True)
class _Either(_Pair):
    def __call__(self, person: Any, subject: Any) -> bool:
        return self.left(person, subject) or self.right(person, subject)

    def refusals(self, person: Any, subject: Any) -> list[str]:
        if self(person, subject):
            return []
        return list(dict.fromkeys(self.left.refusals(person, subject) + self.right.refusals(person, subject)))

    def __invert__(self) -> Predicate:
        return ~self.left & ~self.right
