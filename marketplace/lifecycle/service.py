"""Do an act of the scenario's table: who, deadline, state, revision, guards, effects, event and messages, one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from werkzeug.datastructures import FileStorage

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.accounts.policy import authorise
from marketplace.audit import service as audit
from marketplace.errors import Complaint, Stale, TooLarge
from marketplace.evaluation import grounds, terms
from marketplace.evaluation.group import take_decision
from marketplace.extensions import db, unit_of_work
from marketplace.files import service as files
from marketplace.furniture import times
from marketplace.i18n import _, _l
from marketplace.lifecycle import explain, proposals
from marketplace.lifecycle.clockwork import CLOCK
from marketplace.lifecycle.forms import form_of
from marketplace.lifecycle.states import EVALUATING, OPEN
from marketplace.lifecycle.workflow import TABLE
from marketplace.notifications import service as notifications
from marketplace.plans import service as plans
from marketplace.plans.sheet import PLAN
from marketplace.scenarios.models import Round, Scenario
from marketplace.scenarios.service import scenario_by_code
from marketplace.settings import queries as settings
from marketplace.sheets import Bound, Section
from marketplace.supervision import queries as supervision
from marketplace.workdays import queries as workdays
from marketplace.workflow import Move, Tell

Form = Mapping[str, Sequence[str]]
Uploads = Mapping[str, Sequence[FileStorage]]
MONEYLESS: Form = {}
LEADING_GROUP = "leading_group"
"""Under this name an event keeps the written decision that it rests on."""
WHAT_NOW = {
    True: _l(
        "这次变更不只是联系方式、现场踏勘和摘要：已提交的申请转为待确认。请负责人在截止前到“本单位的揭榜”确认继续有效，"
        "或者修改后再次提交；截止时仍未确认的不开榜。"
    ),
    False: _l("已提交的申请继续有效；需要时可以修改后再次提交。"),
}
"""What a claimant does after an amendment, by whether it is material."""


def judged_document(scenario: Scenario, which: str) -> Any:
    """The document that an act judges: the plan or the implementation plan."""
    return supervision.implementation(scenario) if which == "implementation" else plans.document(scenario.code, "plan")


def act(
    *,
    code: str,
    action: str,
    by: Any,
    form: Form = MONEYLESS,
    uploads: Uploads | None = None,
    revision: int | None = None,
    plan_revision: int | None = None,
    wrong: Sequence[Complaint] = (),
) -> Move:
    """Do an act; `wrong` is what was found in its files when they were received.

    :raises NotFound: the scenario is not theirs to know of, or there is no such action.
    :raises Forbidden: the person has no row of this action.
    :raises DeadlinePassed: the clock ended it.
    :raises WrongState: not in this state.
    :raises Stale: the person saw another revision of the scenario or of the document that the act judges.
    :raises Unmet: a guard or a field says no.
    """
    if uploads:
        form, wrong = receive(code=code, action=action, by=by, form=form, uploads=uploads, revision=revision)
    with unit_of_work():
        scenario = scenario_by_code(code)
        if by is not CLOCK:
            authorise("scenario.read", scenario, by)
        row = TABLE.pick(action, by, scenario, clock.now())
        move = Move(scenario, by, clock.now(), row)
        return carry_out(move, form_of(row, scenario), form, None, revision, plan_revision, wrong=wrong)


def carry_out(
    move: Move,
    section: Section | None,
    form: Form,
    uploads: Uploads | None,
    revision: int | None,
    plan_revision: int | None,
    *,
    decision_kind: str = "",
    wrong: Sequence[Complaint] = (),
) -> Move:
    """Make the move with what was filled in, in the open unit of work; `decision_kind` names the file of a written
    decision that it rests on. `wrong` is what was found in its files when they were received."""
    scenario = move.subject
    bound = Bound.of_form(section, form) if section else None
    if bound and not decision_kind:
        bound.complaints += wrong
        take_files(bound, scenario, move.person)
    if bound:
        bound.require()
    move.values = bound.values if bound else {}
    move.confirmed = bool(decision_kind) or "yes" in form.get("confirm", ())
    _check_judged(move, revision, plan_revision)
    if large := [complaint for complaint in wrong if complaint.kind == "too_large"]:
        raise TooLarge(*large)
    if bound and decision_kind and uploads is not None and revision == scenario.revision:
        take_decision(bound, uploads, owner_kind=decision_kind, owner_ref=scenario.code, by=move.person)
        move.notes[LEADING_GROUP] = _decision(bound)
    TABLE.apply(move, revision=revision, record=_record, send=_send, complaints=bound.complaints if bound else ())
    db.session.flush()
    if scenario.round and scenario.state == EVALUATING and grounds.times_for_experts(scenario.round) > 1:
        act(code=scenario.code, action="lapse", by=CLOCK, revision=scenario.revision)  # a rule that leaves no choice
    explain.tell_if_stuck(scenario)
    return move


def _decision(bound: Bound) -> dict[str, Any]:
    """The written decision as the event keeps it."""
    return {"number": bound.values["decision_number"], "file": bound.values["decision_file"][0]}


def receive(
    *, code: str, action: str, by: Person, form: Form, uploads: Uploads, revision: int | None
) -> tuple[Form, Sequence[Complaint]]:
    """Keep the files that were sent with an act, whatever becomes of it: the form then names them, and what is wrong with others.

    Nothing is kept for who saw another revision.

    :raises Forbidden: the person has no row of this action.
    """
    with unit_of_work():
        scenario = scenario_by_code(code)
        authorise("scenario.read", scenario, by)
        section = form_of(TABLE.pick(action, by, scenario, clock.now()), scenario)
        if section is None or revision != scenario.revision:
            return form, ()
        bound = Bound.of_form(section, form)
        bound.complaints = []
        take_files(bound, scenario, by, uploads)
    named = {f"{name}-received": [token for token, _one in found] for name, found in bound.received.items()}
    return {**form, **named}, bound.complaints


def take_files(bound: Bound, scenario: Scenario, by: Any, uploads: Uploads | None = None) -> None:
    """Add to an act's form what was uploaded with it, and what was received before."""
    if by is not CLOCK:
        files.take(bound, uploads or {}, owner_kind="evidence", owner_ref=scenario.code, by=by)


