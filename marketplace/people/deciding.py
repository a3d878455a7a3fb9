"""An approver confirms or declines what an admin proposed."""

from __future__ import annotations

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.accounts.policy import authorise
from marketplace.accounts.queries import organisation_by_name
from marketplace.accounts.roles import ROLES
from marketplace.acts import Kind, confirming
from marketplace.acts import service as acts
from marketplace.errors import Complaint, Unmet, WrongState
from marketplace.extensions import unit_of_work
from marketplace.furniture.words import sentence
from marketplace.i18n import _, _l
from marketplace.notifications import service as notifications
from marketplace.people import proposals
from marketplace.people.forms import ANSWER, reason_form
from marketplace.people.models import Proposal
from marketplace.people.workflow import ORGANISATIONS, PEOPLE
from marketplace.sheets import Section
from marketplace.sheets.fields import Choice
from marketplace.workflow import Move, Transition

KINDS = {kind.id: kind for kind in (PEOPLE, ORGANISATIONS)}
FORM = Section(
    "deciding",
    "",
    (
        Choice(
            id="decision",
            label=_l("决定"),
            required=True,
            widget="radio",
            source=lambda: [("confirm", _("确认")), ("decline", _("不予确认"))],
        ),
        ANSWER,
    ),
)

WITHDRAWING = reason_form("withdrawing")


def _of(proposal: Proposal) -> tuple[Kind, Transition]:
    kind = KINDS[proposal.subject_kind]
    return kind, kind.table.of(proposal.action)[0]


def _move(proposal: Proposal, by: Person) -> tuple[Kind, Move]:
    """What was proposed, as the move of whoever decides on it."""
    kind, row = _of(proposal)
    return kind, Move(kind.load(proposal.subject_ref), by, clock.now(), row, values=proposal.values)


def label_of(proposal: Proposal) -> str:
    """What was proposed."""
    return _of(proposal)[1].label


def loses(proposal: Proposal) -> str:
    """What is lost when it is confirmed."""
    return "".join(str(lost) for lost in _of(proposal)[1].loses)


def name_of(proposal: Proposal) -> str:
    """Whom it is about."""
    if proposal.person is not None:
        return proposal.person.name
    return proposal.organisation.name if proposal.organisation else ""


def facts_of(proposal: Proposal) -> list[tuple[str, str]]:
    """What the approver has to know."""
    values, person = proposal.values, proposal.person
    role = ROLES.get(values.get("role") or "")
    return [
        (_("单位"), proposal.organisation.name if proposal.organisation else ""),
        (_("现在的角色"), person.role_label if person else ""),
        (_("账号邮箱"), person.email if person else ""),
        (_("新角色"), str(role.label) if role else ""),
        *([(_("抽调自"), _seconded_from(values["organisation"]))] if "organisation" in values else []),
        (_("新负责人"), values.get("name") or ""),
        (_("新负责人邮箱"), values.get("email") or ""),
        (_("理由"), proposal.reason),
        (_("提请人"), f"{proposal.proposed_by.title} {proposal.proposed_by.name}"),
    ]


def _seconded_from(name: str | None) -> str:
    found = organisation_by_name(name) if name else None
    return found.name if found else _("不再抽调")


def decide(*, proposal_id: int, decision: str, answer: str, by: Person) -> Proposal:
    """Confirm or decline, once.

    :raises Forbidden: the person proposed it, or it is about them, or they come from that organisation.
    :raises WrongState: it was decided already, or can't be done any more.
    :raises Unmet: declined without a reason.
    """
    with unit_of_work():
        proposal = proposals.proposal_by_id(proposal_id)
        authorise("proposal.decide", proposal, by)
        if proposal.outcome:
            raise WrongState(_("这一项已经办理：%(outcome)s。", outcome=proposals.OUTCOMES[proposal.outcome].label))
        if decision == "decline" and not answer:
            raise Unmet(Complaint(_("不予确认的，请写明理由。"), "answer"))
        kind, move = _move(proposal, by)
        if decision == "confirm":
            move.notes["proposed_by"] = proposal.proposed_by.title
            acts.apply(kind, move, revision=kind.table.standing.revision(move.subject))
        else:
            confirming.decline(kind, move, answer=answer)
        proposal.outcome = proposals.CONFIRMED if decision == "confirm" else proposals.DECLINED
        proposal.decided_by_id, proposal.decided_at, proposal.answer = by.id, clock.now(), answer
        _tell_proposer(proposal)
    return proposal


def withdraw(*, proposal_id: int, reason: str, by: Person) -> Proposal:
    """Whoever proposed it takes it back before it is decided; those who were told hear of it.

    :raises Forbidden: another person proposed it.
    :raises WrongState: it was decided already.
    """
    with unit_of_work():
        proposal = proposals.proposal_by_id(proposal_id)
        authorise("proposal.withdraw", proposal, by)
        if proposal.outcome:
            raise WrongState(_("这一项已经办理：%(outcome)s。", outcome=proposals.OUTCOMES[proposal.outcome].label))
        confirming.withdraw(*_move(proposal, by), reason=reason)
        proposal.outcome = proposals.WITHDRAWN
        proposal.decided_by_id, proposal.decided_at, proposal.answer = by.id, clock.now(), reason
        proposals.tell_approvers(
            proposal,
            key=f"proposal-withdrawn/{proposal.id}",
            title=_l("提请已撤回：%(label)s，%(name)s", label=label_of(proposal), name=name_of(proposal)),
            body=_l("提请人已经撤回这一项，不用再确认。理由：%(reason)s", reason=sentence(reason)),
        )
    return proposal


def _tell_proposer(proposal: Proposal) -> None:
    notifications.tell(
        proposal.proposed_by,
        key=f"proposal-decided/{proposal.id}",
        title=_l(
            "%(outcome)s：%(label)s，%(name)s",
            outcome=proposals.OUTCOMES[proposal.outcome].label,
            label=label_of(proposal),
            name=name_of(proposal),
        ),
        body=_l("你提请的事项已由审定人办理，不用再做什么。%(answer)s", answer=proposal.answer),
        link=proposals.address(proposal),
    )
