"""Give out a number: the next of a series, or a free one at random."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from marketplace.extensions import unit_of_work
from marketplace.numbering.models import CodeCounter


def next_number(series: str, year: int) -> int:
    """The next number of a series in a year; without gaps, since a failed transaction gives it back."""
    with unit_of_work() as session:
        counter = session.get(CodeCounter, (series, year)) or CodeCounter(series=series, year=year, last=0)
        counter.last += 1
        session.add(counter)
        session.flush()
        return counter.last


def random_ref() -> str:
    """Twelve characters that tell nothing, for addresses: neither how many there are nor which came first."""
    return secrets.token_hex(6)


def free_number(most: int, is_taken: Callable[[int], object]) -> int:
    """A number from 1 to `most`, drawn at random, that is not yet taken."""
    while is_taken(number := 1 + secrets.randbelow(most)):
        pass
    return number
