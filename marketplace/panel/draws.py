"""The draw of experts: a pure rule that anyone can compute again from the pool and the seed (`docs/draw.md`)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from marketplace.sheets.canonical import dumps

Row = Mapping[str, Any]
"""An expert as the draw saw them: `{expert, name, matches, load, excluded}`; `excluded` says why not, empty for a candidate."""


def ticket(seed: str, expert: int) -> str:
    """The expert's lot: SHA-256 over seed, slash and id, in hexadecimal."""
    return hashlib.sha256(f"{seed}/{expert}".encode()).hexdigest()


def ordered(pool: Sequence[Row], seed: str) -> list[Row]:
    """The candidates in the order of the draw: who knows the field first, then who has least to do, then by lot."""

    def key(row: Row) -> tuple[bool, int, str, int]:
        return not row["matches"], row["load"], ticket(seed, row["expert"]), row["expert"]

    return sorted((row for row in pool if not row["excluded"]), key=key)


def draw(pool: Sequence[Row], seed: str, wanted: int) -> list[int]:
    """The ids of the experts drawn, in order; fewer than wanted where there are not enough candidates."""
    return [row["expert"] for row in ordered(pool, seed)[:wanted]]


def written(pool: Sequence[Row]) -> str:
    """The pool as its hash is taken: canonical JSON (`docs/canonical.md`), by id."""
    return dumps(sorted((dict(row) for row in pool), key=lambda row: row["expert"]))


def pool_sha256(pool: Sequence[Row]) -> str:
    """SHA-256 of the pool, whatever the order of its rows."""
    return hashlib.sha256(written(pool).encode()).hexdigest()
