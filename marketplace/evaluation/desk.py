"""What an evaluation puts on a desk."""

from __future__ import annotations

from collections.abc import Iterator

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.accounts.policy import may
from marketplace.accounts.predicates import approver_role, publisher_writer, publishes, reviewer_role, writes
from marketplace.evaluation import calling, seconding, terms
from marketplace.evaluation.queries import (
    owed_corrections,
    owed_sheets,
    settled_corrections,
    unanswered_objections,
    unexplained,
)
from marketplace.i18n import _
from marketplace.room import Desk, Waiting

MOST = 100


def desk(person: Person) -> Desk:
    """Objections to answer, calls to make, sheets and explanations owed, defects to remedy."""
    parts = (_objections, _calls, _upheld, _evaluations, _explanations, _corrections)
    return Desk(waiting=[line for part in parts for line in part(person)])


def _objections(person: Person) -> Iterator[Waiting]:
    """Objections to answer, by someone who did not approve the terms or announce the result."""
    for objection in unanswered_objections(limit=MOST):
        if may(seconding.permission(objection), objection, person):
            scenario = objection.round.scenario
            yield Waiting(
                scenario.public_title,
                _("异议待书面答复"),
                objection.due_at,
                f"/desk/scenarios/{scenario.code}/objections/",
                _("答复异议"),
                objection.at,
                (seconding.permission(objection), objection),
            )


def _calls(person: Person) -> Iterator[Waiting]:
    """Citizens to call: whether an objection is theirs, or how it was answered."""
    if not (reviewer_role(person, None) or approver_role(person, None)):
        return
    for objection, purpose in calling.to_call(limit=MOST):
        if may("objection.call", objection, person):
            words = _("回电%(name)s：%(what)s", name=objection.name, what=calling.PURPOSES[purpose])
            due = objection.confirm_by if purpose == "confirm" else None
            url = f"/desk/objections/{objection.ref}/call"
            title = objection.round.scenario.public_title
            yield Waiting(title, words, due, url, _("回电"), objection.at, ("objection.call", objection))


def _upheld(person: Person) -> Iterator[Waiting]:
    """Upheld objections to terms: the publisher changes the plan, an approver issues the amendment, in time."""
    if not (approver_role(person, None) or (publishes & writes)(person, None)):
        return
    for objection in terms.all_awaiting_amendment(limit=MOST):
        scenario = objection.round.scenario
        if terms.may_amend(scenario, person):
            link, button = f"/desk/scenarios/{scenario.code}/actions/amend", _("变更公告")
        elif publisher_writer(person, scenario):
            link, button = f"/desk/scenarios/{scenario.code}/", _("修改方案")
        else:
            continue
        yield Waiting(
            scenario.public_title,
            _("异议成立，请变更公告；到期没有变更的流榜"),
            objection.amend_by,
            link,
            button,
            objection.decided_at,
            ("scenario.act", scenario),
        )


def _evaluations(person: Person) -> Iterator[Waiting]:
    """Rounds in which an expert still owes sheets."""
    for assignment, done, needed in owed_sheets(person.id):
        scenario = assignment.round.scenario
        yield Waiting(
            scenario.public_title,
            _("评分表 %(done)d / %(all)d 已锁定", done=done, all=needed),
            scenario.due_at,
            "/desk/evaluations/",
            _("打分"),
            assignment.assigned_at,
            ("evaluations.own", None),
        )


def _explanations(person: Person) -> Iterator[Waiting]:
    """Scores far from the others' that the expert has not explained yet."""
    for sheet in unexplained(person.id):
        scenario = sheet.claim.scenario
        yield Waiting(
            scenario.public_title,
            _("%(ref)s 有评分与其他专家相差较大", ref=sheet.claim.ref),
            scenario.due_at,
            f"/desk/evaluations/{sheet.claim.ref}/#explaining",
            _("说明偏离"),
            sheet.locked_at,
            ("evaluations.own", None),
        )


def _corrections(person: Person) -> Iterator[Waiting]:
    """Defects to remedy, and, for reviewers, claims whose correction was answered or ran out."""
    if person.kind_row and person.kind_row.claims and writes(person, None):
        for one in owed_corrections(person.organisation_id, clock.now()):
            note = _("揭榜申请 %(ref)s，须补正", ref=one.claim.ref)
            url = f"/desk/claims/{one.claim.ref}/remedy"
            title = one.claim.scenario.public_title
            yield Waiting(title, note, one.due_at, url, _("补正"), one.asked_at, ("claim.see", one.claim))
    if reviewer_role(person, None):
        for one in settled_corrections(clock.now(), MOST):
            if may("eligibility.decide", one.claim, person):
                note = (
                    _("%(ref)s 已补正", ref=one.claim.ref)
                    if one.remedied_at
                    else _("%(ref)s 逾期未补正", ref=one.claim.ref)
                )
                url = f"/desk/claims/{one.claim.ref}/eligibility"
                scenario, opens = one.claim.scenario, ("eligibility.decide", one.claim)
                yield Waiting(scenario.public_title, note, scenario.due_at, url, _("资格审查"), one.asked_at, opens)
