"""Raise a problem, and what acts on one have in common."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.policy import authorise, may
from marketplace.acts import Kind
from marketplace.acts import service as acts
from marketplace.acts.kind import Form
from marketplace.acts.service import Uploads
from marketplace.audit import service as audit
from marketplace.errors import Complaint, NotFound, TooLarge, Unmet
from marketplace.extensions import db, unit_of_work
from marketplace.files import service as files
from marketplace.furniture import kept
from marketplace.i18n import _, _l
from marketplace.notifications import service as notifications
from marketplace.numbering.service import next_number
from marketplace.problems.models import Problem
from marketplace.problems.states import FIRST
from marketplace.problems.workflow import TABLE
from marketplace.scenarios.models import Scenario
from marketplace.scenarios.service import scenario_by_code
from marketplace.sheets import Bound
from marketplace.sheets.texts import code
from marketplace.workflow import Move

SERIES = "WT"
CODE = re.compile(r"WT-[0-9]{4}-[0-9]{4,9}")
FILES = "problem"
"""The kind of owner of every file of a problem."""


def problem_by_code(ref: str) -> Problem:
    """The problem.

    :raises NotFound: there is none of that code.
    """
    found = db.session.scalar(select(Problem).where(Problem.code == ref)) if CODE.fullmatch(ref) else None
    if found is None:
        raise NotFound(_("没有这个问题。"))
    return found


def receive(*, bound: Bound, uploads: Uploads, by: Person) -> None:
    """Keep the files that were sent with a problem, whatever becomes of the rest.

    :raises Forbidden: neither a publisher's nor the office's to do.
    """
    with unit_of_work():
        authorise("problem.raise", None, by)
        files.take(bound, uploads, owner_kind=FILES, owner_ref=f"new/{by.id}", by=by)


def raise_problem(*, bound: Bound, by: Person) -> Problem:
    """Raise a problem, about a scenario or alone, with the files that were received; the office is asked to assign it.

    :raises Forbidden: neither a publisher's nor the office's to do.
    :raises TooLarge: a file is.
    :raises Unmet: something is missing, or the scenario is not theirs to know of.
    """
    assert by.organisation is not None
    with unit_of_work() as session:
        authorise("problem.raise", None, by)
        bound.require()
        scenario = _scenario(bound, by)
        if large := [one for one in bound.complaints if one.kind == "too_large"]:
            raise TooLarge(*large)
        if bound.complaints:
            raise Unmet.of(bound.complaints)
        values, now, year = bound.values, clock.now(), clock.today().year
        problem = Problem(
            code=f"{SERIES}-{year}-{next_number(SERIES, year):04d}",
            title=values["title"],
            kind=values["kind"],
            description=values["description"],
            files=values.get("files") or [],
            scenario=scenario,
            organisation_id=by.organisation_id,
            organisation=by.organisation,
            raised_by_id=by.id,
            raised_by=by,
            raised_at=now,
            state=FIRST,
            state_since=now,
            revision=1,
        )
        session.add(problem)
        session.flush()
        files.hand_over(problem.files, owner_kind=FILES, owner_ref=problem.code)
        audit.append(
            actor=by,
            action="raise",
            label=_l("提出问题"),
            subject_kind=PROBLEM.id,
            subject_ref=problem.code,
            target=FIRST,
            data={"scenario": scenario.code} if scenario else {},
        )
        _ask_office(problem)
    return problem


def _scenario(bound: Bound, by: Person) -> Scenario | None:
    typed = bound.values.get("scenario")
    if not typed:
        return None
    try:
        found = scenario_by_code(code(typed).upper())
    except NotFound:
        found = None
    if found is None or not may("scenario.read", found, by):
        bound.complaints.append(Complaint(_("没有这个场景，请核对编号。"), "scenario"))
        return None
    return found


def _ask_office(problem: Problem) -> None:
    for person in accounts.impartial_office(problem, Person.reviews):
        notifications.tell(
            person,
            key=f"raise/{problem.code}/1",
            title=_l("待交办：%(title)s", title=problem.title),
            body=_l(
                "%(who)s提出“%(title)s”（%(code)s）。请确定责任单位和期限后交办；没有规定时限，宜尽早。",
                who=problem.organisation.short_name,
                title=problem.title,
                code=problem.code,
            ),
            link=f"/desk/problems/{problem.code}/actions/assign",
        )


def _settle(move: Move) -> None:
    if move.row.target != move.source:
        move.subject.state_since = move.now


def _words(move: Move) -> dict[str, Any]:
    problem: Problem = move.subject
    unit = problem.unit.short_name if problem.unit else ""
    return {
        "code": problem.code,
        "title": problem.title,
        "unit": unit,
        "unit_now": _l("%(unit)s按期办理，提出单位不用办理。", unit=unit) if unit else _l("确定责任单位后另行通知。"),
        "due": kept.until(problem.due_at, move.now) if problem.due_at else "",
        "comment": str(move.values.get("comment") or ""),
        "decision": str(move.values.get("decision") or ""),
        **move.told,
    }


PROBLEM = Kind(
    id="problem",
    table=TABLE,
    load=problem_by_code,
    ref=lambda problem: str(problem.code),
    see="problem.read",
    words=_words,
    settle=_settle,
    files=FILES,
)


def act(*, ref: str, action: str, by: Person, form: Form, revision: int, uploads: Uploads | None = None) -> Move:
    """Do an act on a problem, as `acts.service.act` says."""
    return acts.act(PROBLEM, ref=ref, action=action, by=by, form=form, uploads=uploads, revision=revision)
