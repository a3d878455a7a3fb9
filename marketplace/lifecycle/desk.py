"""The desk (工作台): what waits for me, what I wait for, what changed, each by due date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.accounts.policy import (
    approver_role,
    impartial,
    may,
    publisher_writer,
    publishes,
    reviewer_role,
    signs,
    writes,
)
from marketplace.accounts.roles import ROLES
from marketplace.audit import queries as audit
from marketplace.claims.models import Claim, ClaimMember
from marketplace.claims.reminders import UNFINISHED
from marketplace.claims.workflow import SEALED
from marketplace.evaluation import calling, seconding, terms
from marketplace.evaluation.queries import (
    owed_corrections,
    owed_sheets,
    settled_corrections,
    unanswered_objections,
    unexplained,
    upheld_rounds,
)
from marketplace.extensions import db
from marketplace.furniture import pieces
from marketplace.i18n import _
from marketplace.lifecycle import drafts, explain, undecided
from marketplace.lifecycle.duties import ACTIONS, DUTIES, OVERVIEW, Facts
from marketplace.lifecycle.states import AWARDED, EFFECTIVE, NOTICE, OPEN, STATES, WITHDRAWN
from marketplace.lifecycle.waiting import MOST, NEVER, running_notices, waiting_for
from marketplace.people import deciding, proposals, standing
from marketplace.people import queries as registered
from marketplace.questions import queries as questions
from marketplace.scenarios.models import Round, Scenario
from marketplace.supervision.queries import endorsed_refs

PEOPLE = "/desk/people/"


@dataclass(frozen=True)
class Item:
    """One line of the desk."""

    title: str
    note: str
    due: datetime | None
    url: str
    button: str = ""
    since: datetime | None = None

    @property
    def order(self) -> datetime:
        """Overdue first, without a date last."""
        return self.due or NEVER


def _mine(person: Person) -> Sequence[Scenario]:
    """The scenarios that can concern a person: the office's in its states, an organisation's own and those it won."""
    query = select(Scenario).limit(MOST)
    if person.kind_row is None:
        return []
    if person.kind_row is not None and person.kind_row.id == "office":
        busy = [state.id for state in STATES.values() if state.limit_days or state.id in (NOTICE, OPEN)]
        query = query.options(selectinload(Scenario.vettings)).where(Scenario.state.in_(busy))
    else:
        own = Scenario.publisher_id == person.organisation_id
        won = Scenario.round_id.in_(select(Round.id).where(Round.winner_id == person.organisation_id))
        query = query.where(or_(own, won), Scenario.state.not_in([WITHDRAWN, EFFECTIVE]))
    return (
        db.session.scalars(query.order_by(Scenario.due_at.is_(None), Scenario.due_at, Scenario.id.desc()))
        .unique()
        .all()
    )


def _facts(person: Person, rows: Sequence[Scenario], ends: Mapping[int, datetime]) -> Facts:
    over = frozenset(round_id for round_id, until in ends.items() if until <= clock.now())
    awards = [
        row.round.award_claim_ref for row in rows if row.state == AWARDED and row.round and row.round.award_claim_ref
    ]
    written = drafts.standings(rows, person)
    return Facts(over, frozenset(upheld_rounds(ends)), frozenset(endorsed_refs(awards)), written)


def _duties(person: Person, rows: Sequence[Scenario], ends: Mapping[int, datetime]) -> Iterator[tuple[Scenario, Item]]:
    facts = _facts(person, rows, ends)
    for scenario in rows:
        for duty in DUTIES:
            if (
                duty.state == scenario.state
                and duty.who(person, scenario)
                and (duty.when is None or duty.when(scenario, facts))
            ):
                note = f"{scenario.publisher.short_name}　{STATES[scenario.state].label}"
                note += f"　{duty.words(scenario, facts)}" if duty.words else ""
                yield (
                    scenario,
                    Item(
                        scenario.title,
                        note,
                        scenario.due_at,
                        duty.link.format(code=scenario.code),
                        str(duty.label),
                        scenario.state_since,
                    ),
                )
                break


def _claims(person: Person) -> Iterator[Item]:
    """Claims to finish, and memberships to confirm."""
    if not (person.kind_row and person.kind_row.claims):
        return
    own = (
        select(Claim)
        .options(joinedload(Claim.round).joinedload(Round.scenario))
        .join(Round, Round.id == Claim.round_id)
        .where(
            Claim.lead_organisation_id == person.organisation_id,
            or_(Claim.state.in_(UNFINISHED), _waits_to_be_signed()),
            Round.deadline > clock.now(),
        )
    )
    for claim in db.session.scalars(own).unique():
        note, link, button = _standing(claim, person)
        yield Item(claim.scenario.public_title, note, claim.round.deadline, link, button, claim.state_since)
    asked = (
        select(Claim)
        .options(joinedload(Claim.round).joinedload(Round.scenario))
        .join(ClaimMember)
        .join(Round, Round.id == Claim.round_id)
        .where(
            ClaimMember.organisation_id == person.organisation_id,
            ClaimMember.confirmed_at.is_(None),
            ClaimMember.left_at.is_(None),
            Claim.state.in_(SEALED),
            Round.deadline > clock.now(),
        )
    )
    for claim in db.session.scalars(asked).unique():
        yield Item(
            claim.scenario.public_title,
            _("%(lead)s请你单位确认加入联合体", lead=claim.lead_organisation.short_name),
            claim.round.deadline,
            f"/desk/claims/{claim.ref}/",
            _("确认"),
            claim.state_since,
        )


def _waits_to_be_signed() -> ColumnElement[bool]:
    """A revision of a submitted claim that a clerk presented."""
    presented = Claim.presented_revision == Claim.document_revision
    return and_(Claim.state.in_(SEALED), presented, Claim.submitted_revision.is_distinct_from(Claim.document_revision))


def _standing(claim: Claim, person: Person) -> tuple[str, str, str]:
    """How a claim that is not submitted as it stands is told to its people: words, address, button."""
    page = f"/desk/claims/{claim.ref}/"
    if claim.amended_by:
        words = _("%(number)s变更了评分项、资格、经营条件或金额，请确认或修改", number=claim.amended_by)
        return words, page, _("确认或修改")
    if not claim.complete:
        return _("揭榜申请 %(ref)s，草稿，还没有写完", ref=claim.ref), page, _("继续写")
    if not claim.is_joined:
        return _("揭榜申请 %(ref)s，已写完，等联合体成员确认", ref=claim.ref), page, _("查看")
    if signs(person, claim):
        words = (
            _("揭榜申请 %(ref)s，经办人已提请，请签发", ref=claim.ref)
            if claim.is_presented
            else _("揭榜申请 %(ref)s，已写完，请签发", ref=claim.ref)
        )
        return words, f"{page}actions/submit", _("签发")
    if claim.is_presented:
        return _("揭榜申请 %(ref)s，已提请负责人签发", ref=claim.ref), page, _("查看")
    return _("揭榜申请 %(ref)s，已写完，请提请负责人签发", ref=claim.ref), page, _("提请签发")


def _evaluations(person: Person) -> Iterator[Item]:
    """Rounds in which an expert still owes sheets."""
    for assignment, done, needed in owed_sheets(person.id):
        scenario = assignment.round.scenario
        yield Item(
            scenario.public_title,
            _("评分表 %(done)d / %(all)d 已锁定", done=done, all=needed),
            scenario.due_at,
            "/desk/evaluations/",
            _("打分"),
            assignment.assigned_at,
        )


def _explanations(person: Person) -> Iterator[Item]:
    """Scores far from the others' that the expert has not explained yet."""
    for sheet in unexplained(person.id):
        scenario = sheet.claim.scenario
        yield Item(
            scenario.public_title,
            _("%(ref)s 有评分与其他专家相差较大", ref=sheet.claim.ref),
            scenario.due_at,
            f"/desk/evaluations/{sheet.claim.ref}/#explaining",
            _("说明偏离"),
            sheet.locked_at,
        )


