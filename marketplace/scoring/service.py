"""An expert scores one claim: the declaration first, then drafts, then the lock."""

from __future__ import annotations

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.audit import service as audit
from marketplace.claims import service as claims
from marketplace.claims.models import Claim
from marketplace.errors import Complaint, Forbidden, Stale, Unmet, WrongState
from marketplace.extensions import unit_of_work
from marketplace.i18n import _, _l
from marketplace.panel import declaring
from marketplace.panel import service as panels
from marketplace.panel.judging import why_not_judging
from marketplace.scoring import completion, queries
from marketplace.scoring.models import ScoreSheet
from marketplace.scoring.typed import Typed


def judge_claim(
    *, ref: str, by: Person, declared: str | None, reason: str, typed: Typed | None, lock: bool, revision: int | None
) -> None:
    """What one sending of an expert's page holds, in order, in one transaction: the declaration, then the scores.

    With an interest declared there is nothing more to score. Errors as of the two acts.
    """
    with unit_of_work():
        recused = False
        if declared is not None:
            recused = panels.declare(ref=ref, declared=declared, reason=reason, by=by).is_recused
        if typed is not None and not recused:
            save_scores(ref=ref, typed=typed, lock=lock, by=by, revision=revision)


def why_not_scoring(claim: Claim) -> list[str]:
    """Why no expert can score the claim now; empty when they can."""
    if reasons := why_not_judging(claim.round):
        return reasons
    if not claim.round.is_settled:
        return [_("还有申请没有作资格审查或补正没有结束，全部结束后才能看申请、打分，届时通知你。")]
    return [_("这份申请资格不符，不用打分。")] if claim.is_ineligible else []


def save_scores(*, ref: str, typed: Typed, lock: bool, by: Person, revision: int | None) -> ScoreSheet:
    """Save an expert's scores for one claim; `lock` makes them final.

    :raises Forbidden: no declaration yet, or the expert is recused.
    :raises WrongState: the sheet is locked, or the evaluation is over.
    :raises Stale: another tab saved meanwhile.
    :raises Unmet: a score is no whole number from 0 to 100; to lock, all must be there with a note.
    """
    with unit_of_work() as session:
        claim = claims.claim_by_ref(ref)
        assignment = declaring.own_assignment(claim, by)
        if assignment.is_recused:
            raise Forbidden(declaring.why_gone(assignment), _("不能打分。"))
        sheet = queries.sheet_of(claim, by.id) or ScoreSheet(
            claim_id=claim.id,
            expert_id=by.id,
            assignment_id=assignment.id,
            revision=1,
            scores=[],
            updated_at=clock.now(),
        )
        if sheet.locked_at:
            raise WrongState(_("评分表已锁定，不能再改。"))
        if reasons := why_not_scoring(claim):
            raise WrongState(*reasons)
        if not assignment.declared:
            raise Unmet(Complaint(_("请先声明有无利害关系，再打分。"), field="declare"))
        if revision != sheet.revision:
            raise Stale(current=sheet.revision, saved={"scores": sheet.scores})
        if complaints := [*typed.complaints, *(typed.missing() if lock else ())]:
            raise Unmet.of(complaints)
        sheet.scores, sheet.updated_at = typed.scores, clock.now()
        sheet.revision += 1
        if lock:
            _lock(sheet, claim, by)
        session.add(sheet)
        session.flush()
        if lock:
            completion.follow(claim.round)
    return sheet


def _lock(sheet: ScoreSheet, claim: Claim, by: Person) -> None:
    sheet.locked_at = clock.now()
    audit.append(
        actor=by,
        action="lock_scores",
        label=_l("锁定评分表"),
        subject_kind="score_sheet",
        subject_ref=f"{claim.ref}/{by.id}",
        data={"scores": sheet.scores},
    )
