"""What the macros set, as typed rows with defaults, so that a view names only what its page has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from marketplace.furniture.times import When


@dataclass(frozen=True)
class Tag:
    """A state in a word; `shape` is open, waiting, done, wrong, over, or empty for a plain outline."""

    label: str
    shape: str = ""


@dataclass(frozen=True)
class Task:
    """One line of a task list: a section to fill in, its state, and what to do about it."""

    label: str
    tag: Tag
    url: str = ""
    number: int | None = None
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Step:
    """One step of the chain; `place` is past, now or empty for what is still to come."""

    label: str
    note: str = ""
    place: str = ""


@dataclass(frozen=True)
class NextStep:
    """Who acts next, what they do, and by when; nobody where it is over, no moment where none is set."""

    who: str
    what: str
    due: When | None = None


@dataclass(frozen=True)
class Event:
    """One entry of a timeline: when, what, who, why. `words` replaces the date, `url` links the title."""

    at: When | None
    title: str
    text: str = ""
    who: str = ""
    reason: str = ""
    action: str = ""
    words: str = ""
    url: str = ""
    tag: Tag | None = None
    style: str = "moment"


@dataclass(frozen=True)
class FacetOption:
    """One value of a facet, how many results it has and whether it is chosen."""

    value: str
    label: str
    count: int | None = None
    chosen: bool = False


@dataclass(frozen=True)
class PagerPage:
    """A stretch of results, from `first` to `last` of `total`, with the addresses before and after."""

    first: int
    last: int
    total: int
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Button:
    """A deed; `name` and `value` are sent, a disabled one stands beside its reason. With `url` it is a link."""

    label: str
    name: str = ""
    value: str = ""
    kind: str = ""
    url: str = ""
    disabled: bool = False
    form: str = ""


@dataclass(frozen=True)
class Letter:
    """A publication as its sheet of paper needs it; `facts` stand at the foot beside the QR."""

    issuer: str
    number: str
    title: str
    issued_at: When
    version: int = 1
    sha256: str = ""
    title_phrases: Sequence[str] = field(default_factory=tuple)
    replaces: str = ""
