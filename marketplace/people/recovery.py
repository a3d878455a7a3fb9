"""The recovery (找回负责人): how a claimant whose leads can't act any more gets one, in everybody's sight."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import select

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts import service as entering
from marketplace.accounts.models import Organisation, Person
from marketplace.accounts.roles import SIGNING
from marketplace.audit import service as audit
from marketplace.errors import Complaint, NotFound, WrongState
from marketplace.extensions import db, unit_of_work
from marketplace.furniture import kept
from marketplace.furniture.words import sentence
from marketplace.i18n import _, _l
from marketplace.notifications import service as notifications
from marketplace.people import identity, link_mails, proposals
from marketplace.people.models import Proposal, Recovery
from marketplace.people.service import letter_for
from marketplace.room import asked
from marketplace.workdays.queries import end_of_working_days
from marketplace.workflow import Move

BOUND_DAYS = 2
"""Working days in which the new lead takes nothing back, and one objection ends the recovery."""
ACTION = "recover"
Values = Mapping[str, Any]


def _keep(row: Recovery) -> None:
    """In the public history of its rounds, by the room above that has them."""
    asked("who keeps a recovery")(row)


def why_not(organisation: Organisation) -> str:
    """May claim, has had people, and no recovery can still be objected to."""
    if not organisation.kind_row.claims:
        return _("这类单位的人员由系统管理员办理，不用找回。")
    if not organisation.people:
        return _("这个单位还没有任何账号，请邀请第一位负责人。") if organisation.kind_row.publishes else ""
    return _("上一次找回还在两个工作日之内。") if running(organisation.id) else ""


def running(organisation_id: int) -> Recovery | None:
    """The organisation's recovery that one objection can still end."""
    query = select(Recovery).where(
        Recovery.organisation_id == organisation_id, Recovery.ended_at.is_(None), Recovery.until > clock.now()
    )
    return db.session.scalar(query)


def of_organisations(ids: Sequence[int] | set[int]) -> Sequence[Recovery]:
    """Every recovery in these organisations, the oldest first."""
    if not ids:
        return []
    return db.session.scalars(
        select(Recovery).where(Recovery.organisation_id.in_(list(ids))).order_by(Recovery.id)
    ).all()


def new_lead_is_free(move: Move) -> Iterator[Complaint]:
    """The new lead is nobody of another organisation, and nobody of the office."""
    organisation, email = move.subject, move.values.get("email")
    known = entering.person_by_email(email) if email else None
    if known is not None and known.organisation_id == organisation.id and known.kind_row is not None:
        return
    if email:
        yield from identity.complaints_about(email=email, phone="", role=SIGNING, place=organisation)


def tell_proposed(move: Move) -> None:
    """Everyone there hears at once that somebody is to become their lead, and how to object."""
    organisation, values = move.subject, move.values
    proposal = proposals.pending("organisation", organisation.code, ACTION)
    assert proposal is not None
    _tell_everyone(
        proposal,
        key=f"proposed/{proposal.id}",
        title=_l("有人提请为你单位找回负责人"),
        body=_l(
            "区城市办收到请求，拟由%(who)s（%(email)s）担任%(name)s的负责人，正在等待审定人确认。理由：%(reason)s"
            "你不同意的，请打开下面的地址提出异议，提出一次，这次找回就告结束；没有异议的不用办理。",
            who=values["name"],
            email=values["email"],
            name=organisation.name,
            reason=sentence(values["reason"]),
        ),
    )


def tell_ended(move: Move) -> None:
    """Everyone who heard that somebody is to become their lead hears that nothing comes of it."""
    organisation, values = move.subject, move.values
    proposal = proposals.pending("organisation", organisation.code, ACTION)
    assert proposal is not None
    _tell_everyone(
        proposal,
        key=f"proposal-ended/{proposal.id}",
        title=_l("为你单位找回负责人的提请已经结束"),
        body=_l(
            "由%(who)s担任%(name)s负责人的提请没有通过或者已经撤回，负责人不变，不用再办理。",
            who=values["name"],
            name=organisation.name,
        ),
    )


def recover(move: Move) -> None:
    """Make the person lead, bound for two working days; everyone there hears of it at once."""
    organisation, values, by = move.subject, move.values, move.person
    now = clock.now()
    proposal = proposals.pending("organisation", organisation.code, ACTION)
    assert proposal is not None and by is not None
    until = end_of_working_days(now, BOUND_DAYS)
    before = accounts.everyone_in([organisation.id])
    person, former = _new_lead(organisation, values, by, now)
    person.bound_until = until
    row = Recovery(
        organisation_id=organisation.id,
        person_id=person.id,
        former_role=former,
        proposal_id=proposal.id,
        reason=values["reason"],
        at=now,
        until=until,
    )
    row.organisation, row.person = organisation, person
    db.session.add(row)
    db.session.flush()
    _tell_everyone(
        proposal,
        key=f"recovered/{row.id}",
        title=_l("你单位已找回负责人"),
        body=_l(
            "经审定人确认，%(who)s（%(email)s）自现在起担任%(name)s的负责人。理由：%(reason)s"
            "此前密封的揭榜申请，新负责人不能看；%(until)s 前，新负责人不能停用任何人，不能撤回、退出或改写申请。"
            "你不同意的，请在此之前打开下面的地址提出异议，提出一次，这次找回就告结束；没有异议的不用办理。",
            who=person.name,
            email=person.email,
            name=organisation.name,
            reason=sentence(values["reason"]),
            until=kept.moment_with_zone(until),
        ),
        people=before,
    )
    _keep(row)
    move.notes |= {"to": person.name, "email": person.email, "until": until.isoformat()}


