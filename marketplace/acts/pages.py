"""The page of an act: shown, done, or shown again with what stands against it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from marketplace import clock
from marketplace.accounts.policy import current_person
from marketplace.accounts.signing import typed
from marketplace.acts import service
from marketplace.acts.kind import Form, Kind
from marketplace.errors import Complaint
from marketplace.furniture import kept
from marketplace.i18n import _
from marketplace.refused import or_again
from marketplace.section_pages import sent_files, sent_form, sent_revision
from marketplace.sheets import Bound, Section
from marketplace.workflow import Choice, Move

Show = Callable[[Form | None, tuple[Complaint, ...]], str]


def restored() -> Form | None:
    """What was typed before the session ended; None where nothing was."""
    found = typed()
    return found.to_dict(flat=False) if found else None


def look(kind: Kind, ref: str, action: str) -> Choice:
    """The act as whoever is signed in sees it now, with every reason why not.

    :raises NotFound: the thing is not theirs to know of, or there is no such action.
    :raises Forbidden: the act is not theirs.
    """
    person = current_person()
    return kind.table.look(action, person, service.seen(kind, ref, person), clock.now())


def section_of(kind: Kind, ref: str, choice: Choice) -> Section | None:
    """The fields that the act asks for now."""
    person = current_person()
    found: Section | None = choice.row.section(Move(kind.load(ref), person, clock.now(), choice.row))
    return found


def filled(
    section: Section, form: Form | None, complaints: Sequence[Complaint] = (), known: Mapping[str, Any] | None = None
) -> Bound:
    """The act's fields as typed, each with what stands against it; untouched, they hold what is `known`."""
    bound = Bound.of_form(section, form) if form is not None else Bound.of_values(section, known or {})
    bound.complaints = [one for one in complaints if one.field and one.section in ("", section.id)]
    return bound


def filled_act(
    kind: Kind, ref: str, action: str, form: Form | None, complaints: Sequence[Complaint] = ()
) -> tuple[Choice, Bound]:
    """An act that asks something, as its page shows it: whether it can be done, and its form with what was typed and received."""
    choice, person, subject = look(kind, ref, action), current_person(), kind.load(ref)
    move = Move(subject, person, clock.now(), choice.row)
    section = choice.row.section(move)
    bound = filled(section, form, complaints, choice.row.known(subject) if choice.row.known else None)
    service.take_files(kind, bound, move)
    return choice, bound


def said_of(kind: Kind, move: Move) -> str:
    """What is said to whoever did it; the words of its messages may stand in it."""
    if move.proposed:
        return str(_("已提请，等待审定人确认；确认之前不生效。"))
    return str(kept.sentence(move.row.done, {**move.values, **kind.words(move)})) or str(
        _("已办理：%(label)s。", label=move.row.label)
    )


def post(kind: Kind, ref: str, action: str, show: Show, afterwards: Callable[[Move], str]) -> ResponseReturnValue:
    """Do what was posted and go to the page `afterwards`, or show the act's page again."""
    person, uploads, revision = current_person(), sent_files(), sent_revision()
    sent = sent_form()
    kept: dict[str, tuple[Form, Sequence[Complaint]]] = {}

    def do() -> ResponseReturnValue:
        form: Form = sent
        wrong: Sequence[Complaint] = ()
        if any(uploads.values()):
            form, wrong = service.receive(
                kind, ref=ref, action=action, by=person, form=sent, uploads=uploads, revision=revision
            )
            kept["form"] = form, wrong
        move = service.act(kind, ref=ref, action=action, by=person, form=form, revision=revision, wrong=wrong)
        flash(said_of(kind, move))
        return redirect(afterwards(move))

    return or_again(
        do,
        lambda complaints: show(kept["form"][0] if kept else sent, complaints),
        keeps_files=lambda: bool(kept) and kept["form"][0] is not sent,
    )
