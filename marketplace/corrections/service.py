"""A formal defect that the claimant may remedy once within a set time (补正). What was submitted never changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from werkzeug.datastructures import FileStorage

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.policy import authorise
from marketplace.audit import service as audit
from marketplace.claims import judged, replacing
from marketplace.claims import service as claims
from marketplace.claims.models import Claim
from marketplace.corrections import certificates, queries
from marketplace.corrections.models import Correction
from marketplace.errors import DeadlinePassed, NotFound, Stale, Unmet, WrongState, refuse
from marketplace.extensions import unit_of_work
from marketplace.files import service as files
from marketplace.furniture import times
from marketplace.i18n import _
from marketplace.notifications import service as notifications
from marketplace.panel import judging
from marketplace.panel.judging import check_judging, why_not_judging
from marketplace.publications import service as publications
from marketplace.sheets import Bound
from marketplace.workdays import queries as workdays

KIND = "correction"
Uploads = Mapping[str, Sequence[FileStorage]]


def is_allowed(claim: Claim) -> bool:
    """Whether the terms that the contest was published with allow it."""
    terms = publications.of_round(claim.round).content["plan"].get("claim_terms") or {}
    return bool(terms.get("correction_allowed"))


def until(correction: Correction) -> str:
    """When it is due, in words: the end is exclusive."""
    return times.until(correction.due_at, clock.now())


def why_not_asking(claim: Claim) -> list[str]:
    """Why no correction can be asked for; empty when it can."""
    if reasons := why_not_judging(claim.round):
        return reasons
    if queries.correction_of(claim) is not None:
        return [_("这份申请已经要求过补正。补正只有一次，请依现有材料作资格审查。")]
    if claim.eligible is not None:
        return [_("这份申请已有资格审查结论，不再补正。")]
    if not claim.is_entered:
        return [_("这份申请不在资格审查中，不能要求补正。")]
    return [] if is_allowed(claim) else [_("揭榜要求没有允许补正，请依提交的材料作资格审查。")]


def why_to_wait(claim: Claim) -> list[str]:
    """Why eligibility cannot be decided yet: a correction runs unanswered, or what could not be opened may be handed in."""
    if waiting := replacing.why_not_judging(claim):
        return waiting
    asked = queries.correction_of(claim)
    if asked is None or asked.remedied_at is not None or clock.now() >= asked.due_at:
        return []
    return [_("补正期至 %(when)s，揭榜方答复后或期满后可以作资格审查。", when=until(asked))]


def ask(*, ref: str, bound: Bound, by: Person, revision: int | None) -> Correction:
    """Ask the claimant to remedy a formal defect, once, before eligibility is decided.

    :raises WrongState: the terms do not allow it, it was asked before, or eligibility is decided.
    :raises Stale: the claim moved since the person looked.
    :raises Unmet: the defect or the days are missing.
    """
    with unit_of_work() as session:
        claim = claims.claim_by_ref(ref)
        authorise("claim.see", claim, by)
        authorise("eligibility.decide", claim, by)
        if reasons := why_not_asking(claim):
            raise WrongState(*reasons)
        _check_revision(claim, revision)
        if bound.complaints:
            raise Unmet.of(bound.complaints)
        now = clock.now()
        correction = Correction(
            claim_id=claim.id,
            defect=bound.values["defect"],
            asked_at=now,
            asked_by_id=by.id,
            due_at=workdays.end_of_working_days(now, bound.values["days"]),
        )
        session.add(correction)
        judged.move_on(claim)
        session.flush()
        _record(claim, "ask_correction", _("要求补正"), by, correction.defect)
        certificates.issue_correction_notice(correction, by=by)
        _tell_claimant(claim, correction)
    return correction


def _check_revision(claim: Claim, revision: int | None) -> None:
    if revision != claim.revision:
        raise Stale(current=claim.revision)


def _record(claim: Claim, action: str, label: str, by: Person, reason: str) -> None:
    audit.append(
        actor=by,
        action=action,
        label=label,
        subject_kind="claim",
        subject_ref=claim.ref,
        round_number=claim.round.number,
        reason=reason,
    )


def _tell_claimant(claim: Claim, correction: Correction) -> None:
    for person in accounts.active_people(claim.confirmed_member_ids, Person.writes):
        notifications.tell(
            person,
            key=f"correction/{claim.ref}",
            title=_("请补正：%(title)s", title=claim.scenario.public_title),
            body=_(
                "揭榜申请 %(ref)s 有形式问题，请牵头单位在 %(when)s 前补正，只有一次。逾期依现有材料审查。\n%(defect)s",
                ref=claim.ref,
                when=until(correction),
                defect=correction.defect,
            ),
            link=f"/desk/claims/{claim.ref}/",
        )


def receive(*, ref: str, bound: Bound, uploads: Uploads, by: Person, revision: int | None) -> None:
    """Keep the files that were sent with a remedy, whatever becomes of it, for who saw the claim as it is."""
    with unit_of_work():
        claim = claims.claim_by_ref(ref)
        authorise("claim.see", claim, by)
        authorise("claim.write", claim, by)
        is_open = asked_of(claim).remedied_at is None and clock.now() < asked_of(claim).due_at
        fresh = uploads if is_open and revision == claim.revision else {}
        files.take(bound, fresh, owner_kind=KIND, owner_ref=claim.ref, by=by)


def remedy(*, ref: str, bound: Bound, by: Person, revision: int | None) -> Correction:
    """Answer it, once, before it is due, with words and the files that were received.

    :raises NotFound: nothing was asked.
    :raises DeadlinePassed: the time is over.
    :raises WrongState: it was answered, or the round is not being evaluated.
    :raises Stale: the claim moved since the person looked.
    :raises Unmet: the words are missing, or a file cannot be taken.
    """
    with unit_of_work() as session:
        claim = claims.claim_by_ref(ref)
        authorise("claim.see", claim, by)
        authorise("claim.write", claim, by)
        correction = asked_of(claim)
        if correction.remedied_at is None and clock.now() >= correction.due_at:
            raise DeadlinePassed(_("补正期已于 %(when)s 结束，不能再补正。", when=until(correction)))
        check_judging(claim.round)
        if correction.remedied_at is not None:
            raise WrongState(_("补正已经提交，不能更改。"))
        _check_revision(claim, revision)
        refuse(bound.complaints)
        correction.remedy, correction.files = bound.values["remedy"], bound.values.get("file") or []
        correction.remedied_at, correction.remedied_by_id = clock.now(), by.id
        judged.move_on(claim)
        session.flush()
        _record(claim, "remedy", _("提交补正"), by, correction.remedy[:4000])
        _tell_office(claim)
    return correction


def asked_of(claim: Claim) -> Correction:
    """What was asked of the claim.

    :raises NotFound: nothing was.
    """
    found = queries.correction_of(claim)
    if found is None:
        raise NotFound(_("没有要求这份申请补正。"))
    return found


def _tell_office(claim: Claim) -> None:
    for person in accounts.impartial_office(claim, Person.reviews):
        notifications.tell(
            person,
            key=f"remedied/{claim.ref}",
            title=_("已补正：%(title)s", title=claim.scenario.public_title),
            body=_(
                "揭榜申请 %(ref)s 已提交补正，请作资格审查，在 %(due)s 前完成评榜。",
                ref=claim.ref,
                due=judging.by_when(claim.round),
            ),
            link=f"/desk/claims/{claim.ref}/eligibility",
        )
