"""What the three tables share: where their subjects stand, what waits, and what an act's event and messages say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marketplace.accounts.models import Organisation, Person
from marketplace.audit import queries as histories
from marketplace.i18n import _l
from marketplace.people import proposals
from marketplace.workflow import Facts, Move

PERSON, ORGANISATION = "person", "organisation"
STALE = _l("你打开页面之后，这里又有变动。现在的情况在下面，请核对后再办理。")
RULE = "平台规则"


def ref_of(subject: Person | Organisation) -> str:
    """What events and proposals call it: a person's number, an organisation's code."""
    return str(subject.id) if isinstance(subject, Person) else subject.code


def kind_of(subject: Person | Organisation) -> str:
    """Its kind in events and proposals."""
    return PERSON if isinstance(subject, Person) else ORGANISATION


def facts(state: Callable[[Any], str]) -> Facts:
    """Where it stands, with a counter that rises with everything that happens to it: how many events it has."""
    return Facts(state, lambda subject: histories.count_events(kind_of(subject), ref_of(subject)))


def is_waiting(subject: Person | Organisation, action: str) -> bool:
    """Whether the act was proposed of it, and waits for an approver."""
    return proposals.pending(kind_of(subject), ref_of(subject), action) is not None


def propose(move: Move) -> None:
    """Put the act before the approvers."""
    proposals.propose(
        kind=kind_of(move.subject),
        ref=ref_of(move.subject),
        action=move.row.action,
        label=move.row.label,
        about=move.subject,
        values={name: value for name, value in move.values.items() if name != "confirm"},
        by=move.person,
    )


def reason(move: Move) -> str:
    """What was written as its reason."""
    return str(move.values.get("reason") or "")


def key(move: Move) -> str:
    """Its messages are told from others by the count of the subject's events."""
    subject = move.subject
    return f"{kind_of(subject)}/{ref_of(subject)}/{histories.count_events(kind_of(subject), ref_of(subject))}"
