"""The rows of a lifecycle table, which read like the regulation."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marketplace.errors import Complaint
from marketplace.workflow.predicates import Predicate

if TYPE_CHECKING:  # the engine reads rows, and rows are typed by what the engine hands them
    from marketplace.workflow.moves import Move

Guard = Callable[["Move"], Iterable[Complaint]]
Effect = Callable[["Move"], None]
Audience = Callable[["Move"], Iterable[Any]]
"""Whom a message is for: people, and addresses of those who have no account and are told by mail alone."""


@dataclass(frozen=True)
class State:
    """A state: its words, how it looks, whose turn it is, and the service limit in working days."""

    id: str
    label: str
    tag: str = ""
    """Shape of the status tag: open, waiting, done, wrong, over or plain."""
    turn: str = ""
    """Who acts next, in words; empty where nobody has to."""
    next: str = ""
    """What they do then, or, where nobody acts, what the end means."""
    limit_days: int | None = None
    """Service limit in working days; None where nobody's clock runs."""

    @property
    def shape(self) -> str:
        """The shape of its tag; empty for a plain outline."""
        return "" if self.tag == "plain" else self.tag


@dataclass(frozen=True)
class Tell:
    """A message that a move promises: to whom, and its words with `{code}`, `{title}` and the like filled in."""

    audience: Audience
    subject: str
    body: str
    link: str = "/desk/scenarios/{code}/"
    secret: bool = False
    """Whether its recipients give away what is secret yet: lists of messages then hide it."""
    key: str = ""
    """What tells it from any other message to the same person, filled in like its words; the kind's own key where empty."""


def always(_subject: Any) -> bool:
    """Of every subject."""
    return True


@dataclass(frozen=True)
class Waits:
    """That an act is only proposed, and takes effect when somebody else confirms it."""

    when: Callable[[Any], bool] = always
    """The subjects for which it waits; for others it is done at once."""
    proposed: tuple[Effect, ...] = ()
    """What follows at once from its being proposed."""
    left: tuple[Effect, ...] = ()
    """What follows when it is declined, or whoever proposed it takes it back."""


@dataclass(frozen=True)
class Transition:
    """One way from a state to the next."""

    action: str
    label: str
    source: frozenset[str]
    target: str
    """Empty where the state is no column: it follows from what the effects write."""
    who: Predicate
    guards: tuple[Guard, ...] = ()
    """Standing conditions, shown before the act."""
    checks: tuple[Guard, ...] = ()
    """Conditions on what the person fills in."""
    effects: tuple[Effect, ...] = ()
    then: tuple[Effect, ...] = ()
    """What follows once it is on record and told, in the same transaction."""
    tell: tuple[Tell, ...] = ()
    source_of_rule: str = ""
    form: Any = None
    """The fields beside `revision`: a section of a sheet, a function of the move that answers one, or None."""
    deadline: Guard | None = None
    """What a passed deadline says; asked before the state."""
    shut: Guard | None = None
    """What keeps it shut now: as a wrong state, in words of its own. It may look at who asks, and, asked once more before the
    move is made, at what they filled in."""
    when: Callable[[Any], bool] | None = None
    """The row exists only for a subject for which this holds; for others it is as if the state were wrong."""
    bars: Callable[[Any], str] | None = None
    """Why this subject is not one to begin with, in words of its own, which are said instead of the states' names."""
    hidden: bool = False
    """Whether another act brings it about: it has its place in the table, and nobody does it themselves."""
    waits: Waits | None = None
    """That it takes effect only when somebody else confirms it."""
    page: str = "action"
    """Which page shows the act: action, check (the whole document to be signed) or review (document and judgement)."""
    sets_deadline: Callable[[Any], Any] | None = None
    """The deadline that the act would fix now, for the page to show before it."""
    judges: str = ""
    """Which document is judged ("plan" or "implementation"): the act then names the revision that was seen."""
    public: bool = False
    """Whether the event stands in the public history."""
    silent: bool = False
    """Whether it leaves no event of its own: an effect leaves that of what it moves."""
    known: Callable[[Any], Any] | None = None
    """What its form holds when it is opened, of the subject; nothing where it is None."""
    done: str = ""
    """What is said once it is done, where its label would not say enough."""
    help: str = ""
    """One line on the page that says what will happen."""
    danger: bool = False
    """Whether the act ends something: its button asks for care."""
    aside: bool = False
    """Whether the act is off the usual way: never the button that a page leads to."""
    loses: tuple[str, ...] = ()
    """What is lost for good, each in a line: the page says it, and the act is done only with `confirm=yes`."""

    def is_to_wait(self, subject: Any) -> bool:
        """Whether, for this subject, somebody else has to confirm it."""
        return self.waits is not None and self.waits.when(subject)

    def section(self, move: Move) -> Any:
        """The fields as this move asks them; None where the act asks nothing."""
        return self.form(move) if callable(self.form) else self.form
