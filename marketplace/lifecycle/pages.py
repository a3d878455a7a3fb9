"""What the pages of a scenario show: where it stands, what can be done, what was done."""

from __future__ import annotations

from typing import Any

from flask import url_for

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.policy import may
from marketplace.acts import reading
from marketplace.audit import queries as audit
from marketplace.documents import queries as documents
from marketplace.errors import CalendarEnds, NotFound
from marketplace.finance import figures_of, outlook_of
from marketplace.furniture import components
from marketplace.furniture.measures import figure_pairs
from marketplace.i18n import _, enumerated
from marketplace.lifecycle import deadlines, prolonging, proposals, ruled, service
from marketplace.lifecycle.forms import CRITERIA, FAIR_COMPETITION
from marketplace.lifecycle.workflow import TABLE
from marketplace.plans import service as plans
from marketplace.plans.models import PlanDocument
from marketplace.plans.sheet import EVERY, IMPLEMENTATION, PLAN
from marketplace.publications import service as publications
from marketplace.room import panels
from marketplace.scenarios import queries as scenarios
from marketplace.scenarios.models import Scenario
from marketplace.scenarios.states import STATES
from marketplace.section_pages import progress_tag, saved_words
from marketplace.sheets.diff import SectionDiff, diff
from marketplace.sheets.sheet import Progress
from marketplace.supervision import queries as supervision
from marketplace.workdays import queries as workdays
from marketplace.workflow import Choice, Transition


def state_tag(state: str) -> components.Tag:
    """The tag of a scenario's state."""
    row = STATES[state]
    return components.Tag(str(row.label), row.shape)


def tasks(progress: list[Progress], scenario: Scenario, endpoint: str, sheet: str) -> list[components.Task]:
    """The task list: each section, how it stands, what to do about it."""
    waiting = scenarios.comments(scenario, sheet)
    lines = []
    for number, one in enumerate(progress, 1):
        open_ones = [c for c in waiting.get(one.section.id, []) if c.settled_at is None]
        notes = [problem.message for problem in one.problems[:2]] if one.status == "incomplete" else []
        notes += [_("区城市办意见待处理：%(text)s", text=comment.text) for comment in open_ones]
        tag = components.Tag(_("有意见"), "wrong") if open_ones else progress_tag(one.status)
        url = url_for(endpoint, code=scenario.code, section_id=one.section.id)
        lines.append(components.Task(str(one.section.label), tag, url, number, notes))
    return lines


def _implementation(scenario: Scenario, person: Person) -> PlanDocument | None:
    try:
        return supervision.implementation(scenario) if may("implementation.read", scenario, person) else None
    except NotFound:
        return None


def overview(scenario: Scenario, person: Person) -> dict[str, Any]:
    """Everything that the overview shows."""
    document = plans.document(scenario.code, "plan") if may("plan.read", scenario, person) else None
    implementation = _implementation(scenario, person)
    progress = PLAN.progress(document.body) if document else []
    context: dict[str, Any] = {
        "scenario": scenario,
        "state": scenario.state_row,
        "tag": state_tag(scenario.state),
        "document": document,
        "choices": TABLE.choices(person, scenario, clock.now()),
        "implementation": implementation,
        "done": sum(1 for one in progress if one.status == "complete"),
        "sections": len(progress),
        "tasks": tasks(progress, scenario, "scenarios.section", "plan") if document else [],
        "saved": saved_words(document) if document else "",
        "vetting": scenario.vetting,
        "complaints": (),
        "panels": panels("scenario", scenario),
        "prolonging": {},
        "most_days": prolonging.most_days(scenario) if scenario.due_at else 0,
        "publication": publications.newest(scenario) if scenario.is_published else None,
        "figures": figure_pairs(figures_of(document.body)) if document else [],
    }
    if implementation:
        steps = IMPLEMENTATION.progress(implementation.body)
        context |= {
            "implementation_tasks": tasks(steps, scenario, "supervision.section", "implementation"),
            "implementation_done": sum(1 for one in steps if one.status == "complete"),
            "endorsed": supervision.is_endorsed(implementation),
            "writable": scenario.takes_implementation,
            "implementation_saved": saved_words(implementation),
        }
    return context


