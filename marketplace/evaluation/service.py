"""Judge a round: eligibility, experts, declarations, scores."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace import clock
from marketplace.accounts import employment
from marketplace.accounts.models import Person
from marketplace.accounts.policy import authorise
from marketplace.audit import service as audit
from marketplace.claims import service as claims
from marketplace.claims.models import Claim
from marketplace.errors import Complaint, Forbidden, NotFound, Stale, Unmet, WrongState
from marketplace.evaluation import corrections, explaining, known, queries, renewal, seating
from marketplace.evaluation.conflicts import Parties, why_not
from marketplace.evaluation.models import Assignment, ScoreSheet
from marketplace.evaluation.scores import Typed
from marketplace.evaluation.seating import assign_experts, check_judging
from marketplace.extensions import unit_of_work
from marketplace.i18n import _, _l
from marketplace.scenarios.models import Round
from marketplace.sheets.fields import LongText
from marketplace.sheets.texts import Invalid

__all__ = ["assign_experts", "decide_eligibility", "declare_interest", "judge_claim", "note_employers", "save_scores"]
REASON = LongText(id="declare_reason", label=_l("利害关系说明"), max=1000)


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
        check_judging(claim.round)
        if waiting := corrections.why_not_deciding(claim) or known.why_not_again(claim, by):
            raise WrongState(*waiting)
        if revision is not None and revision != claim.revision:
            raise Stale(current=claim.revision)
        missing = [] if complaints or reason.strip() else [Complaint(_("请写明资格通过或不符的理由。"), field="reason")]
        if complaints := [*complaints, *missing]:
            raise Unmet.of(complaints)
        claims.carry(claim, "find_eligible" if eligible else "find_ineligible", actor=by, reason=reason)
        claim.eligible, claim.eligibility_reason = eligible, reason.strip()
        claim.eligibility_by_id, claim.eligibility_at = by.id, clock.now()
        _follow_eligibility(claim.round, by)
    return claim


def _follow_eligibility(round_: Round, by: Person) -> None:
    """Once nothing is left to decide, experts may read; a claim that the panel did not score asks for a new panel."""
    if known.settle(round_):
        if round_.panel_known_at is not None and not queries.full_panel(round_):
            renewal.renew_panel(
                round_=round_, why=_("异议成立后列入评审的申请没有评分，由新的专家组全部重新评审。"), by=by
            )
        renewal.tell_readable(round_)
    known.note(round_)
    explaining.flag_outliers(round_)


def why_gone(assignment: Assignment) -> str:
    """Why the expert no longer judges the round."""
    if assignment.released_at is not None:
        return _("本轮已由其他专家接替，你不再参加。")
    return _("你已声明有利害关系并回避本轮，声明不能收回。")


def _own_assignment(claim: Claim, by: Person) -> Assignment:
    found = queries.assignment_of(claim, by.id)
    if found is None:
        raise NotFound(_("没有这份揭榜申请。"))
    return found


def declare_interest(*, ref: str, declared: str, reason: str, by: Person) -> Assignment:
    """Declare `none` or `interest` for the whole round; an interest recuses and can never be taken back.

    :raises WrongState: an interest was declared before, or the evaluation is over.
    :raises Unmet: an interest needs a reason.
    """
    with unit_of_work():
        claim = claims.claim_by_ref(ref)
        assignment = _own_assignment(claim, by)
        if assignment.is_recused:
            raise WrongState(why_gone(assignment))
        check_judging(claim.round)
        if declared == "interest" and (known_ := known.why_not_leaving(assignment)):
            raise WrongState(*known_)
        reason = _words(reason)
        if declared not in ("none", "interest"):
            raise Unmet(Complaint(_("请选择“无利害关系”或“有利害关系”。"), field="declare"))
        if declared == "interest" and not reason:
            raise Unmet(Complaint(_("请写明是什么利害关系。"), field="declare_reason"))
        if declared == "none" and (why := why_not(Parties.of(claim.round), by)):
            raise Unmet(Complaint(why, field="declare"))
        if assignment.declared == declared:
            return assignment
        assignment.declared, assignment.declare_reason = declared, reason
        assignment.declared_at = clock.now()
        round_ = claim.round
        ids = set(round_.declared_expert_ids) - {by.id}
        round_.declared_expert_ids = sorted(ids | {by.id} if declared == "none" else ids)
        audit.append(
            actor=by,
            action="declare",
            label=_("利益声明"),
            subject_kind="round",
            subject_ref=f"{round_.scenario.code}/{round_.number}",
            reason=reason,
            data={"declared": declared},
        )
        if declared == "interest":
            renewal.replace(assignment, by)
            known.note(round_)
            explaining.flag_outliers(round_)
    return assignment


def note_employers(*, ref: str, text: str, by: Person) -> None:
    """Keep the employers that an expert declares with the round's names before them, whatever they declare next: a
    match is found at once and stays found.

    :raises WrongState: the expert left the round, or the evaluation is over.
    :raises Unmet: there are too many, or one is too long.
    """
    with unit_of_work():
        claim = claims.claim_by_ref(ref)
        assignment = _own_assignment(claim, by)
        if assignment.is_recused:
            raise WrongState(why_gone(assignment))
        check_judging(claim.round)
        before = by.profile.get("employers") or []
        try:
            employers = employment.merged(before, employment.parse(text))
        except Invalid as invalid:
            raise Unmet(Complaint(str(invalid), field="employers")) from invalid
        if employers == before:
            return
        by.profile = {**by.profile, "employers": employers}
        audit.append(
            actor=by,
            action="declare_employers",
            label=_("申报任职经历"),
            subject_kind="person",
            subject_ref=str(by.id),
            data={"employers": employers},
        )


def _words(reason: str) -> str:
    try:
        return REASON.parse(reason) or ""
    except Invalid as invalid:
        raise Unmet(Complaint(str(invalid), field="declare_reason")) from invalid


def judge_claim(
    *, ref: str, by: Person, declared: str | None, reason: str, typed: Typed | None, lock: bool, revision: int | None
) -> None:
    """What one sending of an expert's page holds, in order, in one transaction: the declaration, then the scores.

    With an interest declared there is nothing more to score. Errors as of the two acts.
    """
    with unit_of_work():
        recused = False
        if declared is not None:
            recused = declare_interest(ref=ref, declared=declared, reason=reason, by=by).is_recused
        if typed is not None and not recused:
            save_scores(ref=ref, typed=typed, lock=lock, by=by, revision=revision)


def why_not_scoring(claim: Claim) -> list[str]:
    """Why no expert can score the claim now; empty when they can."""
    if reasons := seating.why_not_judging(claim.round):
        return reasons
    if not claim.round.is_settled:
        return [_("还有申请没有作资格审查或补正没有结束，全部结束后才能看申请、打分，届时通知你。")]
    return [_("这份申请资格不符，不用打分。")] if claim.state == "ineligible" else []


def save_scores(*, ref: str, typed: Typed, lock: bool, by: Person, revision: int | None) -> ScoreSheet:
    """Save an expert's scores for one claim; `lock` makes them final.

    :raises Forbidden: no declaration yet, or the expert is recused.
    :raises WrongState: the sheet is locked, or the evaluation is over.
    :raises Stale: another tab saved meanwhile.
    :raises Unmet: a score is no whole number from 0 to 100; to lock, all must be there with a note.
    """
    with unit_of_work() as session:
        claim = claims.claim_by_ref(ref)
        assignment = _own_assignment(claim, by)
        if assignment.is_recused:
            raise Forbidden(why_gone(assignment), _("不能打分。"))
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
            known.note(claim.round)
            explaining.flag_outliers(claim.round)
    return sheet


def _lock(sheet: ScoreSheet, claim: Claim, by: Person) -> None:
    sheet.locked_at = clock.now()
    audit.append(
        actor=by,
        action="lock_scores",
        label=_("锁定评分表"),
        subject_kind="score_sheet",
        subject_ref=f"{claim.ref}/{by.id}",
        data={"scores": sheet.scores},
    )
