"""What scenarios put on a desk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.accounts.policy import may
from marketplace.accounts.predicates import impartial, reads_cases
from marketplace.accounts.roles import ROLES
from marketplace.acts import reading
from marketplace.audit import queries as audit
from marketplace.extensions import db
from marketplace.furniture import components
from marketplace.i18n import _
from marketplace.lifecycle import drafts, explain, undecided
from marketplace.lifecycle.duties import DUTIES, OVERVIEW, Facts
from marketplace.lifecycle.moments import running_notices
from marketplace.lifecycle.waiting import MOST, waiting_for
from marketplace.objections.queries import unanswered_objections, upheld_rounds
from marketplace.room import Desk, Waiting
from marketplace.scenarios.models import Round, Scenario
from marketplace.scenarios.states import STATES
from marketplace.supervision.queries import endorsed_refs

PEOPLE = "/desk/people/"
MANAGED = ("people.manage", None)


def _mine(person: Person) -> Sequence[Scenario]:
    """The scenarios that can concern a person: the office's in its states, an organisation's own and those it won."""
    query = select(Scenario).limit(MOST)
    if person.kind_row is None:
        return []
    if reads_cases(person, None):
        awaited = {duty.state for duty in DUTIES if duty.role}
        busy = [state.id for state in STATES.values() if state.is_timed or state.id in awaited]
        query = query.options(selectinload(Scenario.vettings)).where(Scenario.state.in_(busy))
    else:
        own = Scenario.publisher_id == person.organisation_id
        won = Scenario.round_id.in_(select(Round.id).where(Round.winner_id == person.organisation_id))
        query = query.where(or_(own, won), Scenario.awaits_anyone)
    return (
        db.session.scalars(query.order_by(Scenario.due_at.is_(None), Scenario.due_at, Scenario.id.desc()))
        .unique()
        .all()
    )


def _facts(person: Person, rows: Sequence[Scenario], ends: Mapping[int, datetime]) -> Facts:
    over = frozenset(round_id for round_id, until in ends.items() if until <= clock.now())
    awards = [
        row.round.award_claim_ref
        for row in rows
        if row.takes_implementation and row.round and row.round.award_claim_ref
    ]
    written = drafts.standings(rows, person)
    return Facts(over, frozenset(upheld_rounds(ends)), frozenset(endorsed_refs(awards)), written)


def _duties(
    person: Person, rows: Sequence[Scenario], ends: Mapping[int, datetime]
) -> Iterator[tuple[Scenario, Waiting]]:
    facts = _facts(person, rows, ends)
    for scenario in rows:
        for duty in DUTIES:
            if (
                duty.state == scenario.state
                and duty.who(person, scenario)
                and (duty.when is None or duty.when(scenario, facts))
            ):
                note = f"{scenario.publisher.short_name}　{scenario.state_row.label}"
                note += f"　{duty.words(scenario, facts)}" if duty.words else ""
                yield (
                    scenario,
                    Waiting(
                        scenario.title,
                        note,
                        scenario.due_at,
                        duty.link.format(code=scenario.code),
                        str(duty.label),
                        scenario.state_since,
                        ("scenario.act", scenario),
                    ),
                )
                break


def _stuck(person: Person) -> Iterator[Waiting]:
    """What nobody in the office may do any more: only the administrator can name someone who may."""
    if not may("people.manage", None, person):
        return
    people = explain.office()
    for scenario in _mine(person):
        for duty in explain.blocked(scenario, people):
            words = _("没有人可以办理这一步，请另设一位%(role)s", role=ROLES[duty.role].label)
            yield Waiting(scenario.title, words, scenario.due_at, PEOPLE, _("人员管理"), scenario.state_since, MANAGED)
    for objection in unanswered_objections(limit=MOST):
        if explain.undecidable([objection], people):
            title = objection.round.scenario.public_title
            words = explain.nobody_decides()
            yield Waiting(title, words, objection.due_at, PEOPLE, _("人员管理"), objection.at, MANAGED)


def _held(person: Person, rows: Sequence[Scenario]) -> Iterator[Waiting]:
    """Contests whose deadline has passed and that cannot be opened: the whole office sees what is owed."""
    if not reads_cases(person, None):
        return
    for scenario in rows:
        if scenario.takes_claims and scenario.round and scenario.round.is_held:
            held = scenario.round
            url = OVERVIEW.format(code=scenario.code)
            words, seen = _("还不能开榜：%(why)s", why=held.held_because), ("scenario.read", scenario)
            yield Waiting(scenario.title, words, held.lapses_at, url, _("查看"), None, seen)


def desk(person: Person) -> Desk:
    """The scenarios that wait for this person or that they wait for; those of a party that seconded them stay away."""
    known = _mine(person)
    rows = [row for row in known if impartial(person, row)]
    ends = running_notices(rows)
    duties = list(_duties(person, rows, ends))
    waiting = [line for _scenario, line in duties]
    waiting += [*undecided.ends(person), *_stuck(person), *_held(person, rows)]
    changes = [
        components.Event(
            at=event.at,
            title=reading.label_of(event),
            text=titles.get(event.subject_ref, ""),
            who=reading.actor_of(event),
            reason=reading.reason_of(event),
            url=OVERVIEW.format(code=event.subject_ref),
            action=event.action,
        )
        for titles in [{row.code: row.title for row in rows}]
        for event in audit.recent("scenario", titles, limit=8)
    ]
    awaited = waiting_for(person, rows, {scenario.id for scenario, _line in duties}, ends)
    return Desk(waiting, awaited, changes, _left_out(person, len(known) - len(rows)))


def _left_out(person: Person, number: int) -> str:
    if not number or person.seconded_from is None:
        return ""
    return _(
        "另有 %(n)d 个场景没有列出：你抽调自%(name)s，它是这些场景的发布方、揭榜单位或联合体成员，你不参与办理。",
        n=number,
        name=person.seconded_from.name,
    )