def history(scenario: Scenario) -> dict[str, Any]:
    """What happened, newest first: who, when, what, why; and what was issued to everybody, the opening record too."""
    rows = audit.history("scenario", scenario.code)
    return {
        "scenario": scenario,
        "events": [_event(row) for row in reversed(rows)],
        "records": documents.public_of(scenario.code) if scenario.is_published else (),
    }


def _event(row: Any) -> components.Event:
    parts = []
    if row.data.get("number"):
        parts.append(str(row.data["number"]))
    if row.target and row.source != row.target and row.target in STATES:
        parts.append(_("现为“%(state)s”", state=STATES[row.target].label))
    if row.data.get("happened_on"):
        parts.append(
            _(
                "发生于 %(day)s，证明：%(names)s",
                day=row.data["happened_on"],
                names=enumerated(row.data.get("evidence") or []),
            )
        )
    for section, text in (row.data.get("section_comments") or {}).items():
        parts.append(_("对“%(section)s”：%(text)s", section=EVERY.section(section).label, text=text))
    for name, score in (row.data.get("scores") or {}).items():
        parts.append(f"{CRITERIA.get(name, name)} {score['score']}：{score['reason'].rstrip('。')}")
    if decision := row.data.get("leading_group"):
        parts.append(_("依据领导小组书面决定 %(number)s", number=decision["number"]))
    if row.data.get("fair_competition"):
        parts.append(_("公平竞争审查：%(result)s", result=FAIR_COMPETITION.show(row.data["fair_competition"])))
    return components.Event(
        at=row.at,
        title=reading.label_of(row),
        text="；".join(parts),
        who=reading.actor_of(row),
        reason=reading.reason_of(row) or str(row.data.get("reason") or ""),
        action=row.action,
    )


def other_judgements(scenario: Scenario, choice: Choice, person: Person) -> list[Choice]:
    """What else this person could decide of the same document, on the same page."""
    if choice.row.page != "review":
        return []
    choices = TABLE.choices(person, scenario, clock.now())
    return [
        c
        for c in choices
        if c.row.action != choice.row.action and c.row.page == "review" and c.row.judges == choice.row.judges
    ]


def act(scenario: Scenario, choice: Choice, person: Person) -> dict[str, Any]:
    """What the page of an act shows beside its form."""
    row = choice.row
    context: dict[str, Any] = {
        "scenario": scenario,
        "row": row,
        "tag": state_tag(scenario.state),
        "preview": preview(scenario, row, person),
        "document": None,
        "plan_revision": None,
        "sections": (),
        "facts": _facts(scenario),
        "proposals": _proposals(scenario, row),
    }
    if row.judges:
        try:
            document = service.judged_document(scenario, row.judges)
        except NotFound:
            return context
        sheet = IMPLEMENTATION if row.judges == "implementation" else PLAN
        context |= {
            **_letterhead(scenario, row),
            "document": document,
            "plan_revision": document.revision,
            "sections": sheet.sections,
            "figures": figure_pairs(figures_of(document.body)),
            "outlook": outlook_of(document.body),
            "flows": figures_of(document.body),
            "changes": _changes(scenario, row),
            "comments": scenarios.comments(scenario, row.judges),
            "problems": sheet.problems(document.body),
            "doubts": sheet.doubts(document.body),
            "findings": ruled.found(scenario) if row.judges == "plan" else [],
            "endpoint": "supervision.section" if row.judges == "implementation" else "scenarios.section",
            "vetting": scenario.vetting,
            "progress": sheet.progress(document.body),
            "compared_with": _("与上次上报的不同")
            if row.judges == "plan" and not scenario.takes_claims
            else _("与现行推介的不同"),
        }
    return context


