"""What the acts of a correction and of a decision on eligibility have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketplace.accounts.models import Person
from marketplace.acts import Kind
from marketplace.acts import service as acts
from marketplace.acts.kind import Form
from marketplace.claims.models import Claim
from marketplace.claims.service import claim_by_ref
from marketplace.corrections import queries
from marketplace.corrections.forms import ELIGIBILITY as FORM
from marketplace.corrections.models import Correction
from marketplace.corrections.workflow import CORRECTIONS, ELIGIBILITY
from marketplace.errors import NotFound
from marketplace.furniture import kept
from marketplace.i18n import _
from marketplace.sheets import Bound
from marketplace.workflow import Move

FILES = "correction"
"""The kind of owner of every file of a correction."""


def asked_of(claim: Claim) -> Correction:
    """What was asked of the claim.

    :raises NotFound: nothing was.
    """
    found = queries.correction_of(claim)
    if found is None:
        raise NotFound(_("没有要求这份申请补正。"))
    return found


def verdict(form: Form) -> str:
    """The act that the form asks for: what it concludes."""
    return "find_eligible" if Bound.of_form(FORM, form).values.get("eligible") == "yes" else "find_ineligible"


def _words(move: Move) -> Mapping[str, Any]:
    claim: Claim = move.subject
    asked = queries.correction_of(claim)
    return {
        "ref": claim.ref,
        "title": claim.scenario.public_title,
        "when": kept.until(asked.due_at, move.now) if asked else "",
        "due": kept.limit(claim.scenario.due_at, move.now),
    }


def _reason(move: Move) -> str:
    return str(move.values.get("defect") or move.values.get("remedy") or "")


CORRECTION = Kind(
    id="claim",
    table=CORRECTIONS,
    load=claim_by_ref,
    ref=lambda claim: str(claim.ref),
    see="claim.see",
    words=_words,
    event=lambda move: {"round_number": move.subject.round.number},
    reason=_reason,
    files=FILES,
)
EXAMINATION = Kind(
    id="claim", table=ELIGIBILITY, load=claim_by_ref, ref=lambda claim: str(claim.ref), see="claim.see", words=_words
)


def decide(*, ref: str, eligible: bool, reason: str, by: Person, revision: int | None = None) -> Move:
    """Decide whether an opened claim meets the qualifications, as its form does.

    :raises WrongState: the round is not being evaluated, a correction runs unanswered, or the scores are known.
    :raises Unmet: no reason was given.
    """
    form = {"eligible": ["yes" if eligible else "no"], "reason": [reason]}
    return acts.act(EXAMINATION, ref=ref, action=verdict(form), by=by, form=form, revision=revision)
