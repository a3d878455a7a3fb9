"""Small questions about a person and an object that can say why the answer is no; they compose with `&`, `|`, `~`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    of_person: bool = False
    """Whether it asks of the person's role and kind of organisation alone, so that a table can answer it by role."""
    among: Predicate | None = None
    """One of the person, without which it never holds: nobody of the office is of a publisher."""

    def __call__(self, person: Any, subject: Any) -> bool:
        """Whether it holds."""
        return (self.among is None or self.among(person, subject)) and self.holds(person, subject)

    def refusals(self, person: Any, subject: Any) -> list[str]:
        """Why not; empty when it holds."""
        return [] if self(person, subject) else [str(self.why_not)]

    def words(self) -> str:
        """How a table says it."""
        return str(self.name)

    def reduced(self, people: Sequence[Any]) -> Predicate | bool:
        """What is left to ask once it is known to be one of these people; an answer where nothing is."""
        if not self.of_person:
            possible = self.among is None or self.among.reduced(people) is not False
            return self if possible else False
        answers = {self(person, None) for person in people}
        return self if len(answers) > 1 else answers.pop()

    def __and__(self, other: Predicate) -> Predicate:
        """Both."""
        return _Both(f"{self.name}，{other.name}", _never, "", "", left=self, right=other)

    def __or__(self, other: Predicate) -> Predicate:
        """Either."""
        return _Either(f"{self.name}或{other.name}", _never, "", "", left=self, right=other)

    def __invert__(self) -> Predicate:
        """Not."""
        return _Not(f"非{self.name}", lambda p, s: not self(p, s), self.why_not_inverse, self.why_not, inner=self)


def _never(_person: Any, _subject: Any) -> bool:
    return False


nobody = Predicate("—", _never, "")


@dataclass(frozen=True)
class _Not(Predicate):
    inner: Predicate = nobody

    def reduced(self, people: Sequence[Any]) -> Predicate | bool:
        left = self.inner.reduced(people)
        return not left if isinstance(left, bool) else self


@dataclass(frozen=True)
class _Pair(Predicate):
    left: Predicate = nobody
    right: Predicate = nobody

    def parts(self) -> list[Predicate]:
        """What is joined, without the brackets that make no difference, each once."""
        sides = [side.parts() if isinstance(side, type(self)) else [side] for side in (self.left, self.right)]
        return list({part.words(): part for side in sides for part in side}.values())


@dataclass(frozen=True)
class _Both(_Pair):
    def __call__(self, person: Any, subject: Any) -> bool:
        return self.left(person, subject) and self.right(person, subject)

    def refusals(self, person: Any, subject: Any) -> list[str]:
        # the second reason only means something to a person who passed the first
        return self.left.refusals(person, subject) or self.right.refusals(person, subject)

    def words(self) -> str:
        parts = self.parts()
        joined = [f"（{one.words()}）" if isinstance(one, _Either) and len(parts) > 1 else one.words() for one in parts]
        return "且".join(joined)

    def reduced(self, people: Sequence[Any]) -> Predicate | bool:
        left, right = self.left.reduced(people), self.right.reduced(people)
        if isinstance(left, bool):
            return right if left else False
        if isinstance(right, bool):
            return left if right else False
        return left & right

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

    def words(self) -> str:
        return "，或".join(one.words() for one in self.parts())

    def reduced(self, people: Sequence[Any]) -> Predicate | bool:
        left, right = self.left.reduced(people), self.right.reduced(people)
        if isinstance(left, bool):
            return True if left else right
        if isinstance(right, bool):
            return True if right else left
        return left | right

    def __invert__(self) -> Predicate:
        return ~self.left & ~self.right
