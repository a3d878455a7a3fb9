"""What the acts on a panel have in common, and those that others call by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marketplace.accounts.models import Person
from marketplace.acts import Kind
from marketplace.acts import service as acts
from marketplace.acts.kind import Form
from marketplace.claims.service import claim_by_ref
from marketplace.errors import NotFound
from marketplace.extensions import db
from marketplace.i18n import _
from marketplace.panel import choosing, declaring, renewal, seating
from marketplace.panel.models import Assignment
from marketplace.panel.workflow import DECLARE_EMPLOYERS, PANEL_TABLE, PLACES, POOL_TABLE
from marketplace.scenarios.models import Round, Scenario
from marketplace.scenarios.service import scenario_by_code
from marketplace.workflow import Move


def _place(ref: str) -> Assignment:
    found = db.session.get(Assignment, int(ref))
    if found is None:
        raise NotFound(_("这位专家不在本轮专家组。"))
    return found


def _told(move: Move) -> Mapping[str, Any]:
    return move.told


def _words_of_place(move: Move) -> Mapping[str, Any]:
    place: Assignment = move.subject
    scenario = place.round.scenario
    return {"code": scenario.code, "title": scenario.public_title, "expert": place.expert_id, "name": place.expert.name}


def _of_round(round_: Round) -> dict[str, Any]:
    ref = f"{round_.scenario.code}/{round_.number}"
    return {"subject_kind": "round", "subject_ref": ref, "round_number": round_.number}


def _of_place(move: Move) -> Mapping[str, Any]:
    """The round's history; what an expert declares of former employers stands in their own."""
    if move.row.action == DECLARE_EMPLOYERS:
        return {"subject_kind": "person", "subject_ref": str(move.subject.expert_id)}
    return _of_round(move.subject.round)


def _reason(move: Move) -> str:
    said = move.values.get("reason") or move.values.get("declare_reason")
    return str(said or move.notes.pop("reason", ""))


def _sits_already(move: Move, form: Form, _revision: int | None) -> bool:
    return move.row.action == "assign_experts" and choosing.sit_already(move.subject.round, form.get("expert", ()))


def _said_already(move: Move, form: Form, _revision: int | None) -> bool:
    if move.row.action == DECLARE_EMPLOYERS:
        return declaring.are_known(move.subject, form)
    return move.row.action == "declare" and declaring.is_declared(move.subject, form)


PANEL = Kind(
    id="round",
    table=PANEL_TABLE,
    load=scenario_by_code,
    ref=lambda scenario: str(scenario.code),
    see="scenario.read",
    words=_told,
    event=lambda move: _of_round(seating.round_of(move)),
    reason=_reason,
    repeated=_sits_already,
)
POOL = Kind(
    id="scenario",
    table=POOL_TABLE,
    load=scenario_by_code,
    ref=lambda scenario: str(scenario.code),
    see="scenario.read",
    words=_told,
    event=lambda move: {"round_number": seating.round_of(move).number},
    reason=_reason,
)
PLACE = Kind(
    id="round",
    table=PLACES,
    load=_place,
    ref=lambda place: str(place.id),
    see="place.see",
    words=_words_of_place,
    event=_of_place,
    reason=_reason,
    repeated=_said_already,
    key=lambda move: f"{move.row.action}/{move.subject.id}/{move.now.timestamp():.6f}",
)


def choose(*, code: str, experts: Sequence[int | str], reason: str, by: Person) -> Move:
    """Choose experts by hand, by number, address or code, for the newest round's first panel."""
    form = {"expert": [str(one) for one in experts], "reason": [reason]}
    return acts.act(PANEL, ref=code, action="assign_experts", by=by, form=form)


def renew(*, scenario: Scenario, why: str, by: Person) -> int:
    """Take every sitting expert off the newest round and draw as many anew: the new panel scores everything. Answers how many
    left.

    Used where an objection to the experts is upheld, or a claim comes in that the panel did not score.
    """
    assert scenario.round is not None
    leaving = renewal.sitting(scenario.round)
    if leaving:
        acts.carry(PANEL, scenario, "release_experts", actor=by, reason=why)
    return len(leaving)


def declare(*, ref: str, declared: str, reason: str, by: Person) -> Assignment:
    """Declare `none` or `interest` for the whole round of that claim.

    :raises WrongState: the expert left the round, or it is not being judged.
    :raises Unmet: an interest needs a reason; who is bound to a party cannot declare none.
    """
    form = {"declare": [declared], "declare_reason": [reason]}
    return _own(ref, "declare", form, by)


def note_employers(*, ref: str, text: str, by: Person) -> Assignment:
    """Keep the employers that an expert declares with the names of a claim's round before them."""
    return _own(ref, DECLARE_EMPLOYERS, {"employers": [text]}, by)


def _own(ref: str, action: str, form: Form, by: Person) -> Assignment:
    place = declaring.own_assignment(claim_by_ref(ref), by)
    acts.act(PLACE, ref=str(place.id), action=action, by=by, form=form)
    return place
