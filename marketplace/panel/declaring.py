"""What an expert declares for a whole round: no interest, or one that recuses; and former employers."""

from __future__ import annotations

from marketplace import clock
from marketplace.accounts import employment
from marketplace.accounts.models import Person
from marketplace.audit import service as audit
from marketplace.claims import service as claims
from marketplace.claims.models import Claim
from marketplace.errors import Complaint, NotFound, Unmet, WrongState
from marketplace.extensions import db, unit_of_work
from marketplace.i18n import _, _l
from marketplace.panel import changes, queries, renewal, scores
from marketplace.panel.conflicts import Parties, why_not
from marketplace.panel.judging import check_judging
from marketplace.panel.models import Assignment
from marketplace.panel.reasons import written
from marketplace.sheets.fields import LongText
from marketplace.sheets.texts import Invalid

DECLARATIONS = {"": _l("尚未声明"), "none": _l("无利害关系"), "interest": _l("有利害关系，已回避")}
REASON = LongText(id="declare_reason", label=_l("利害关系说明"), max=1000)


def why_gone(assignment: Assignment) -> str:
    """Why the expert no longer judges the round."""
    if assignment.released_at is not None:
        return _("本轮已由其他专家接替，你不再参加。")
    return _("你已声明有利害关系并回避本轮，声明不能收回。")


def own_assignment(claim: Claim, by: Person) -> Assignment:
    """The expert's place in the claim's round.

    :raises NotFound: they never had one, or the claim is not opened.
    """
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
        assignment = own_assignment(claim, by)
        if assignment.is_recused:
            raise WrongState(why_gone(assignment))
        check_judging(claim.round)
        if declared == "interest" and (known_ := changes.why_not_leaving(assignment)):
            raise WrongState(*known_)
        reason = written(REASON, reason)
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
        db.session.flush()
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
            scores.follow(round_)
    return assignment


def note_employers(*, ref: str, text: str, by: Person) -> None:
    """Keep the employers that an expert declares with the round's names before them, whatever they declare next: a
    match is found at once and stays found.

    :raises WrongState: the expert left the round, or the evaluation is over.
    :raises Unmet: there are too many, or one is too long.
    """
    with unit_of_work():
        claim = claims.claim_by_ref(ref)
        assignment = own_assignment(claim, by)
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
        employment.keep(by, employers)
        audit.append(
            actor=by,
            action="declare_employers",
            label=_("申报任职经历"),
            subject_kind="person",
            subject_ref=str(by.id),
            data={"employers": employers},
        )
