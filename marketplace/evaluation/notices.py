"""Public notice and objections: announce, object, answer, end."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.policy import authorise
from marketplace.audit import service as audit
from marketplace.claims.models import Claim
from marketplace.errors import CalendarEnds, DeadlinePassed, NotFound, Unmet, WrongState
from marketplace.evaluation import queries
from marketplace.evaluation.models import Notice, Objection
from marketplace.extensions import db, unit_of_work
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
    """Object to the announced result, as a signed-in organisation or a named citizen, while the notice runs.

    :raises WrongState: no result is on notice.
    :raises DeadlinePassed: the notice is over.
    :raises Unmet: name, contact or text is missing.
    """
    with unit_of_work() as session:
        session.refresh(scenario)
        notice = queries.current_notice(scenario.round) if scenario.round else None
        if scenario.state != "notice" or notice is None or scenario.round is None:
            raise WrongState(_("现在没有公示中的结果，不能提出异议。"))
        if clock.now() >= notice.until:
            raise DeadlinePassed(_("公示期已经结束，不能再提出异议。"))
        if bound.complaints:
            raise Unmet.of(bound.complaints)
        row = Objection(
            ref=secrets.token_hex(6),
            round_id=scenario.round.id,
            notice_id=notice.id,
            at=clock.now(),
            due_at=_answer_due(scenario.round),
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
            data={"scenario": scenario.code},
        )
        for person in accounts.office_people("approver"):
            notifications.tell(
                person,
                key=f"objection/{row.ref}",
                link=f"/desk/scenarios/{scenario.code}/objections/",
                title=_("有异议待答复：%(title)s", title=scenario.public_title),
                body=_("对《%(title)s》公示结果的异议，请在 3 个工作日内书面答复。", title=scenario.public_title),
            )
    return row


def _answer_due(round_: Round) -> datetime | None:
    try:
        return workdays.end_of_working_days(clock.now(), settings.of_round(round_.figures, "objection_answer_days"))
    except CalendarEnds:
        return None  # the objection is taken all the same; the admin's desk asks for the calendar


def objection_by_ref(ref: str) -> Objection:
    """The objection.

    :raises NotFound: there is none.
    """
    found = db.session.scalar(select(Objection).where(Objection.ref == ref))
    if found is None:
        raise NotFound(_("没有这条异议。"))
    return found


def decide_objection(*, ref: str, bound: Bound, by: Person) -> Objection:
    """Answer an objection in writing, once, by someone who did not announce the result.

    :raises WrongState: it was answered, or the notice is over and ended.
    :raises Unmet: decision or answer is missing.
    """
    with unit_of_work():
        objection = objection_by_ref(ref)
        authorise("objection.decide", objection, by)
        if objection.decision or (objection.notice and objection.notice.ending):
            raise WrongState(_("这条异议已经答复，不能更改。") if objection.decision else _("公示已经结束。"))
        if bound.complaints:
            raise Unmet.of(bound.complaints)
        objection.decision, objection.answer = bound.values["decision"], bound.values["answer"]
        objection.decided_at, objection.decided_by_id = clock.now(), by.id
        scenario = objection.round.scenario
        audit.append(
            actor=by,
            action="answer_objection",
            label=_("答复异议"),
            subject_kind="scenario",
            subject_ref=scenario.code,
            round_number=objection.round.number,
            reason=objection.answer,
            public=True,
            data={"decision": objection.decision},
        )
        _tell_objector(objection, scenario)
    return objection


def _tell_objector(objection: Objection, scenario: Scenario) -> None:
    title = _("异议已答复：%(title)s", title=scenario.public_title)
    body = _(
        "你对《%(title)s》结果的异议，答复如下：\n%(answer)s", title=scenario.public_title, answer=objection.answer
    )
    if objection.organisation_id is not None:
        for person in accounts.active_people([objection.organisation_id], ("clerk", "lead")):
            notifications.tell(
                person,
                key=f"answered/{objection.ref}",
                title=title,
                body=body,
                link=f"/scenarios/{scenario.code}/objections/",
            )
    elif "@" in objection.contact:
        notifications.mail(to=objection.contact, subject=title, body=body)
