"""Judge a round: eligibility, experts, declarations, scores."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.policy import authorise
from marketplace.audit import service as audit
from marketplace.claims import service as claims
from marketplace.claims.models import Claim
from marketplace.errors import Complaint, Forbidden, NotFound, Stale, Unmet, WrongState
from marketplace.evaluation import queries
from marketplace.evaluation.models import Assignment, ScoreSheet
from marketplace.evaluation.scores import Typed
from marketplace.extensions import unit_of_work
from marketplace.i18n import _, _l
from marketplace.notifications import service as notifications
from marketplace.scenarios.models import Round, Scenario
from marketplace.sheets.fields import LongText
from marketplace.sheets.texts import Invalid

JUDGING = frozenset({"evaluating"})
REASON = LongText(id="declare_reason", label=_l("利害关系说明"), max=1000)


def why_not_judging(scenario: Scenario) -> list[str]:
    """Why nothing can be judged now; empty while the round is being evaluated."""
    return [] if scenario.state in JUDGING else [_("这一步在评榜中办理，现在不能。")]


def _check_judging(scenario: Scenario) -> None:
    if reasons := why_not_judging(scenario):
        raise WrongState(*reasons)


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
    :raises WrongState: the round is not being evaluated.
    :raises Unmet: no reason was given.
    """
    with unit_of_work():
        claim = claims.claim_by_ref(ref)
        authorise("claim.see", claim, by)
        authorise("eligibility.decide", claim, by)
        _check_judging(claim.scenario)
        if revision is not None and revision != claim.revision:
            raise Stale(current=claim.revision)
        missing = [] if complaints or reason.strip() else [Complaint(_("请写明资格通过或不符的理由。"), field="reason")]
        if complaints := [*complaints, *missing]:
            raise Unmet.of(complaints)
        claims.carry(claim, "find_eligible" if eligible else "find_ineligible", actor=by, reason=reason)
        claim.eligible, claim.eligibility_reason = eligible, reason.strip()
        claim.eligibility_by_id, claim.eligibility_at = by.id, clock.now()
    return claim


def why_not_expert(round_: Round, expert: Person) -> str:
    """Why this expert cannot sit in this round; empty when they can. The same telephone is the same person, whatever
    address the account has."""
    if expert.organisation_id is not None and expert.organisation_id in round_.claimant_ids:
        return str(_("%(name)s属于揭榜单位或其联合体成员，须回避本轮。", name=expert.name))
    if expert.organisation_id is not None and expert.organisation_id == round_.scenario.publisher_id:
        return str(_("%(name)s属于发布方，须回避本轮。", name=expert.name))
    if expert.phone and expert.phone in {p.phone for p in accounts.active_people(round_.party_ids)}:
        return str(_("%(name)s与揭榜单位或发布方的人员是同一人，须回避本轮。", name=expert.name))
    return ""


def assign_experts(*, scenario: Scenario, expert_ids: Sequence[int | str], by: Person) -> list[Assignment]:
    """Assign experts, by id, e-mail address or the part before its @, to the newest round. All are checked first; one
    that must recuse stops the whole act.

    :raises Unmet: an expert belongs to a claimant, is unknown, or nobody was chosen.
    """
    with unit_of_work() as session:
        session.refresh(scenario)
        authorise("experts.assign", scenario, by)
        _check_judging(scenario)
        assert scenario.round is not None
        chosen = _choose(scenario.round, expert_ids)
        known = {a.expert_id for a in queries.assignments(scenario.round)}
        new = [
            Assignment(round_id=scenario.round.id, expert_id=expert.id, assigned_at=clock.now(), assigned_by_id=by.id)
            for expert in chosen
            if expert.id not in known
        ]
        session.add_all(new)
        session.flush()
        for expert in (e for e in chosen if e.id not in known):
            _invite(scenario, expert)
        if new:
            audit.append(
                actor=by,
                action="assign_experts",
                label=_("分派专家"),
                subject_kind="round",
                subject_ref=f"{scenario.code}/{scenario.round.number}",
                data={"experts": [e.id for e in chosen]},
            )
    return new


def _names(expert: Person) -> tuple[str, ...]:
    """What an expert can be called by: id, address, its part before the @, the code in the list of experts."""
    return str(expert.id), expert.email, expert.email.partition("@")[0], str(expert.profile.get("code") or expert.email)


def _choose(round_: Round, expert_ids: Sequence[int | str]) -> list[Person]:
    pool = {name: person for person in accounts.experts() for name in _names(person)}
    wanted = dict.fromkeys(str(one).strip().lower() for one in expert_ids)
    if not wanted:
        raise Unmet(Complaint(_("请至少选一位专家。"), field="expert"))
    if unknown := [one for one in wanted if one not in pool]:
        raise Unmet(Complaint(_("专家库里没有“%(name)s”，请从列表中选。", name=unknown[0][:40]), field="expert"))
    chosen = list(dict.fromkeys(pool[one] for one in wanted))
    if whys := [why for one in chosen if (why := why_not_expert(round_, one))]:
        raise Unmet(*[Complaint(why, field="expert") for why in whys])
    return chosen


def _invite(scenario: Scenario, expert: Person) -> None:
    assert scenario.round is not None
    notifications.tell(
        expert,
        key=f"assigned/{scenario.code}/{scenario.round.number}",
        link="/desk/evaluations/",
        title=_("请评审：%(title)s", title=scenario.public_title),
        body=_(
            "你被分派评审《%(title)s》的揭榜申请。请先声明有无利害关系，再逐份打分并锁定。", title=scenario.public_title
        ),
    )


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
            raise WrongState(_("你已声明有利害关系并回避本轮，声明不能收回。"))
        _check_judging(claim.scenario)
        reason = _words(reason)
        if declared not in ("none", "interest"):
            raise Unmet(Complaint(_("请选择“无利害关系”或“有利害关系”。"), field="declare"))
        if declared == "interest" and not reason:
            raise Unmet(Complaint(_("请写明是什么利害关系。"), field="declare_reason"))
        if declared == "none" and (why := why_not_expert(claim.round, by)):
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
            _tell_reviewers(claim.scenario, by)
    return assignment


def _words(reason: str) -> str:
    try:
        return REASON.parse(reason) or ""
    except Invalid as invalid:
        raise Unmet(Complaint(str(invalid), field="declare_reason")) from invalid


def _tell_reviewers(scenario: Scenario, expert: Person) -> None:
    assert scenario.round is not None
    for person in accounts.office_people("reviewer"):
        notifications.tell(
            person,
            key=f"recused/{scenario.code}/{scenario.round.number}/{expert.id}",
            title=_("专家回避：%(title)s", title=scenario.public_title),
            link=f"/desk/scenarios/{scenario.code}/experts",
            body=_("%(name)s声明有利害关系并回避，请另派专家。", name=expert.name),
        )


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
            raise Forbidden(_("你已回避本轮，不能打分。"))
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
        _check_judging(claim.scenario)
        if claim.state == "ineligible":
            raise WrongState(_("这份申请资格不符，不用打分。"))
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
