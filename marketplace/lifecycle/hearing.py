"""The page of a proposal: its reason, who answered what, and the form to answer."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import authorise, current_person, may, permission
from marketplace.accounts.signing import typed
from marketplace.errors import Complaint, MarketplaceError
from marketplace.i18n import _
from marketplace.lifecycle import proposals
from marketplace.lifecycle.forms import PROPOSAL_ANSWER
from marketplace.lifecycle.views import bp
from marketplace.scenarios.models import EndProposal
from marketplace.section_pages import sent_form
from marketplace.sheets import Bound

__all__ = ["answer_proposal", "bp", "proposal"]


def _proposal(ref: str) -> EndProposal:
    found = proposals.proposal_by_ref(ref)
    authorise("ending.read", found)
    return found


def _page(proposal: EndProposal, bound: Bound, complaints: Sequence[Complaint] = ()) -> str:
    person = current_person()
    answers = may("ending.answer", proposal)
    return render_template(
        "lifecycle/proposal.html",
        nav="desk",
        proposal=proposal,
        scenario=proposal.round.scenario,
        shown=proposals.shown(proposal),
        answers=answers,
        refused=proposals.why_not_answering(proposal, person) or proposals.why_too_late(proposal) if answers else [],
        bound=bound,
        complaints=complaints,
    )


@bp.get("/desk/proposals/<ref>/")
@permission("ending.read")
def proposal(ref: str) -> ResponseReturnValue:
    """The proposal for whoever it concerns."""
    restored = typed()
    return _page(_proposal(ref), Bound.of_form(PROPOSAL_ANSWER, restored.to_dict(flat=False) if restored else {}))


@bp.post("/desk/proposals/<ref>/")
@permission("ending.answer")
def answer_proposal(ref: str) -> ResponseReturnValue:
    """One organisation's answer."""
    found = _proposal(ref)
    authorise("ending.answer", found)
    bound = Bound.of_form(PROPOSAL_ANSWER, sent_form()).require()
    try:
        proposals.answer(ref=ref, bound=bound, by=current_person())
    except MarketplaceError as refused:
        if refused.status not in (409, 422):
            raise
        return _page(_proposal(ref), bound, refused.complaints), refused.status
    flash(_("答复已提交，写在提请旁边。"))
    return redirect(url_for("lifecycle.proposal", ref=ref))