def _new_lead(organisation: Organisation, values: Values, by: Person, now: datetime) -> tuple[Person, str]:
    """The person, and what they were before. Who could read already still can; everyone else reads what begins now."""
    known = entering.person_by_email(values["email"])
    if known is not None and known.organisation_id == organisation.id:
        former = known.role if known.is_active else f"disabled/{known.role}"
        if not known.is_active:
            known.reads_since, known.disabled_at, known.epoch = now, None, known.epoch + 1
            link_mails.send(letter_for(known), known)
        known.role = SIGNING
        return known, former
    person = entering.create_person(
        email=values["email"], name=values["name"], role=SIGNING, organisation=organisation, by=by
    )
    person.reads_since = now
    link_mails.send("invitation", person)
    return person, ""


# --- told, and objected to -------------------------------------------------------------------------------------------


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="recovery")


def objection_path(proposal: Proposal, person: Person) -> str:
    """Where this person objects, signed in or not: who lost the way in still has the mailbox."""
    return f"/account/recovery/{_signer().dumps([proposal.id, person.id])}"


def _tell_everyone(
    proposal: Proposal, *, key: str, title: str, body: str, people: Sequence[Person] | None = None
) -> None:
    """Every person and every address, the disabled ones too."""
    assert proposal.organisation_id is not None
    for person in accounts.everyone_in([proposal.organisation_id]) if people is None else people:
        notifications.tell(person, key=key, title=title, body=body, link=objection_path(proposal, person))


def read(token: str) -> tuple[Proposal, Person]:
    """The recovery that a mailed address is about, and to whom it was mailed.

    :raises NotFound: we never made it.
    """
    try:
        proposal_id, person_id = _signer().loads(token)
    except (BadData, ValueError, TypeError):
        raise NotFound(_("这个地址不完整。请从邮件里复制完整的地址。")) from None
    proposal, person = db.session.get(Proposal, proposal_id), db.session.get(Person, person_id)
    if proposal is None or person is None:
        raise NotFound
    return proposal, person


def of_proposal(proposal: Proposal) -> Recovery | None:
    """The recovery that came of the proposal."""
    return db.session.scalar(select(Recovery).where(Recovery.proposal_id == proposal.id))


def why_no_objection(proposal: Proposal) -> str:
    """Why an objection can't end it any more; empty while it can."""
    if proposal.outcome == "":
        return ""
    row = of_proposal(proposal)
    if row is None:
        return _("这次找回没有成立，不用再提出异议。")
    if row.ended_at is not None:
        return _("已经有人提出异议，这次找回已告结束。")
    return _("提出异议的期限已过。有疑问的，请联系区城市办。") if clock.now() >= row.until else ""


def object_to(*, token: str, reason: str) -> Proposal:
    """One objection by anyone who belonged before ends the recovery, and whatever came in by it.

    :raises NotFound: the address is none of ours.
    :raises WrongState: it ended already, or the time is over.
    """
    with unit_of_work():
        proposal, person = read(token)
        if gone := why_no_objection(proposal):
            raise WrongState(gone)
        row = of_proposal(proposal)
        if row is None:
            proposal.outcome, proposal.decided_at, proposal.answer = proposals.OBJECTED, clock.now(), reason
        else:
            _end(row, person, reason)
        assert proposal.organisation is not None
        audit.append(
            actor=person,
            action="object_to_recovery",
            label=_l("对找回负责人提出异议"),
            subject_kind="organisation",
            subject_ref=proposal.organisation.code,
            reason=reason,
        )
        _tell_ended(proposal, person, reason)
        if row is not None:
            _keep(row)
    return proposal


def _end(row: Recovery, person: Person, reason: str) -> None:
    row.ended_at, row.ended_by_id, row.objection = clock.now(), person.id, reason
    lead = row.person
    came_by_it = select(Person).where(
        Person.organisation_id == row.organisation_id, Person.reads_since == row.at, Person.id != lead.id
    )
    for one in db.session.scalars(came_by_it).all():
        one.disable()
    before, _slash, role = row.former_role.rpartition("/")
    lead.role, lead.bound_until, lead.epoch = role or lead.role, None, lead.epoch + 1
    if before or not role:
        lead.disabled_at = clock.now()


def _tell_ended(proposal: Proposal, person: Person, reason: str) -> None:
    assert proposal.organisation is not None
    title = _l("找回负责人已告结束：%(name)s", name=proposal.organisation.name)
    body = _l(
        "%(who)s对为%(name)s找回负责人提出异议，这次找回已告结束，经它开通的账号已停用。异议：%(reason)s"
        "还需要找回的，请本单位与区城市办联系。",
        who=person.name,
        name=proposal.organisation.name,
        reason=sentence(reason),
    )
    key = f"recovery-ended/{proposal.id}"
    for one in accounts.everyone_in([proposal.organisation.id]):
        notifications.tell(one, key=key, title=title, body=body, link=objection_path(proposal, one))
    proposals.tell_office(key=key, title=title, body=body, link=proposals.address(proposal))
