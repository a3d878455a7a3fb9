"""Proposals (提请): what an approver ends rests on another person's proposal, to which those concerned could answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.accounts.policy import authorise
from marketplace.audit import service as audit
from marketplace.claims import opening
from marketplace.errors import Complaint, DeadlinePassed, NotFound, Unmet, WrongState
from marketplace.extensions import db, unit_of_work
from marketplace.furniture import kept, times
from marketplace.i18n import _, _l
from marketplace.notifications import service as notifications
from marketplace.numbering.service import random_ref
from marketplace.scenarios.models import EndProposal, EndProposalAnswer, Round, Scenario
from marketplace.settings import queries as settings
from marketplace.sheets import Bound
from marketplace.workdays import queries as workdays
from marketplace.workflow import Move

ACTS = {"lapse": _l("流榜"), "withdraw": _l("撤回"), "forfeit": _l("取消中榜资格"), "terminate": _l("终止")}
ABOUT_THE_WINNER = frozenset({"forfeit", "terminate"})
WAITING = (EndProposal.used_at.is_(None), EndProposal.withdrawn_at.is_(None))
"""Neither done nor taken back; void by time it may be."""


def hearing_days(round_: Round) -> int:
    """Working days in which those concerned may answer, as the round was published with them."""
    return settings.of_round(round_.figures, "proposal_answer_days")


def deciding_days() -> int:
    """Working days after the time to answer in which it is decided; what nobody decides is void and can be proposed anew."""
    return settings.in_force("proposal_decide_days")


def objecting_days(round_: Round) -> int:
    """Working days in which the act can be objected to, as the round was published with them; what builds on it waits."""
    return settings.of_round(round_.figures, "end_objection_days")


def all_standing(round_: Round | None) -> list[EndProposal]:
    """The proposals on which an act could rest now, the oldest first: neither used nor taken back nor void by time, and,
    where they are about a winner, about this one."""
    if round_ is None:
        return []
    query = select(EndProposal).where(EndProposal.round_id == round_.id, *WAITING).order_by(EndProposal.id)
    found = db.session.scalars(query).unique()
    mine = (one for one in found if not one.claim_ref or one.claim_ref == round_.award_claim_ref)
    return [one for one in mine if not is_void(one)]


def standing(round_: Round, act: str) -> EndProposal | None:
    """The proposal on which this act would rest now."""
    return next((one for one in all_standing(round_) if one.act == act), None)


def is_void(proposal: EndProposal) -> bool:
    """Whether nobody decided it in time."""
    waited = proposal.used_at is None and proposal.withdrawn_at is None
    return waited and proposal.stands_until is not None and clock.now() >= proposal.stands_until


def why_not(scenario: Scenario, act: str) -> Iterator[Complaint]:
    """Why this act, which the state allows, would be refused now: it was proposed already, or its reason is not there."""
    if scenario.round and (found := standing(scenario.round, act)):
        yield Complaint(_("已于%(at)s提请%(act)s，不用再次提请。", at=times.moment(found.at), act=ACTS[act]), "act")
    if act == "lapse":
        yield from why_not_lapse(scenario)


def why_not_lapse(scenario: Scenario) -> Iterator[Complaint]:
    """Why a round that was opened cannot end without a winner: some claim qualifies, or nobody knows yet."""
    round_ = scenario.round
    if round_ is None:
        return
    if any(claim.is_entered for claim in opening.opened_claims(round_)):
        yield Complaint(_("还有申请没有作资格审查，不能判断有没有合格者。"))
    elif scenario.is_judged and opening.eligible_claims(round_):
        yield Complaint(_("还有资格通过的申请，请先评榜。"))
    elif any(row["may_win"] for row in round_.ranking or []):
        yield Complaint(_("还有合格的申请可以公示，不能流榜。"))


def of_round(round_: Round | None) -> Sequence[EndProposal]:
    """All proposals of a round, the newest first."""
    if round_ is None:
        return []
    query = select(EndProposal).where(EndProposal.round_id == round_.id).order_by(EndProposal.id.desc())
    return db.session.scalars(query).unique().all()


def record_proposal(move: Move) -> None:
    """keep the proposal, with the last day to answer and the last day to decide it."""
    round_, act = move.subject.round, move.values["act"]
    proposal = EndProposal(
        ref=random_ref(),
        round_id=round_.id,
        act=act,
        claim_ref=(round_.award_claim_ref or "") if act in ABOUT_THE_WINNER else "",
        reason=move.values["comment"],
        files=move.values.get("file") or [],
        at=move.now,
        by_id=move.person.id,
        until=workdays.end_of_working_days(move.now, hearing_days(round_)),  # told, so it never moves with the calendar
        stands_until=workdays.due_after(hearing_days(round_) + deciding_days()),
    )
    db.session.add(proposal)
    db.session.flush()
    move.notes |= {"proposal": proposal.ref, "act": act, "claim": proposal.claim_ref}
    move.told["what"] = ACTS[act]
    for name in ("until", "stands_until"):
        moment = getattr(proposal, name)
        move.notes[name] = moment.astimezone(clock.SHANGHAI).isoformat() if moment else ""
    move.notes["files"] = [one["name"] for one in proposal.files]


def use_proposal(move: Move) -> None:
    """the proposal is used up; the act can be objected to for some working days."""
    found = standing(move.subject.round, move.row.action)
    if found is None:
        return
    ends = workdays.end_of_working_days(move.now, objecting_days(move.subject.round))
    found.used_at, found.used_by_id, found.objections_until = move.now, move.person.id, ends
    move.notes["proposal"], move.notes["objections_until"] = found.ref, ends.astimezone(clock.SHANGHAI).isoformat()


def objectable(round_: Round | None, acts: Iterable[str]) -> EndProposal | None:
    """The last of these acts of the round while it can still be objected to."""
    if round_ is None:
        return None
    done = [one for one in of_round(round_) if one.act in set(acts) and one.objections_until is not None]
    return next((one for one in done if one.objections_until and clock.now() < one.objections_until), None)


# --- answers --------------------------------------------------------------------------------------------------------


def proposal_by_ref(ref: str) -> EndProposal:
    """The proposal.

    :raises NotFound: there is none.
    """
    found = db.session.scalar(select(EndProposal).where(EndProposal.ref == ref))
    if found is None:
        raise NotFound(_("没有这份提请。"))
    return found


def until(proposal: EndProposal) -> str:
    """By when it can be answered, in words."""
    return kept.until(proposal.until, clock.now())


def decide_by(ends: datetime | None) -> str:
    """By when an approver decides, as a message says it: the day, or, where the calendar does not reach it, the working days."""
    if ends is not None:
        return _l("%(when)s 前", when=kept.until_in_full(ends))
    return _l("答复期满后 %(n)d 个工作日内", n=deciding_days())


def answer_of(proposal: EndProposal, person: Person) -> EndProposalAnswer | None:
    """What this person's organisation answered."""
    return next((one for one in proposal.answers if one.organisation_id == person.organisation_id), None)


