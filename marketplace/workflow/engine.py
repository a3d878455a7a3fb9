"""One move: who, deadline, state, revision, guards, effects, state, event. In this order, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from marketplace.errors import Complaint, DeadlinePassed, Forbidden, NotFound, Stale, Unmet, WrongState
from marketplace.i18n import _, enumerated, for_good
from marketplace.workflow.moves import Choice, Move
from marketplace.workflow.rows import State, Tell, Transition
from marketplace.workflow.standing import Columns, Standing

Record = Callable[[Move], None]
Send = Callable[[Move, Tell], None]


def _nothing_waits(_subject: Any, _action: str) -> bool:
    return False


@dataclass(frozen=True)
class Table:
    """A lifecycle: its states and its rows. Buttons, permissions, timeline and documentation all read it."""

    name: str
    states: Mapping[str, State]
    rows: tuple[Transition, ...]
    standing: Standing = field(default_factory=Columns)
    waiting: Callable[[Any, str], bool] = _nothing_waits
    """Whether the same act was proposed of the subject already, and waits."""
    stale: str = ""
    """What is said to whoever saw the subject as it was, where the general words would not do."""
    trusts: bool = False
    """Whether who names no revision is taken to have seen the subject as it is; a wrong one is refused all the same."""

    def fits(self, row: Transition, subject: Any) -> bool:
        """Whether the row starts where the subject is."""
        if self.standing.state(subject) not in row.source or (row.bars is not None and row.bars(subject)):
            return False
        return row.when is None or row.when(subject)

    def of(self, action: str) -> list[Transition]:
        """The rows of an action.

        :raises NotFound: the table has no such action.
        """
        rows = [row for row in self.rows if row.action == action]
        if not rows:
            raise NotFound(_("没有这项操作。"))
        return rows

    def permitted(self, action: str, person: Any, subject: Any) -> list[Transition]:
        """The action's rows that this person has, whatever the state.

        :raises Forbidden: there are none.
        """
        rows = self.of(action)
        mine = [row for row in rows if row.who(person, subject)]
        if not mine:
            reasons = dict.fromkeys(why for row in rows for why in row.who.refusals(person, subject))
            raise Forbidden(*reasons)
        return mine

    def pick(self, action: str, person: Any, subject: Any, now: datetime) -> Transition:
        """The one row that fits person and state.

        :raises Forbidden: no row is the person's.
        :raises DeadlinePassed: the clock ended this kind of act, whatever the state.
        :raises WrongState: none of the person's rows starts in this state.
        """
        mine = self.permitted(action, person, subject)
        if late := [c for row in mine if row.deadline for c in row.deadline(Move(subject, person, now, row))]:
            raise DeadlinePassed(*late)
        if all(row.hidden for row in mine):
            raise WrongState(_("这一步随别的办理自动发生。"))
        if closed := self._shut(mine, person, subject, now):
            raise WrongState(*closed)
        fitting = [row for row in mine if self.fits(row, subject)]
        if not fitting:
            raise WrongState(self._misfit(mine, subject))
        if fitting[0].is_to_wait(subject) and self.waiting(subject, action):
            raise WrongState(_("已经提请过，正在等待审定人确认。"))
        return fitting[0]

    def _shut(self, rows: Iterable[Transition], person: Any, subject: Any, now: datetime) -> list[Complaint]:
        """What keeps all of them shut; nothing where one is open."""
        found = [list(row.shut(Move(subject, person, now, row))) if row.shut else [] for row in rows]
        return found[0] if found and all(found) else []

    def _misfit(self, rows: Iterable[Transition], subject: Any) -> str:
        own = [row.bars(subject) for row in rows if row.bars is not None]
        return next(filter(None, own), "") or self._needs_state(rows, self.standing.state(subject))

    def _needs_state(self, rows: Iterable[Transition], state: str) -> str:
        wanted = enumerated(dict.fromkeys(str(self.states[s].label) for row in rows for s in self._ordered(row.source)))
        return _("现在是“%(now)s”，只有在“%(wanted)s”时才能办理。", now=self.states[state].label, wanted=wanted)

    def _ordered(self, ids: Iterable[str]) -> list[str]:
        wanted = set(ids)
        return [state for state in self.states if state in wanted]

    def look(self, action: str, person: Any, subject: Any, now: datetime) -> Choice:
        """The action as this person sees it now, with every reason why not.

        :raises Forbidden: no row is the person's.
        """
        row = self.permitted(action, person, subject)[0]
        try:
            row = self.pick(action, person, subject, now)
        except (DeadlinePassed, WrongState) as refused:
            return Choice(row, refused.complaints)
        return Choice(
            row, tuple(Move(subject, person, now, row, source=self.standing.state(subject)).unmet(with_form=False))
        )

    def choices(self, person: Any, subject: Any, now: datetime) -> list[Choice]:
        """What this person could do from the present state, possible or with its reasons why not."""
        rows = [row for row in self.rows if not row.hidden and self.fits(row, subject) and row.who(person, subject)]
        return [self.look(row.action, person, subject, now) for row in rows]

    def require(self, move: Move, *, revision: int | None, complaints: Iterable[Complaint] = ()) -> None:
        """The move can be made. The caller hands over what the form itself complained about.

        :raises WrongState: the row does not start in the subject's state, or is shut.
        :raises Stale: the person saw another revision.
        :raises Unmet: a guard says no; every reason is carried.
        """
        subject, row = move.subject, move.row
        if not self.fits(row, subject):
            raise WrongState(self._misfit([row], subject))
        if row.shut and (closed := list(row.shut(move))):
            raise WrongState(*closed)
        self.require_seen(subject, revision)
        move.source = self.standing.state(subject)
        if unmet := [*complaints, *move.unmet(with_form=True)]:
            raise Unmet.of(unmet)

    def was_seen(self, subject: Any, revision: int | None) -> bool:
        """Whether who names this revision saw the subject as it is."""
        return (self.trusts and revision is None) or revision == self.standing.revision(subject)

    def require_seen(self, subject: Any, revision: int | None) -> None:
        """The person saw the subject as it is.

        :raises Stale: something happened to it since.
        """
        if not self.was_seen(subject, revision):
            raise Stale(*([str(self.stale)] if self.stale else []), current=self.standing.revision(subject))

    def apply(
        self, move: Move, *, revision: int | None, record: Record, send: Send, complaints: Iterable[Complaint] = ()
    ) -> None:
        """Make the move. The caller has picked `move.row`, and holds the write transaction.

        :raises WrongState: the row does not start in the subject's state.
        :raises Stale: the person saw another revision.
        :raises Unmet: a guard says no; every reason is carried.
        """
        self.require(move, revision=revision, complaints=complaints)
        with for_good():  # in whatever language somebody acts: what is issued and recorded reads alike for all
            for effect in move.row.effects:
                effect(move)
        self.standing.move(move.subject, move.row.target)
        record(move)
        for tell in move.row.tell:
            send(move, tell)
