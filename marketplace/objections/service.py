"""What acts on objections have in common, and what follows from one of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.acts import Kind
from marketplace.acts import service as acts
from marketplace.acts.kind import Form
from marketplace.extensions import db
from marketplace.objections import answers, confirming, deciders, queries, to_terms
from marketplace.objections.forms import ABOUT, DECIDED
from marketplace.objections.group_decisions import KIND as FILES
from marketplace.objections.models import Objection
from marketplace.objections.workflow import OWN_HISTORY, TABLE, deciding
from marketplace.workflow import Move


def _event(move: Move) -> dict[str, Any]:
    if move.row.action in OWN_HISTORY:
        return {}
    round_ = move.subject.round
    return {"subject_kind": "scenario", "subject_ref": round_.scenario.code, "round_number": round_.number}


def _words(move: Move) -> dict[str, Any]:
    row: Objection = move.subject
    scenario = row.round.scenario
    return {
        "ref": row.ref,
        "code": scenario.code,
        "title": scenario.public_title,
        "about": ABOUT[row.about],
        "due": deciders.due_words(row),
        "who": move.person.called if isinstance(move.person, Person) else "",
        "answer": row.answer,
        "decided": DECIDED.get(row.decision, ""),
        "then": answers.what_then(row),
        "amend_by": to_terms.mended_words(row),
        "confirm": confirming.path_for(row),
        "now": f"{move.now.timestamp():.0f}",
    }


def _masked_until(move: Move) -> datetime | None:
    """The objector's mail stays hidden in lists until the deadline: who objects to terms may well mean to claim."""
    row: Objection = move.subject
    return row.round.deadline if row.about == "terms" else None


def bring_about(
    action: str, row: Objection, *, by: Person | None, actor: Person | None = None, values: Mapping[str, Any]
) -> None:
    """What one does by doing something else, or what follows from what `actor` did; in the open unit of work."""
    move = Move(row, by, clock.now(), TABLE.of(action)[0], values=values, actor=actor)
    acts.apply(OBJECTION, move, revision=None)


def _answer(row: Objection, values: Mapping[str, Any], author: Person) -> None:
    """Every open one of the same content is answered in these words."""
    for one in answers.alike(row):
        if not one.decision:
            one.upholding = {}
            bring_about("answer_objection", one, by=None, actor=author, values=values)


def _follow(move: Move) -> None:
    """An answer is given to all that say the same; who is called and says so has confirmed it."""
    row, by, values = move.subject, move.person, move.values
    if by is None:  # it followed itself
        return
    match move.row.action:
        case "answer_objection" | "enter_decision":
            _answer(row, values, by)
        case "second_objection":
            first = move.told["first"]
            agreed = {"decision": "upheld", **{key: first[key] for key in ("answer", "about_experts")}}
            _answer(row, agreed, db.session.get_one(Person, first["by"]))
        case "call_objector" if move.notes["purpose"] == "confirm" and values["outcome"] == "reached":
            bring_about("confirm_objection", row, by=None, actor=by, values={})


OBJECTION = Kind(
    id="objection",
    table=TABLE,
    load=queries.objection_by_ref,
    ref=lambda row: str(row.ref),
    see="public",
    words=_words,
    event=_event,
    masked_until=_masked_until,
    afterwards=_follow,
    files=FILES,
)


def decide(*, ref: str, by: Person, form: Form) -> Move:
    """Answer an objection in writing, once, and with it every open one of the same content: by someone who did not
    approve the terms, or did not announce the result. Upholding one to the result takes a second person, who neither
    concluded nor announced: the first writes the answer, the second agrees by deciding the same, or sends it back.

    :raises Forbidden: it is not theirs to answer.
    :raises WrongState: it was answered, or what it is about is over.
    :raises Unmet: decision or answer is missing.
    """
    return acts.act(OBJECTION, ref=ref, action=act_of(ref, form), by=by, form=form)


def act_of(ref: str, form: Form) -> str:
    """The act that the posted answer is."""
    return deciding(queries.objection_by_ref(ref), "".join(form.get("decision", ())[:1]))
