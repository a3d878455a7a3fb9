"""Whether an opened claim meets the qualifications (资格审查)."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.accounts.models import Person
from marketplace.accounts.policy import authorise
from marketplace.claims import judged
from marketplace.claims import service as claims
from marketplace.claims.models import Claim
from marketplace.corrections import redeciding, service
from marketplace.errors import Complaint, Stale, Unmet, WrongState
from marketplace.extensions import unit_of_work
from marketplace.i18n import _
from marketplace.panel import renewal
from marketplace.panel.judging import why_not_judging
from marketplace.scenarios.models import Round
from marketplace.scoring import completion
from marketplace.scoring import queries as scoring_queries


def why_not_deciding(claim: Claim, by: Person | None = None) -> list[str]:
    """Why eligibility cannot be decided now, by this person where one is named; empty when it can."""
    return why_not_judging(claim.round) or service.why_to_wait(claim) or redeciding.why_not_again(claim, by)


def decide_eligibility(
    *,
    ref: str,
    eligible: bool,
    reason: str,
    by: Person,
    revision: int | None = None,
    complaints: Sequence[Complaint] = (),
) -> Claim:
    """Decide whether an opened claim meets the qualifications; may be decided again while evaluating.

    :raises Forbidden: the person is not a reviewer without interest.
    :raises WrongState: the round is not being evaluated, a correction runs unanswered, or the scores are known.
    :raises Unmet: no reason was given.
    """
    with unit_of_work():
        claim = claims.claim_by_ref(ref)
        authorise("claim.see", claim, by)
        authorise("eligibility.decide", claim, by)
        if reasons := why_not_deciding(claim, by):
            raise WrongState(*reasons)
        if revision is not None and revision != claim.revision:
            raise Stale(current=claim.revision)
        missing = [] if complaints or reason.strip() else [Complaint(_("请写明资格通过或不符的理由。"), field="reason")]
        if complaints := [*complaints, *missing]:
            raise Unmet.of(complaints)
        claims.carry(claim, "find_eligible" if eligible else "find_ineligible", actor=by, reason=reason)
        judged.keep_eligibility(claim, eligible=eligible, reason=reason, by=by)
        _follow_eligibility(claim.round, by)
    return claim


def _follow_eligibility(round_: Round, by: Person) -> None:
    """Once nothing is left to decide, experts may read; a claim that the panel did not score asks for a new panel."""
    if redeciding.settle(round_):
        if round_.panel_known_at is not None and not scoring_queries.full_panel(round_):
            renewal.renew_panel(
                round_=round_, why=_("异议成立后列入评审的申请没有评分，由新的专家组全部重新评审。"), by=by
            )
        renewal.tell_readable(round_)
    completion.follow(round_)