def _check_judged(move: Move, revision: int | None, plan_revision: int | None) -> None:
    if revision != move.subject.revision:
        raise Stale(current=move.subject.revision)
    if move.row.judges and plan_revision is not None:
        current = judged_document(move.subject, move.row.judges).revision
        if plan_revision != current:
            raise Stale(
                _(
                    "你看的是修订 %(seen)d，方案现在是修订 %(now)d。请看过新的修订再办理。",
                    seen=plan_revision,
                    now=current,
                ),
                current=move.subject.revision,
            )


def due_after(state: str) -> Any:
    """When the service limit of a state ends; None without one, or where the calendar is not known yet."""
    if TABLE.states[state].limit_days is None:
        return None
    return workdays.due_after(settings.in_force(f"limit.{state}"))


def _record(move: Move) -> None:
    scenario: Scenario = move.subject
    if move.row.target != move.source:  # an act within its state restarts no limit
        scenario.state_since, scenario.due_at = move.now, due_after(move.row.target)
        scenario.prolonged_days, scenario.prolonged_reason = None, ""
    if scenario.is_published or move.row.public:
        state = TABLE.states[move.row.target]
        scenario.public_state = state.id if state.public else scenario.public_state
    reason = str(move.values.get("comment") or move.notes.pop("reason", ""))
    audit.append(
        actor=move.person,
        action=move.row.action,
        label=str(move.row.label),
        subject_kind="scenario",
        subject_ref=scenario.code,
        round_number=scenario.round.number if scenario.round else None,
        source=move.source,
        target=move.row.target,
        reason=reason,
        public=move.row.public or (LEADING_GROUP in move.notes and scenario.is_published),
        data=move.notes,
    )


def _words(move: Move) -> dict[str, str]:
    scenario: Scenario = move.subject
    round_ = scenario.round
    notes = {key: str(value) for key, value in move.notes.items() if isinstance(value, str)}
    return notes | {
        "code": scenario.code,
        "title": scenario.title,
        "publisher": scenario.publisher.short_name,
        "who": getattr(move.person, "name", ""),
        "comment": str(move.values.get("comment") or ""),
        "reason": str(move.values.get("reason") or ""),
        "due": times.limit(scenario.due_at, move.now),
        "deadline": times.moment_with_zone(round_.deadline) if round_ else "",
        "until": _until(move),
        "proposal": notes.get("proposal", ""),
        "decide_by": _decide_by(move),
        "what": notes.get("what", ""),
        "number": notes.get("number", ""),
        "happened_on": _happened_on(notes),
        "changed": _changed(move),
        "what_now": str(WHAT_NOW[bool(move.notes.get("material"))]),
    }


def _changed(move: Move) -> str:
    """The sections that an amendment changed, by their labels."""
    labels = [str(PLAN.section(one).label) for one in move.notes.get("changed") or ()]
    return "、".join(labels) or _("方案没有变，只顺延揭榜截止")


def _happened_on(notes: Mapping[str, str]) -> str:
    """The day of an achievement as an official document writes it."""
    return times.day(date.fromisoformat(notes["happened_on"])) if "happened_on" in notes else ""


def _decide_by(move: Move) -> str:
    """By when what was proposed is decided; empty for other moves."""
    ends = move.notes.get("stands_until")
    return proposals.decide_by(datetime.fromisoformat(ends) if ends else None) if ends is not None else ""


def _until(move: Move) -> str:
    return times.until(datetime.fromisoformat(move.notes["until"]), move.now) if "until" in move.notes else ""


def _send(move: Move, tell: Tell) -> None:
    words = _words(move)
    key = f"{move.row.action}/{move.subject.code}/{move.subject.revision}"
    for person in tell.audience(move):
        notifications.tell(
            person,
            key=key,
            title=str(tell.subject).format_map(words),
            body=str(tell.body).format_map(words),
            link=tell.link.format_map(words),
            masked_until=move.subject.round.deadline if tell.secret else None,
        )


def due_codes() -> list[str]:
    """Open scenarios whose deadline has passed, or whose terms were not mended in time; oldest deadline first."""
    due = or_(Round.deadline <= clock.now(), Round.id.in_(terms.rounds_not_mended_in_time()))
    query = select(Scenario.code).join(Round, Round.id == Scenario.round_id).where(Scenario.state == OPEN, due)
    return list(db.session.scalars(query.order_by(Round.deadline)))
