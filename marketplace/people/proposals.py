"""Proposing and reading what an approver has to confirm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Organisation, Person
from marketplace.accounts.predicates import reads_people
from marketplace.errors import NotFound, WrongState
from marketplace.extensions import db, unit_of_work
from marketplace.furniture.components import Tag
from marketplace.furniture.words import sentence
from marketplace.i18n import _, _l
from marketplace.notifications import service as notifications
from marketplace.people.models import Proposal

CONFIRMED, DECLINED, OBJECTED, WITHDRAWN = "confirmed", "declined", "objected", "withdrawn"
OUTCOMES = {
    "": Tag(_l("待审定人确认"), "waiting"),
    CONFIRMED: Tag(_l("已确认"), "done"),
    DECLINED: Tag(_l("未予确认"), "over"),
    OBJECTED: Tag(_l("经异议结束"), "over"),
    WITHDRAWN: Tag(_l("已撤回"), "over"),
}
MOST = 100


def address(proposal: Proposal) -> str:
    """Its page."""
    return f"/desk/people/proposals/{proposal.id}/"


def pending(kind: str, ref: str, action: str) -> Proposal | None:
    """The proposal of this act that waits for an approver."""
    query = select(Proposal).where(
        Proposal.subject_kind == kind, Proposal.subject_ref == ref, Proposal.action == action, Proposal.outcome == ""
    )
    return db.session.scalar(query)


def waiting() -> Sequence[Proposal]:
    """Everything that waits for an approver, the oldest first."""
    return db.session.scalars(select(Proposal).where(Proposal.outcome == "").order_by(Proposal.id).limit(MOST)).all()


def newest() -> Sequence[Proposal]:
    """What was proposed lately, the newest first."""
    return db.session.scalars(select(Proposal).order_by(Proposal.id.desc()).limit(MOST)).all()


def proposal_by_id(proposal_id: int) -> Proposal:
    """The proposal.

    :raises NotFound: there is none.
    """
    found = db.session.get(Proposal, proposal_id)
    if found is None:
        raise NotFound
    return found


def propose(
    *, kind: str, ref: str, action: str, label: str, about: Person | Organisation, values: Mapping[str, Any], by: Person
) -> Proposal:
    """Put an act before the approvers, in the open transaction.

    :raises WrongState: the same waits already.
    """
    with unit_of_work() as session:
        if pending(kind, ref, action):
            raise WrongState(_("已经提请过，正在等待审定人确认。"))
        row = Proposal(
            subject_kind=kind,
            subject_ref=ref,
            action=action,
            values=dict(values),
            reason=str(values.get("reason") or ""),
            person_id=about.id if isinstance(about, Person) else None,
            organisation_id=about.organisation_id if isinstance(about, Person) else about.id,
            proposed_by_id=by.id,
            proposed_at=clock.now(),
        )
        session.add(row)
        session.flush()
        tell_approvers(
            row,
            key=f"proposal/{row.id}",
            title=_l("待确认：%(label)s，%(name)s", label=label, name=about.name),
            body=_l(
                "系统管理员提请%(label)s：%(name)s。理由：%(reason)s请审定人确认或者不予确认；确认之前不生效。",
                label=label,
                name=about.name,
                reason=sentence(row.reason) if row.reason else _l("没有填写。"),
            ),
        )
    return row


def tell_approvers(proposal: Proposal, *, key: str, title: str, body: str) -> None:
    """Those hear of it who may have to confirm it: not who proposed it, nor whom it is about."""
    for person in accounts.office_people(Person.approves):
        if person.id not in (proposal.proposed_by_id, proposal.person_id):
            notifications.tell(person, key=key, title=title, body=body, link=address(proposal))


def tell_office(*, key: str, title: str, body: str, link: str) -> None:
    """The whole office hears of it."""
    for person in accounts.office_people():
        if reads_people(person, None):
            notifications.tell(person, key=key, title=title, body=body, link=link)
