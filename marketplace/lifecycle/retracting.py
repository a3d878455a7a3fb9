"""Whoever proposed to end something takes the proposal back (撤回提请) before it is decided."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from marketplace.accounts.predicates import approver, reviewer
from marketplace.errors import Complaint
from marketplace.i18n import _, _l
from marketplace.lifecycle import proposals
from marketplace.scenarios.models import EndProposal
from marketplace.workflow import Move, Predicate


def _own(person: Any, scenario: Any) -> list[EndProposal]:
    """What this person proposed of the scenario, and nobody decided yet."""
    return [one for one in proposals.all_standing(scenario.round) if person and one.by_id == person.id]


proposer = (reviewer | approver) & Predicate(
    _l("提请了它的人"),
    lambda p, s: bool(_own(p, s)),
    _l("没有你提请的、还在等待决定的事项；提请只能由提请的人撤回，已经办理或者失效的不用撤回。"),
)
"""Whoever proposed it, whether they review or approve by now."""


def _chosen(move: Move) -> EndProposal | None:
    return next((one for one in _own(move.person, move.subject) if one.act == move.values.get("act")), None)


def one_s_own_is_retracted(move: Move) -> Iterator[Complaint]:
    """the proposal is one's own, and neither decided nor void."""
    if move.values.get("act") and _chosen(move) is None:
        yield Complaint(_("这一项不是你提请的，由提请的人撤回。"), "act")


def retract_proposal(move: Move) -> None:
    """the proposal is taken back; nothing can rest on it any more."""
    found = _chosen(move)
    assert found is not None
    found.withdrawn_at, found.withdrawn_reason = move.now, move.values["comment"]
    move.notes |= {"proposal": found.ref, "act": found.act, "claim": found.claim_ref}
    move.told["what"] = proposals.ACTS[found.act]