def _corrections(person: Person) -> Iterator[Item]:
    """Defects to remedy, and, for reviewers, claims whose correction was answered or ran out."""
    if person.kind_row and person.kind_row.claims and writes(person, None):
        for one in owed_corrections(person.organisation_id, clock.now()):
            note = _("揭榜申请 %(ref)s，须补正", ref=one.claim.ref)
            url = f"/desk/claims/{one.claim.ref}/remedy"
            yield Item(one.claim.scenario.public_title, note, one.due_at, url, _("补正"), one.asked_at)
    if reviewer_role(person, None):
        for one in settled_corrections(clock.now(), MOST):
            if may("eligibility.decide", one.claim, person):
                note = (
                    _("%(ref)s 已补正", ref=one.claim.ref)
                    if one.remedied_at
                    else _("%(ref)s 逾期未补正", ref=one.claim.ref)
                )
                url = f"/desk/claims/{one.claim.ref}/eligibility"
                yield Item(
                    one.claim.scenario.public_title, note, one.claim.scenario.due_at, url, _("资格审查"), one.asked_at
                )


def _objections(person: Person) -> Iterator[Item]:
    """Objections to answer, by someone who did not approve the terms or announce the result."""
    for objection in unanswered_objections(limit=MOST):
        if may(seconding.permission(objection), objection, person):
            scenario = objection.round.scenario
            yield Item(
                scenario.public_title,
                _("异议待书面答复"),
                objection.due_at,
                f"/desk/scenarios/{scenario.code}/objections/",
                _("答复异议"),
                objection.at,
            )


def _calls(person: Person) -> Iterator[Item]:
    """Citizens to call: whether an objection is theirs, or how it was answered."""
    if not (reviewer_role(person, None) or approver_role(person, None)):
        return
    for objection, purpose in calling.to_call(limit=MOST):
        if may("objection.call", objection, person):
            words = _("回电%(name)s：%(what)s", name=objection.name, what=calling.PURPOSES[purpose])
            due = objection.confirm_by if purpose == "confirm" else None
            url = f"/desk/objections/{objection.ref}/call"
            yield Item(objection.round.scenario.public_title, words, due, url, _("回电"), objection.at)


