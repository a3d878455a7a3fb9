"""What acts on a scenario have in common: what their events and messages say, and what follows from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select

from marketplace import clock
from marketplace.acts import Kind
from marketplace.acts import service as acts
from marketplace.acts.kind import Form, number_in
from marketplace.acts.service import BLANK
from marketplace.catalogue import derive
from marketplace.errors import Complaint, Stale
from marketplace.extensions import db
from marketplace.furniture import kept
from marketplace.i18n import _, _l
from marketplace.lifecycle import explain, proposals
from marketplace.lifecycle.clockwork import CLOCK
from marketplace.lifecycle.workflow import TABLE
from marketplace.objections import grounds, to_terms
from marketplace.plans import service as plans
from marketplace.plans.sheet import PLAN
from marketplace.scenarios.models import Round, Scenario
from marketplace.scenarios.service import scenario_by_code
from marketplace.scenarios.states import STATES
from marketplace.settings import queries as settings
from marketplace.supervision import queries as supervision
from marketplace.workdays import queries as workdays
from marketplace.workflow import Move

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
    form: Form = BLANK,
    uploads: acts.Uploads | None = None,
    revision: int | None = None,
    plan_revision: int | None = None,
    wrong: Sequence[Complaint] = (),
) -> Move:
    """Do an act of a scenario; `plan_revision` is that of the document that the act judges.

    :raises Stale: the person saw another revision of the scenario or of the document.
    """
    sent = form if plan_revision is None else {**form, "plan_revision": [str(plan_revision)]}
    return acts.act(
        SCENARIO, ref=code, action=action, by=by, form=sent, uploads=uploads, revision=revision, wrong=wrong
    )


def _check_judged(move: Move, form: Form) -> None:
    seen = number_in(form, "plan_revision")
    if not move.row.judges or seen is None:
        return
    current = judged_document(move.subject, move.row.judges).revision
    if seen != current:
        raise Stale(
            _("你看的是修订 %(seen)d，方案现在是修订 %(now)d。请看过新的修订再办理。", seen=seen, now=current),
            current=move.subject.revision,
        )


def due_after(state: str) -> Any:
    """When the service limit of a state ends; None without one, or where the calendar is not known yet."""
    if TABLE.states[state].limit_days is None:
        return None
    return workdays.due_after(settings.in_force(f"limit.{state}"))


def _settle(move: Move) -> None:
    scenario: Scenario = move.subject
    if move.row.target != move.source:  # an act within its state restarts no limit
        scenario.state_since, scenario.due_at = move.now, due_after(move.row.target)
        scenario.prolonged_days, scenario.prolonged_reason = None, ""
    if scenario.is_published or move.row.public:
        state = STATES[move.row.target]
        scenario.public_state = state.id if state.public else scenario.public_state
        derive.follow(scenario)


def _event(move: Move) -> dict[str, Any]:
    scenario: Scenario = move.subject
    return {
        "round_number": scenario.round.number if scenario.round else None,
        "public": move.row.public or (LEADING_GROUP in move.notes and scenario.is_published),
    }


def _afterwards(move: Move) -> None:
    scenario: Scenario = move.subject
    if scenario.round and scenario.is_judged and grounds.times_for_experts(scenario.round) > 1:
        act(code=scenario.code, action="lapse", by=CLOCK, revision=scenario.revision)  # a rule that leaves no choice
    explain.tell_if_stuck(scenario)


def _words(move: Move) -> dict[str, Any]:
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
        "due": kept.limit(scenario.due_at, move.now),
        "deadline": kept.moment_with_zone(round_.deadline) if round_ else "",
        "until": _until(move),
        "proposal": notes.get("proposal", ""),
        "decide_by": _decide_by(move),
        "number": notes.get("number", ""),
        "happened_on": _happened_on(notes),
        "changed": _changed(move),
        "what_now": WHAT_NOW[bool(move.notes.get("material"))],
        **move.told,
    }


def _changed(move: Move) -> str:
    """The sections that an amendment changed, by their labels."""
    labels = [PLAN.section(one).label for one in move.notes.get("changed") or ()]
    return kept.listed(labels) if labels else _l("方案没有变，只顺延揭榜截止")


def _happened_on(notes: Mapping[str, str]) -> str:
    """The day of an achievement as an official document writes it."""
    return kept.day(date.fromisoformat(notes["happened_on"])) if "happened_on" in notes else ""


def _decide_by(move: Move) -> str:
    """By when what was proposed is decided; empty for other moves."""
    ends = move.notes.get("stands_until")
    return proposals.decide_by(datetime.fromisoformat(ends) if ends else None) if ends is not None else ""


def _until(move: Move) -> str:
    return kept.until(datetime.fromisoformat(move.notes["until"]), move.now) if "until" in move.notes else ""


SCENARIO = Kind(
    id="scenario",
    table=TABLE,
    load=scenario_by_code,
    ref=lambda scenario: str(scenario.code),
    see="scenario.read",
    words=_words,
    settle=_settle,
    event=_event,
    check=_check_judged,
    masked_until=lambda move: move.subject.round.deadline,
    afterwards=_afterwards,
)


def due_codes() -> list[str]:
    """Open scenarios whose deadline has passed, or whose terms were not mended in time; oldest deadline first."""
    due = or_(Round.deadline <= clock.now(), Round.id.in_(to_terms.rounds_not_mended_in_time()))
    query = select(Scenario.code).join(Round, Round.id == Scenario.round_id).where(Scenario.takes_claims, due)
    return list(db.session.scalars(query.order_by(Round.deadline)))
