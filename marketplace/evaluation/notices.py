"""Public notice and objections: announce, object, answer, end."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import select

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.policy import authorise, may
from marketplace.audit import service as audit
from marketplace.claims.models import Claim
from marketplace.errors import Complaint, DeadlinePassed, NotFound, Unmet, WrongState
from marketplace.evaluation import queries, terms
from marketplace.evaluation.forms import ABOUT, OUTCOME
from marketplace.evaluation.models import Notice, Objection
from marketplace.extensions import db, unit_of_work
from marketplace.furniture import times
from marketplace.i18n import _
from marketplace.notifications import service as notifications
from marketplace.scenarios.models import Round, Scenario
from marketplace.settings import queries as settings
from marketplace.sheets import Bound
from marketplace.workdays import queries as workdays


def begin_notice(*, round_: Round, claim: Claim, by: Person, reason: str) -> Notice:
    """Put the proposed winner on public notice from now, for the working days that the round was published with."""
    with unit_of_work() as session:
        now = clock.now()
        until = workdays.end_of_working_days(now, settings.of_round(round_.figures, "notice_days"))
        last = (until - timedelta(seconds=1)).astimezone(clock.SHANGHAI).date()
        notice = Notice(
            round_id=round_.id,
            claim_id=claim.id,
            announced_at=now,
            announced_by_id=by.id,
            until=until,
            provisional=workdays.uses_provisional(clock.today(), last),
            reason=reason,
        )
        session.add(notice)
        round_.announced_at = now
        round_.announcer_ids = sorted({*round_.announcer_ids, by.id})
        session.flush()
    return notice


def end_notice(*, notice: Notice, ending: str, reason: str) -> None:
    """The notice ends with the award or an annulment."""
    with unit_of_work():
        notice.ended_at, notice.ending, notice.ending_reason = clock.now(), ending, reason


def raise_objection(*, scenario: Scenario, bound: Bound, by: Person | None) -> Objection:
    """Object, as a signed-in organisation or a named citizen: to the terms while the contest is open, to the result
    while its notice runs.

    :raises WrongState: neither terms nor result can be objected to in this state.
    :raises DeadlinePassed: the time for it is over.
    :raises Unmet: name, contact or text is missing.
    """
    with unit_of_work() as session:
        session.refresh(scenario)
        round_, notice = _open_to_objections(scenario)
        if bound.complaints:
            raise Unmet.of(bound.complaints)
        row = Objection(
            ref=secrets.token_hex(6),
            round_id=round_.id,
            about="result" if notice else "terms",
            notice_id=notice.id if notice else None,
            at=clock.now(),
            due_at=workdays.due_after(_days(round_)),
            organisation_id=by.organisation_id if by else None,
            person_id=by.id if by else None,
            **{key: bound.values[key] for key in ("name", "contact", "objection")},
        )
        session.add(row)
        session.flush()
        audit.append(
            actor=by,
            action="object",
            label=_("提出异议"),
            subject_kind="objection",
            subject_ref=row.ref,
            data={"scenario": scenario.code, "about": row.about},
        )
        _tell_deciders(row, scenario)
    return row


def _open_to_objections(scenario: Scenario) -> tuple[Round, Notice | None]:
    """The round, and the notice where the objection is to a result."""
    round_ = scenario.round
    if round_ is not None and scenario.state == "open":
        if clock.now() >= (closed := terms.closes_at(round_)):
            raise DeadlinePassed(
                _("对揭榜要求的异议已于 %(when)s 截止。评榜结果公示后，可以对结果提出异议。", when=times.moment(closed))
            )
        return round_, None
    notice = queries.current_notice(round_) if round_ and scenario.state == "notice" else None
    if round_ is None or notice is None:
        raise WrongState(
            _("现在不能提出异议：对揭榜要求的异议在揭榜期间提出，对结果的异议在公示期内提出；现在两者都不在期内。")
        )
    if clock.now() >= notice.until:
        raise DeadlinePassed(_("公示期已经结束，不能再提出异议。"))
    return round_, notice


def _tell_deciders(row: Objection, scenario: Scenario) -> None:
    """Tell the approvers who may decide; where there is none, the administrators, who can name another."""
    deciders = [one for one in accounts.office_people("approver") if may("objection.decide", row, one)]
    words = {"title": scenario.public_title, "about": ABOUT[row.about], "due": due_words(row)}
    asked = (
        _("对《%(title)s》%(about)s的异议，请在 %(due)s 前书面答复。", **words)
        if deciders
        else _(
            "对《%(title)s》%(about)s的异议须在 %(due)s 前书面答复，现有审定人都参加过审定或公示，没有人可以答复。"
            "请在人员管理中另设一位审定人。",
            **words,
        )
    )
    link = f"/desk/scenarios/{scenario.code}/objections/" if deciders else "/desk/people/"
    for person in deciders or accounts.office_people("admin"):
        notifications.tell(
            person,
            key=f"objection/{row.ref}",
            link=link,
            title=_("有异议待答复：%(title)s", title=scenario.public_title),
            body=asked,
        )


def due_words(row: Objection) -> str:
    """By when the answer is due, in words."""
    return times.within(row.due_at, _days(row.round), clock.now())


def _days(round_: Round) -> int:
    return settings.of_round(round_.figures, "objection_answer_days")


def objection_by_ref(ref: str) -> Objection:
    """The objection.

    :raises NotFound: there is none.
    """
    found = db.session.scalar(select(Objection).where(Objection.ref == ref))
    if found is None:
        raise NotFound(_("没有这条异议。"))
    return found


def decide_objection(*, ref: str, bound: Bound, by: Person) -> Objection:
    """Answer an objection in writing, once: by someone who did not approve the terms, or did not announce the result.

    :raises WrongState: it was answered, or what it is about is over.
    :raises Unmet: decision or answer is missing.
    """
    with unit_of_work():
        objection = objection_by_ref(ref)
        authorise("objection.decide", objection, by)
        if reasons := why_not_answering(objection):
            raise WrongState(*reasons)
        if complaints := [*bound.complaints, *_about_experts(bound)]:
            raise Unmet.of(complaints)
        objection.decision, objection.answer = bound.values["decision"], bound.values["answer"]
        objection.about_experts = bool(objection.notice and bound.values.get("about_experts"))
        objection.decided_at, objection.decided_by_id = clock.now(), by.id
        _record_decision(objection, by)
        _tell_objector(objection, objection.round.scenario)
        if objection.about == "terms" and objection.decision == "upheld":
            terms.tell_of_upheld(objection)
    return objection


def why_not_answering(objection: Objection) -> list[str]:
    """Why nobody can answer it now; empty when somebody can."""
    if objection.decided_at is not None:
        return [_("这条异议已于 %(when)s 书面答复，不能更改。", when=times.moment(objection.decided_at))]
    if queries.is_moot(objection):
        return [_("这次公示已经结束，不用再答复。") if objection.notice else _("这一轮已经结束，不用再答复。")]
    return []


def _about_experts(bound: Bound) -> Iterator[Complaint]:
    if bound.values.get("decision") == "rejected" and bound.values.get("about_experts"):
        yield Complaint(_("异议不成立的，不用其他专家重新评审，请选“否”。"), "about_experts")


def _record_decision(objection: Objection, by: Person) -> None:
    audit.append(
        actor=by,
        action="answer_objection",
        label=_("答复异议"),
        subject_kind="scenario",
        subject_ref=objection.round.scenario.code,
        round_number=objection.round.number,
        reason=objection.answer,
        public=True,
        data={
            "decision": objection.decision,
            "about": objection.about,
            "objection": objection.ref,
            "about_experts": objection.about_experts,
        },
    )


def _tell_objector(objection: Objection, scenario: Scenario) -> None:
    """The objector's mail stays hidden in lists until the deadline: who objects to terms may well mean to claim."""
    title = _("异议已答复：%(title)s", title=scenario.public_title)
    body = _(
        "你对《%(title)s》%(about)s的异议%(decision)s，答复如下：\n%(answer)s%(then)s",
        title=scenario.public_title,
        about=ABOUT[objection.about],
        decision=OUTCOME[objection.decision],
        answer=objection.answer,
        then=_what_then(objection),
    )
    masked = objection.round.deadline if objection.about == "terms" else None
    link = f"/scenarios/{scenario.code}/objections/"
    if objection.organisation_id is not None:
        for person in accounts.active_people([objection.organisation_id], ("clerk", "lead")):
            notifications.tell(
                person, key=f"answered/{objection.ref}", title=title, body=body, link=link, masked_until=masked
            )
    elif "@" in objection.contact:
        notifications.mail_with_link(to=objection.contact, subject=title, body=body, link=link, masked_until=masked)


def _what_then(objection: Objection) -> str:
    if objection.decision != "upheld":
        return _("\n答复已经公开，不用再办理。")
    if objection.about == "terms" and objection.round.is_opened:
        return _("\n申请已经开榜，揭榜要求不能再变更，本轮不能确认揭榜方，接下来由审定人办理流榜；你不用再办理。")
    if objection.about == "terms":
        when = times.moment(objection.round.deadline)
        return _("\n接下来须在截止（%(when)s）前变更公告；届时没有变更的，本轮流榜。", when=when)
    return _("\n接下来由审定人撤销公示，重新评榜；你不用再办理。")