def why_not_answering(proposal: EndProposal, person: Person) -> list[str]:
    """Why it cannot be answered now; empty when it can."""
    if proposal.used_at is not None:
        return [_("已经办理，不再答复；不服的可以提出异议。")]
    if proposal.withdrawn_at is not None:
        return [_("提请已经撤回，不用答复。")]
    if answer_of(proposal, person) is not None:
        return [_("你单位已经答复，不能更改。")]
    return []


def why_too_late(proposal: EndProposal) -> list[str]:
    """That the time to answer is over; empty while it runs."""
    if clock.now() < proposal.until:
        return []
    return [_("答复期已于 %(when)s 结束，不能再答复。", when=until(proposal))]


def shown(proposal: EndProposal) -> dict[str, Any]:
    """A proposal as pages show it, with its answers; who answered stays unnamed where a name would tell who claims."""
    return {
        "proposal": proposal,
        "act": ACTS[proposal.act],
        "void": is_void(proposal),
        "until": times.until_in_full(proposal.until),
        "stood_until": times.until_in_full(proposal.stands_until) if proposal.stands_until else "",
        "decide_by": decide_by(proposal.stands_until),
        "answers": [
            {"who": row.organisation.name if is_named(proposal, row) else _("一家单位"), "row": row}
            for row in proposal.answers
        ],
    }


def answer(*, ref: str, bound: Bound, by: Person) -> EndProposalAnswer:
    """Answer a proposal for one's organisation, once, in time.

    :raises DeadlinePassed: the time to answer is over.
    :raises WrongState: it was answered by this organisation, done or taken back.
    :raises Unmet: nothing was written.
    """
    with unit_of_work() as session:
        proposal = proposal_by_ref(ref)
        authorise("ending.read", proposal, by)
        authorise("ending.answer", proposal, by)
        if late := why_too_late(proposal):
            raise DeadlinePassed(*late)
        if reasons := why_not_answering(proposal, by):
            raise WrongState(*reasons)
        if bound.complaints or by.organisation_id is None:
            raise Unmet.of(bound.complaints or [Complaint(_("请以单位人员的账号答复。"), "answer")])
        row = EndProposalAnswer(
            proposal_id=proposal.id,
            organisation_id=by.organisation_id,
            person_id=by.id,
            answer=bound.values["answer"],
            at=clock.now(),
        )
        session.add(row)
        session.flush()
        audit.append(
            actor=by,
            action="answer_proposal",
            label=_l("答复提请"),
            subject_kind="proposal",
            subject_ref=proposal.ref,
            round_number=proposal.round.number,
            data={"act": proposal.act},
        )
        _tell_office(proposal, proposal.round.scenario)
    return row


def _tell_office(proposal: EndProposal, scenario: Scenario) -> None:
    """The one who proposed reads that something was answered; before an opening not by whom."""
    notifications.tell(
        proposal.by,
        key=f"answered/{proposal.ref}/{clock.now().timestamp():.0f}",
        title=_l("提请有了答复：%(title)s", title=scenario.public_title),
        body=_l(
            "对《%(title)s》提请%(act)s有了答复，写在提请旁边。答复期至 %(until)s，期满后由审定人决定，你不用再办理。",
            title=scenario.public_title,
            act=ACTS[proposal.act],
            until=until(proposal),
        ),
        link=f"/desk/proposals/{proposal.ref}/",
    )


def is_named(proposal: EndProposal, row: EndProposalAnswer) -> bool:
    """Whether the name of who answered may be shown: never that of one who may have claimed in a sealed round."""
    return not proposal.concerns_everyone or row.organisation_id == proposal.publisher_id
