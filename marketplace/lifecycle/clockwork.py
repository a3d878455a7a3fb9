"""The clock as an actor: what becomes due is done by it, exactly once, by whichever process asks first."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.accounts.roles import Role
from marketplace.i18n import _l
from marketplace.workflow import Predicate

WITHOUT = Role("clock", "", frozenset())
"""A row without any column: the clock does nothing that a role does."""


@dataclass(frozen=True)
class Clock:
    """Stands where a person stands in a move. It has no role and no organisation."""

    id: None = None
    role_row: Role = WITHOUT
    kind_row: None = None
    organisation_id: None = None
    seconded_from_id: None = None

    @property
    def title(self) -> str:
        """How histories name it."""
        return _l("系统时钟")


CLOCK = Clock()
the_clock = Predicate(
    _l("时钟"), lambda person, _s: person is CLOCK, _l("这一步到期由系统自动办理，任何人都不能手动办理。")
)
