"""What the acts of a correction and of a decision on eligibility bring about."""

from __future__ import annotations

from marketplace.claims import judged
from marketplace.claims import service as claims
from marketplace.claims.models import Claim
from marketplace.corrections import certificates, queries, redeciding
from marketplace.corrections.models import Correction
from marketplace.extensions import db
from marketplace.i18n import _
from marketplace.panel import renewal
from marketplace.panel import service as panels
from marketplace.scoring import completion
from marketplace.scoring import queries as scoring_queries
from marketplace.workdays import queries as workdays
from marketplace.workflow import Move


def ask(move: Move) -> None:
    """What is to be remedied, and until when."""
    claim: Claim = move.subject
    correction = Correction(
        claim=claim,
        defect=move.values["defect"],
        asked_at=move.now,
        asked_by_id=move.person.id,
        due_at=workdays.end_of_working_days(move.now, move.values["days"]),
    )
    db.session.add(correction)
    judged.move_on(claim)
    db.session.flush()


def issue_notice(move: Move) -> None:
    """补正通知 to the claimant."""
    correction = queries.correction_of(move.subject)
    assert correction is not None
    certificates.issue_correction_notice(correction, by=move.person)


def keep_remedy(move: Move) -> None:
    """What the claimant answers, for good."""
    claim: Claim = move.subject
    correction = queries.correction_of(claim)
    assert correction is not None
    correction.remedy, correction.files = move.values["remedy"], move.values.get("file") or []
    correction.remedied_at, correction.remedied_by_id = move.now, move.person.id
    judged.move_on(claim)


def decide(move: Move) -> None:
    """The claim moves, on record of who decided and why."""
    claim: Claim = move.subject
    reason = str(move.values["reason"])
    claims.carry(claim, move.row.action, actor=move.person, reason=reason)
    judged.keep_eligibility(claim, eligible=claim.is_eligible, reason=reason, by=move.person)


def follow(move: Move) -> None:
    """Once nothing is left to decide, experts may read; a claim that the panel did not score asks for a new panel."""
    round_, by = move.subject.round, move.person
    if redeciding.settle(round_, by=by):
        if round_.panel_known_at is not None and not scoring_queries.full_panel(round_):
            panels.renew(
                scenario=round_.scenario, why=_("异议成立后列入评审的申请没有评分，由新的专家组全部重新评审。"), by=by
            )
        renewal.tell_readable(round_)
    completion.follow(round_)