def _letterhead(scenario: Scenario, row: Transition) -> dict[str, Any]:
    """Whose document it is, and when it was handed in: the winner's own for an implementation plan."""
    if row.judges != "implementation":
        return {"author": scenario.publisher.name, "dated": scenario.submitted_at, "times": scenario.times_submitted}
    winner_id = scenario.round.winner_id if scenario.round else None
    winner = accounts.organisations_by_id({winner_id}).get(winner_id) if winner_id else None
    handed_in = scenario.state_since if scenario.judges_implementation else None
    return {"author": winner.name if winner else "—", "dated": handed_in, "times": 0}


def judged(scenario: Scenario, row: Transition) -> dict[str, Any]:
    """What the page of a written decision shows: the scenario, and the revision of the document that is judged."""
    revision = service.judged_document(scenario, row.judges).revision if row.judges else None
    return {"scenario": scenario, "tag": state_tag(scenario.state), "plan_revision": revision}


def _proposals(scenario: Scenario, row: Transition) -> list[dict[str, Any]]:
    """On the page of an act that rests on one: the proposal with its answers; on those of proposing and taking back: all that
    stand."""
    wanted = set(proposals.ACTS) if row.action in ("propose", "retract") else {row.action}
    waiting = [one for one in proposals.of_round(scenario.round) if one.used_at is None and one.withdrawn_at is None]
    found = [one for one in waiting if one.act in wanted]
    return [proposals.shown(one) for one in found]


def _facts(scenario: Scenario) -> list[tuple[str, Any]]:
    return [(_("编号"), scenario.code), (_("发布方"), scenario.publisher.short_name)]


def _changes(scenario: Scenario, row: Transition) -> dict[str, SectionDiff]:
    """The sections that changed, by id: against the version in force, or against what was submitted before."""
    if row.judges == "implementation":
        changed = diff(PLAN, publications.newest(scenario).content["plan"], supervision.implementation(scenario).body)
    elif scenario.takes_claims:
        changed = deadlines.changes(scenario)
    else:
        submitted = [
            e.data.get("plan_revision") for e in audit.history("scenario", scenario.code) if e.action == "submit"
        ]
        before = plans.body_at(scenario.code, "plan", submitted[-2]) if len(submitted) > 1 and submitted[-2] else None
        changed = diff(PLAN, before, plans.document(scenario.code, "plan").body) if before else []
    return {one.section.id: one for one in changed}


def preview(scenario: Scenario, row: Transition, person: Person) -> dict[str, Any] | None:
    """Before an act that fixes a deadline: the deadline with weekday, days left and working days, and who is mailed."""
    if row.sets_deadline is None or scenario.state not in row.source:
        return None
    try:
        deadline: deadlines.Deadline = row.sets_deadline(scenario)
        today, last = clock.today(), deadline.at.astimezone(clock.SHANGHAI).date()
        return {
            "deadline": deadline.at,
            "days": (last - today).days,
            "working_days": workdays.working_days_between(today, last),
            "moved_from": deadline.wanted if deadline.is_moved else None,
            "claimants": any(tell.secret for tell in row.tell),
            "provisional": workdays.uses_provisional(today, last),
            "amendment": _amendment(scenario, deadline) if row.target == scenario.state else None,
        }
    except CalendarEnds:
        return None


def _amendment(scenario: Scenario, deadline: deadlines.Deadline) -> dict[str, Any]:
    """What an amendment would say: the sections that change, from which deadline it moves, and whether claims are to be confirmed."""
    changed = deadlines.changes(scenario)
    assert scenario.round is not None
    return {
        "changed": enumerated(str(one.section.label) for one in changed),
        "material": deadlines.is_material(changed),
        "least_days": deadlines.least_amendment_days(scenario.round),
        "before": scenario.round.deadline,
        "moves": deadline.at != scenario.round.deadline,
    }
