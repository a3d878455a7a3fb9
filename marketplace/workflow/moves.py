"""An attempt to move, and how it looks to whoever could make it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from marketplace.errors import Complaint
from marketplace.i18n import _
from marketplace.workflow.rows import Transition


@dataclass
class Move:
    """An attempt to move: what guards and effects look at. `notes` goes into the event."""

    subject: Any
    person: Any
    now: datetime
    row: Transition
    values: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""
    notes: dict[str, Any] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    """What its messages say beside what every message of this kind says; it does not go into the event."""
    actor: Any = None
    """Who is recorded where nobody acts in person: whoever moved what this subject is part of."""
    confirmed: bool = True
    """Whether the person ticked that they know what is lost; asked where the row says that something is."""
    proposed: bool = False
    """Whether it was only proposed, and waits for somebody else."""

    def unmet(self, *, with_form: bool) -> list[Complaint]:
        """Every reason why this move cannot be made; without the form only the standing ones."""
        guards = self.row.guards + (self.row.checks if with_form else ())
        found = [complaint for guard in guards for complaint in guard(self)]
        if with_form and self.row.loses and not self.confirmed:
            found.append(Complaint(_("办理后不能恢复。请看过会失去什么，勾选“我已知道”后再办理。"), "confirm"))
        return found


@dataclass(frozen=True)
class Choice:
    """An action as a person sees it: its row and, where it is refused, why."""

    row: Transition
    reasons: tuple[Complaint, ...] = ()

    @property
    def possible(self) -> bool:
        """Whether the person may do it now."""
        return not self.reasons

    @property
    def words(self) -> list[str]:
        """The reasons in words alone."""
        return [str(one.message) for one in self.reasons]
