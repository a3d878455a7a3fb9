"""Do an act: who, deadline, state, revision, form, guards, effects, event and messages, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.datastructures import FileStorage

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.accounts.policy import authorise
from marketplace.acts import confirming, recording
from marketplace.acts.kind import Form, Kind
from marketplace.errors import Complaint, TooLarge
from marketplace.extensions import db, unit_of_work
from marketplace.files import service as files
from marketplace.i18n import for_good
from marketplace.sheets import Bound
from marketplace.workflow import Move

Uploads = Mapping[str, Sequence[FileStorage]]
BLANK: Form = {}


def act(
    kind: Kind,
    *,
    ref: str,
    action: str,
    by: Any,
    form: Form = BLANK,
    uploads: Uploads | None = None,
    revision: int | None = None,
    wrong: Sequence[Complaint] = (),
) -> Move:
    """Do an act; `by` is a person, or whatever stands in a person's place and is no stranger (the clock; nobody, where a signed
    link names the thing). `wrong` is what was found in its files when they were received.

    :raises NotFound: the thing is not theirs to know of, or there is no such action.
    :raises Forbidden: the person has no row of this action.
    :raises DeadlinePassed: the clock ended it.
    :raises WrongState: not in this state.
    :raises Stale: the person saw another revision.
    :raises Unmet: a guard or a field says no.
    """
    if uploads:
        form, wrong = receive(kind, ref=ref, action=action, by=by, form=form, uploads=uploads, revision=revision)
    with unit_of_work():
        subject = seen(kind, ref, by)
        move = Move(subject, by, clock.now(), kind.table.pick(action, by, subject, clock.now()))
        if not kind.repeated(move, form, revision):
            carry_out(kind, move, form, revision, wrong)
    return move


def seen(kind: Kind, ref: str, by: Any) -> Any:
    """The thing, for who may know of it.

    :raises NotFound: there is none, or it is not theirs to know of.
    """
    subject = kind.load(ref)
    if isinstance(by, Person):
        authorise(kind.see, subject, by)
    return subject


def carry_out(kind: Kind, move: Move, form: Form, revision: int | None, wrong: Sequence[Complaint] = ()) -> None:
    """Make the move with what was filled in, in the open unit of work.

    :raises Stale: the person saw another revision.
    :raises TooLarge: a file was.
    :raises Unmet: a field or a guard says no.
    """
    section = move.row.section(move)
    bound = Bound.of_form(section, form) if section else None
    if bound:
        bound.complaints += wrong
        take_files(kind, bound, move)
    asks_itself = section is not None and any(one.id == "confirm" for one in section.fields)
    move.confirmed = asks_itself or "yes" in form.get("confirm", ())
    make(kind, move, bound, form, revision)


def make(kind: Kind, move: Move, bound: Bound | None, form: Form, revision: int | None) -> None:
    """Make the move with these values: apply, record, tell, and do what follows; or propose it, where somebody else confirms."""
    if bound:
        move.values = bound.require().values
    kind.table.require_seen(move.subject, revision)
    kind.check(move, form)
    found = list(bound.complaints) if bound else []
    if large := [complaint for complaint in found if complaint.kind == "too_large"]:
        raise TooLarge(*large)
    if move.row.is_to_wait(move.subject):
        kind.table.require(move, revision=revision, complaints=found)
        confirming.propose(kind, move)
    else:
        apply(kind, move, revision=revision, complaints=found)


def apply(kind: Kind, move: Move, *, revision: int | None, complaints: Sequence[Complaint] = ()) -> None:
    """Apply a row whose values are known, with event and messages, in the open unit of work."""
    kind.table.apply(
        move,
        revision=revision,
        record=lambda done: recording.record(kind, done),
        send=lambda done, told: recording.send(kind, done, told),
        complaints=complaints,
    )
    db.session.flush()
    with for_good():
        for effect in move.row.then:
            effect(move)
    kind.afterwards(move)


def carry(kind: Kind, subject: Any, action: str, *, actor: Person | None, reason: str = "") -> None:
    """Move a thing because what it is part of moved: nobody acts in person, and `actor` is recorded."""
    with unit_of_work():
        row = kind.table.pick(action, None, subject, clock.now())
        notes = {"reason": reason} if reason else {}
        move = Move(subject, None, clock.now(), row, notes=notes, actor=actor)
        apply(kind, move, revision=kind.table.standing.revision(subject))


def receive(
    kind: Kind, *, ref: str, action: str, by: Person, form: Form, uploads: Uploads, revision: int | None
) -> tuple[Form, Sequence[Complaint]]:
    """Keep the files that were sent with an act, whatever becomes of it: the form then names them, and what is wrong with
    others. Nothing is kept for who saw another revision.

    :raises Forbidden: the person has no row of this action.
    """
    with unit_of_work():
        subject = seen(kind, ref, by)
        move = Move(subject, by, clock.now(), kind.table.pick(action, by, subject, clock.now()))
        section = move.row.section(move)
        if section is None or not kind.table.was_seen(subject, revision):
            return form, ()
        bound = Bound.of_form(section, form)
        bound.complaints = []
        take_files(kind, bound, move, uploads)
    named = {f"{name}-received": [token for token, _one in found] for name, found in bound.received.items()}
    return {**form, **named}, bound.complaints


def take_files(kind: Kind, bound: Bound, move: Move, uploads: Uploads | None = None) -> None:
    """Add to an act's form what was uploaded with it, and what was received before."""
    if isinstance(move.person, Person):
        files.take(bound, uploads or {}, owner_kind=kind.files, owner_ref=kind.ref(move.subject), by=move.person)
