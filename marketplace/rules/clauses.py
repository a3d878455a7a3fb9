"""Texts as the rules read them: plain, folded, clause by clause; and which clauses say what a rule forbids."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from marketplace.rules.rulebook import patterns

OPENING, CLOSING = "(【[《“‘「", ")】]》”’」"
ENDS = "。;!,、?"


@dataclass(frozen=True)
class Quote:
    """A clause of a text, and what in it triggered a rule."""

    before: str
    words: str
    after: str


def plain(text: str) -> str:
    """The text without tags, width folded, spaces removed; a block ends a line."""
    text = re.sub(r"</(?:p|li|h[1-6]|tr|td|th|blockquote)>|<br\s*/?>", "\n", text)
    text = html.unescape(re.sub(r"<[^>]*>", "", text))
    return re.sub(r"[^\S\n]", "", unicodedata.normalize("NFKC", text))


def clauses(text: str) -> list[tuple[str, str]]:
    """The clauses of a plain text, each with the mark that it follows: it is split at its marks, never inside brackets or
    quotation marks."""
    parts, depth = [("", "")], 0
    for one in text:
        depth = 0 if one == "\n" else max(0, depth + (one in OPENING) - (one in CLOSING))
        if one == "\n" or (depth == 0 and one in ENDS):
            parts.append((one, ""))
        else:
            mark, clause = parts[-1]
            parts[-1] = (mark, clause + one)
    return [part for part in parts if part[1]]


@lru_cache(maxsize=64)
def _compiled(group: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of a group of `find` rows, or a list of patterns by its name."""
    rows = patterns()[group]
    found: Sequence[str] = rows["find"] if isinstance(rows, dict) else rows
    return tuple(re.compile(one.replace("PLACE", patterns()["place"])) for one in found)


def groups() -> list[str]:
    """The groups of what is looked for."""
    return [name for name, rows in patterns().items() if isinstance(rows, dict)]


def hits(group: str, text: str) -> Iterator[Quote]:
    """The clauses that say what the group looks for, and neither allow it nor rule it out. What is ruled out rules out the
    rest of its enumeration: 不含甲、乙."""
    said, denied = clauses(plain(text)), False
    for number, (mark, clause) in enumerate(said):
        found = next((hit for one in _compiled(group) if (hit := one.search(clause))), None)
        before, after = (clause[: found.start()], clause[found.end() :]) if found else (clause, "")
        denied = _is_denied(before, after) or (denied and mark == "、")
        if found is None or denied or any(one.search(clause) for one in _compiled("allow")):
            continue
        if not _is_disowned(before, after, said[number + 1][1] if number + 1 < len(said) else ""):
            yield Quote(before, found[0], after)


def found_in(pattern: str, text: str) -> Iterator[Quote]:
    """The clauses in which the pattern is found, whatever else they say."""
    for _mark, clause in clauses(plain(text)):
        if hit := re.search(pattern, clause):
            yield Quote(clause[: hit.start()], hit[0], clause[hit.end() :])


def _has_consequence(after: str) -> bool:
    return any(one.search(after) for one in _compiled("consequence"))


def _is_denied(before: str, after: str) -> bool:
    """Whether it is said before what was found that it is not to be."""
    return not _has_consequence(after) and any(one.search(before) for one in _compiled("negation"))


def _is_disowned(before: str, after: str, following: str) -> bool:
    """Whether it is said after what was found, or after the quotation in which it stands, that it is not to be."""
    quoted = any(before.count(one) > before.count(other) for one, other in zip(OPENING, CLOSING, strict=True))
    said_of_it = f"{after},{following}" if quoted else after
    return not _has_consequence(after) and any(one.search(said_of_it) for one in _compiled("disowned"))
