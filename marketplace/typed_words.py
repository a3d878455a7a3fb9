"""Words typed into a register's search, whatever their width, as conditions of a query."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, or_

from marketplace.sheets.texts import Invalid, clean, folded

LONGEST, MOST_TERMS = 100, 10
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
"""ASCII as full-width signs: titles of drafts stand as they were typed."""


def terms_of(raw: str) -> list[str] | None:
    """The words, each once; None where they are too long, too many, or no text, so that nothing can match."""
    try:
        text = folded(clean(raw)).casefold()
    except Invalid:
        return None
    terms = list(dict.fromkeys(text.split()))
    return terms if len(text) <= LONGEST and len(terms) <= MOST_TERMS else None


def holds(term: str, *columns: Any) -> ColumnElement[bool]:
    """That one of the columns holds the word, in half or in full width."""
    ways = dict.fromkeys((term, term.translate(WIDE), term.upper().translate(WIDE)))
    return or_(*(func.lower(column).contains(way, autoescape=True) for column in columns for way in ways))
