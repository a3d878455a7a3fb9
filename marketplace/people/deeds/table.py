"""How a deed is described, and what the deeds to one kind of subject share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from marketplace.accounts.models import Person
from marketplace.audit import queries as histories
from marketplace.errors import NotFound
from marketplace.people.forms import CONFIRM, NOTHING
from marketplace.sheets import Section

Values = Mapping[str, Any]


def always(_subject: Any) -> str:
    """No reason against it."""
    return ""


@dataclass(frozen=True)
class Deed:
    """One row: what the form asks, why it may be impossible now, and what it changes (for the history)."""

    id: str
    label: str
    perform: Callable[[Any, Values, Person | None], dict[str, Any]]
    done: str
    why_not: Callable[[Any], str] = always
    form: Callable[[Any], Section] = lambda _subject: NOTHING
    help: str = ""
    known: Callable[[Any], Values] = lambda _subject: {}
    """What the form holds when it is opened."""
    loses: str = ""
    """What is lost by it: its page says so, and the form carries `confirm`."""
    permission: str = ""
    """Where it asks for more than the other deeds to its subject."""
    waits: Callable[[Any], bool] = lambda _subject: False
    """Whether it is only proposed here, and takes effect when an approver confirms it."""
    check: Callable[[Any, Values], None] = lambda _subject, _values: None
    """What speaks against the values as typed.

    :raises Unmet: with every complaint.
    """
    on_proposed: Callable[[Any, Values, str], None] = lambda _subject, _values, _key: None
    """Who is told at once that it is proposed."""
    on_declined: Callable[[Any], None] = lambda _subject: None
    """What becomes of the subject when the approver declines, or who proposed it takes it back."""
    on_ended: Callable[[Any, Values, str], None] = lambda _subject, _values, _key: None
    """Who is told then: those who were told that it is proposed."""
    hidden: bool = False
    """Never offered: it is proposed by another deed."""

    def section(self, subject: Any) -> Section:
        """The form, with the tick without which nothing irreversible is done."""
        asked = self.form(subject)
        return replace(asked, id=asked.id or self.id, fields=(*asked.fields, CONFIRM)) if self.loses else asked


@dataclass(frozen=True)
class Subjects:
    """The things of one kind, and the deeds that are done to them."""

    kind: str
    permission: str
    ref: Callable[[Any], str]
    load: Callable[[str], Any]
    deeds: Mapping[str, Deed]
    tell: Callable[[Deed, Any, Person, str, Values], None] = lambda _deed, _subject, _by, _key, _values: None
    """Who hears of a deed that was done."""

    def deed(self, deed_id: str) -> Deed:
        """The deed of that name.

        :raises NotFound: there is none.
        """
        if deed_id not in self.deeds:
            raise NotFound
        return self.deeds[deed_id]

    def revision(self, subject: Any) -> int:
        """Rises with everything that happens to the subject: how many events it has."""
        return histories.count_events(self.kind, self.ref(subject))


def rows(*deeds: Deed) -> dict[str, Deed]:
    """The deeds by name, in their order."""
    return {deed.id: deed for deed in deeds}