def _upheld(person: Person) -> Iterator[Item]:
    """Upheld objections to terms: the publisher changes the plan, an approver issues the amendment, in time."""
    if not (approver_role(person, None) or (publishes & writes)(person, None)):
        return
    for objection in terms.all_awaiting_amendment(limit=MOST):
        scenario = objection.round.scenario
        if terms.may_amend(scenario, person):
            link, button = ACTIONS.format(code=scenario.code) + "amend", _("变更公告")
        elif publisher_writer(person, scenario):
            link, button = OVERVIEW.format(code=scenario.code), _("修改方案")
        else:
            continue
        yield Item(
            scenario.public_title,
            _("异议成立，请变更公告；到期没有变更的流榜"),
            objection.amend_by,
            link,
            button,
            objection.decided_at,
        )


def _questions(person: Person) -> Iterator[Item]:
    """Questions that the person's organisation answers, and answers that they release; never since when they wait."""
    if person.organisation_id and (publishes & writes)(person, None):
        for row in questions.unanswered(person.organisation_id, limit=MOST):
            title, link = row.round.scenario.public_title, f"/desk/questions/{row.ref}/answer"
            yield Item(title, _("待答复提问"), row.due_at, link, _("答复提问"))
    if reviewer_role(person, None):
        for row in questions.unreleased(limit=MOST):
            if may("question.release", row, person):
                title, link = row.round.scenario.public_title, f"/desk/questions/{row.ref}/release"
                yield Item(title, _("待公开答复"), row.round.deadline - questions.ALARM, link, _("公开答复"))


def _registrations(person: Person) -> Iterator[Item]:
    """Organisations to verify, each with the moment from which it counts as verified."""
    if not may("organisations.verify", None, person):
        return
    found = registered.unverified(MOST)
    due = standing.decisions_due(found)
    for organisation in found:
        yield Item(
            organisation.name,
            _("新注册单位，待核验"),
            due[organisation.id],
            f"/desk/organisations/{organisation.code}/",
            _("核验"),
            organisation.created_at,
        )


def _proposals(person: Person) -> Iterator[Item]:
    """What an admin proposed and this approver may confirm."""
    if not approver_role(person, None):
        return
    for row in proposals.waiting():
        if may("proposal.decide", row, person):
            words = _("%(label)s，待确认", label=deciding.label_of(row))
            yield Item(deciding.name_of(row), words, None, proposals.address(row), _("确认"), row.proposed_at)


def _stuck(person: Person) -> Iterator[Item]:
    """What nobody in the office may do any more: only the administrator can name someone who may."""
    if not may("people.manage", None, person):
        return
    people = explain.office()
    for scenario in _mine(person):
        for duty in explain.blocked(scenario, people):
            words = _("没有人可以办理这一步，请另设一位%(role)s", role=ROLES[duty.role].label)
            yield Item(scenario.title, words, scenario.due_at, PEOPLE, _("人员管理"), scenario.state_since)
    for objection in unanswered_objections(limit=MOST):
        if explain.undecidable([objection], people):
            title = objection.round.scenario.public_title
            yield Item(title, explain.nobody_decides(), objection.due_at, PEOPLE, _("人员管理"), objection.at)


def _held(person: Person, rows: Sequence[Scenario]) -> Iterator[Item]:
    """Contests whose deadline has passed and that cannot be opened: the whole office sees what is owed."""
    if not (person.kind_row and person.kind_row.id == "office"):
        return
    for scenario in rows:
        if scenario.state == OPEN and scenario.round and scenario.round.is_held:
            held = scenario.round
            url = OVERVIEW.format(code=scenario.code)
            yield Item(scenario.title, _("还不能开榜：%(why)s", why=held.held_because), held.lapses_at, url, _("查看"))


def desk(person: Person) -> dict[str, Any]:
    """Everything that the desk shows."""
    known = _mine(person)
    rows = [row for row in known if impartial(person, row)]
    ends = running_notices(rows)
    duties = list(_duties(person, rows, ends))
    items = [item for _scenario, item in duties]
    items += [
        *_objections(person),
        *_calls(person),
        *_upheld(person),
        *_questions(person),
        *_claims(person),
        *_evaluations(person),
        *_explanations(person),
        *_corrections(person),
        *_registrations(person),
        *_proposals(person),
        *(Item(*line) for line in undecided.ends(person)),
        *_stuck(person),
        *_held(person, rows),
    ]
    changes = [
        pieces.Event(
            at=event.at,
            title=event.label,
            text=titles.get(event.subject_ref, ""),
            who=event.actor,
            reason=event.reason,
            url=OVERVIEW.format(code=event.subject_ref),
            action=event.action,
        )
        for titles in [{row.code: row.title for row in rows}]
        for event in audit.recent("scenario", titles, limit=8)
    ]
    return {
        "items": sorted(items, key=lambda item: item.order)[:MOST],
        "waiting": waiting_for(person, rows, {scenario.id for scenario, _item in duties}, ends),
        "changes": changes,
        "left_out": len(known) - len(rows),
    }
