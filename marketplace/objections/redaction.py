"""An objection for everybody: whatever tells who objected is left out of the texts that were typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence

from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Organisation, Person
from marketplace.claims.models import Claim
from marketplace.claims.opening import claims_of
from marketplace.objections.models import Objection

LEFT_OUT = "〔略〕"
FEWEST_SIGNS = 2
"""One sign stands in too many words to tell anybody."""
FEWEST_IN_A_ROW = 7
"""From this length on letters and digits tell somebody inside a longer row of them too: a number after its 86."""
FEWEST_OF_A_MAILBOX = 5
PARTS = re.compile(r"[、，,;；/]")
NUMBERS = re.compile(rf"\d{{{FEWEST_IN_A_ROW},}}")
Marks = frozenset[str]
"""What tells who objected, as it is looked for: small letters and digits, without spaces and stops."""


def marks(rows: Sequence[Objection]) -> Mapping[int, Marks]:
    """What tells who raised each of these objections of one round, by its id."""
    ids = {row.organisation_id for row in rows if row.organisation_id}
    organisations = accounts.organisations_by_id(ids)
    people = accounts.everyone_in(ids) if ids else ()
    claims = claims_of(rows[0].round) if ids else ()
    found = {}
    for row in rows:
        words = [*_left(row.name, row.contact)]
        if row.organisation_id:
            mine = [one for one in people if one.organisation_id == row.organisation_id]
            words += _of_organisation(organisations.get(row.organisation_id), mine, claims)
        keys = {_plain(word) for word in words}
        found[row.id] = frozenset(key for key in keys if len(key) >= FEWEST_SIGNS)
    return found


def _left(name: str, contact: str) -> Iterator[str]:
    """What somebody is called and reached by, whole and in its telling parts."""
    yield name
    yield from (part for part in PARTS.split(name) if part.strip())
    yield contact
    yield from NUMBERS.findall(unicodedata.normalize("NFKC", contact))
    mailbox, at, _host = unicodedata.normalize("NFKC", contact).partition("@")
    if at and len(mailbox) >= FEWEST_OF_A_MAILBOX:
        yield mailbox
    if (digits := re.sub(r"\D", "", _plain(contact))).startswith("86"):
        yield digits[2:] if len(digits) >= FEWEST_IN_A_ROW + 2 else contact


def _of_organisation(
    organisation: Organisation | None, people: Sequence[Person], claims: Sequence[Claim]
) -> Iterator[str]:
    """The organisation, its people, and the claims in which it stands: before the notice a claim's number is its own."""
    if organisation is None:
        return
    yield from (organisation.name, organisation.short_name, organisation.credit_code or "")
    for person in people:
        yield from _left(person.name, person.email)
        yield from _left("", person.phone)
    yield from (claim.ref for claim in claims if organisation.id in claim.member_ids)


def _plain(text: str) -> str:
    return "".join(sign for sign, _place in _signs(text))


def _signs(text: str) -> Iterator[tuple[str, int]]:
    """Its letters and digits, whatever their width and case, each with its place in the text."""
    for place, char in enumerate(text):
        for sign in unicodedata.normalize("NFKC", char).casefold():
            if sign.isalnum():
                yield sign, place


def without(text: str, marks: Collection[str]) -> str:
    """The text with every mark left out, and said to be."""
    signs = list(_signs(text))
    line = "".join(sign for sign, _place in signs)
    hidden: set[int] = set()
    for mark in sorted(marks):
        start = line.find(mark)
        while start >= 0:
            first, last = signs[start][1], signs[start + len(mark) - 1][1]
            if _stands_alone(text, first, last, mark):
                hidden |= set(range(first, last + 1))
            start = line.find(mark, start + 1)
    made = ""
    for place, char in enumerate(text):
        if place not in hidden:
            made += char
        elif place - 1 not in hidden:
            made += LEFT_OUT
    return made


def _stands_alone(text: str, first: int, last: int, mark: str) -> bool:
    """Whether a short word of letters or digits is not a piece of a longer one: Li is no part of limited."""
    if len(mark) >= FEWEST_IN_A_ROW:
        return True
    before, after = text[first - 1 : first], text[last + 1 : last + 2]
    return not (_is_word(mark[0]) and _is_word(before)) and not (_is_word(mark[-1]) and _is_word(after))


def _is_word(char: str) -> bool:
    return char.isascii() and char.isalnum()
