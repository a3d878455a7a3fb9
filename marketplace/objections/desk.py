"""What objections put on a desk."""

from __future__ import annotations

from collections.abc import Iterator

from marketplace.accounts.models import Person
from marketplace.accounts.policy import may
from marketplace.accounts.predicates import approver_role, publisher_writer, publishes, reviewer_role, writes
from marketplace.i18n import _
from marketplace.objections import calling, to_terms
from marketplace.objections.queries import unanswered_objections
from marketplace.objections.workflow import answers_it
from marketplace.room import MOST, Desk, Waiting


def desk(person: Person) -> Desk:
    """Objections to answer, calls to make, upheld ones to amend for."""
    return Desk(waiting=[line for part in (_objections, _calls, _upheld) for line in part(person)])


def _objections(person: Person) -> Iterator[Waiting]:
    """Objections to answer, by someone who did not approve the terms or announce the result."""
    for objection in unanswered_objections(limit=MOST):
        if answers_it(objection)(person, objection):
            scenario = objection.round.scenario
            yield Waiting(
                scenario.public_title,
                _("异议待书面答复"),
                objection.due_at,
                f"/desk/scenarios/{scenario.code}/objections/",
                _("答复异议"),
                objection.at,
                ("objections.list", scenario),
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
    for objection in to_terms.all_awaiting_amendment(limit=MOST):
        scenario = objection.round.scenario
        if to_terms.may_amend(scenario, person):
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
