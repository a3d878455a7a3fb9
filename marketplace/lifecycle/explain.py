"""Who acts next, what they do, by when; and where nobody is left who could act, that and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.policy import current_person, may
from marketplace.accounts.predicates import impartial, signs
from marketplace.accounts.roles import ROLES
from marketplace.claims.models import Claim
from marketplace.claims.workflow import CLAIM_TABLE
from marketplace.furniture import kept
from marketplace.furniture.components import NextStep
from marketplace.i18n import _, _l
from marketplace.lifecycle import moments
from marketplace.lifecycle.duties import DUTIES, Duty
from marketplace.lifecycle.workflow import TABLE
from marketplace.notifications import service as notifications
from marketplace.objections.models import Objection
from marketplace.objections.queries import current_notice, objections
from marketplace.scenarios.models import Scenario
from marketplace.scenarios.permissions import announced_it, concluded_it, forfeited_it, vetted_it
from marketplace.scenarios.states import STATES


def next_step(scenario: Scenario) -> NextStep:
    """Who acts next on the scenario, for whoever may know its state."""
    row = scenario.state_row
    if scenario.round and scenario.round.is_held:
        waits = _("揭榜已截止，还不能开榜：%(why)s", why=scenario.round.held_because)
        return NextStep(_("区城市办"), waits, scenario.round.lapses_at)
    due = moments.due(scenario, moments.running_notices([scenario])) if row.turn else None
    if row.afterwards and due and due <= clock.now():
        who, what = row.afterwards
        return NextStep(str(who), str(what))
    return NextStep(str(row.turn), str(row.next), due)


def public_next_step(scenario: Scenario) -> NextStep:
    """The same for the public, to whom a plan that is written anew is still what it was."""
    if scenario.public_state == scenario.state:
        return next_step(scenario)
    row = STATES[scenario.public_state or scenario.state]
    return NextStep(str(row.turn), str(row.next))


def next_of_claim(claim: Claim) -> NextStep:
    """Who acts next on a claim: its own people until the deadline, afterwards whoever the contest waits for."""
    row, scenario = claim.state_row, claim.scenario
    if row.follows and claim.is_opened:
        if claim.round_id != scenario.round_id:
            return NextStep("", _("这一轮已经结束，不用再办理"))
        if claim.is_ineligible and claim.round.awarded_at:
            return NextStep("", _("不用再办理"))
        return next_step(scenario)
    step = NextStep(str(row.turn), str(row.next), moments.due_of_claim(claim) if row.turn else None)
    if claim.round.is_held and row.follows:
        return next_step(scenario)
    if step.due and step.due <= clock.now():
        late = _("揭榜已经截止，平台正在开榜") if row.follows else _("揭榜已经截止，没有有效的提交，不开榜")
        return NextStep("", late)
    return step


# --- barred -------------------------------------------------------------------------------------------------------

BARRED = frozenset(
    str(words)
    for words in (
        signs.why_not,
        impartial.why_not,
        *(eyes.why_not_inverse for eyes in (vetted_it, concluded_it, announced_it, forfeited_it)),
    )
)
"""Why someone whose work it is may still not do it, but a colleague may."""


def barred_words(subject: Scenario | Claim) -> list[str]:
    """What could be done now by a colleague of the person who is signed in, and why not by them; the rest is not theirs."""
    person = current_person()
    if isinstance(subject, Claim) and clock.now() >= subject.round.deadline:
        return []
    table = CLAIM_TABLE if isinstance(subject, Claim) else TABLE
    able = {row.action for row in table.rows if table.fits(row, subject) and row.who(person, subject)}
    lines = [
        f"{row.label}：{'；'.join(reasons)}"
        for row in table.rows
        if row.action not in able and table.fits(row, subject)
        if (reasons := row.who.refusals(person, subject)) and set(reasons) <= BARRED
    ]
    return list(dict.fromkeys(lines))


# --- nobody left --------------------------------------------------------------------------------------------------


def office() -> Sequence[Person]:
    """Everyone in the office who could act."""
    return accounts.office_people(Person.decides)


def blocked(scenario: Scenario, people: Sequence[Person]) -> list[Duty]:
    """What in this state waits for the office and nobody of these people may do; one duty per role."""
    waiting = [duty for duty in DUTIES if duty.state == scenario.state and duty.role]
    found = [duty for duty in waiting if not any(duty.who(one, scenario) for one in people)]
    return list({duty.role: duty for duty in found}.values())


def nobody_left(duty: Duty) -> str:
    """That nobody is left for this, and what to do."""
    return _l(
        "没有人可以办理“%(label)s”：现有%(role)s都参加过这个场景的前一环节，或抽调自有关单位。请系统管理员在人员管理中另设一位%(role)s，"
        "或者由领导小组书面决定，由区城市办录入。",
        label=duty.label,
        role=ROLES[duty.role].label,
    )


def tell_if_stuck(scenario: Scenario) -> None:
    """Tell the administrators, once, where nobody is left for what the state that was just reached waits for."""
    for duty in blocked(scenario, office()):
        for person in accounts.office_people(Person.administers):
            notifications.tell(
                person,
                key=f"stuck/{scenario.code}/{scenario.revision}/{duty.role}",
                title=_l("没有人可以办理：%(title)s", title=scenario.title),
                body=_l(
                    "《%(title)s》须在 %(due)s 前办理。%(words)s",
                    title=scenario.title,
                    due=kept.limit(scenario.due_at, clock.now()),
                    words=nobody_left(duty),
                ),
                link="/desk/people/",
            )


def undecidable(rows: Iterable[Objection], people: Sequence[Person]) -> bool:
    """Whether one of these objections waits for its answer and none of these people may give it."""
    waiting = [row for row in rows if not row.decision and row.counts_at(clock.now())]
    return any(not any(may("objection.decide", row, one) for one in people) for row in waiting)


def stuck_words(scenario: Scenario) -> list[str]:
    """Everything on which the scenario is stuck, objections too, for its pages."""
    people = office()
    lines = [nobody_left(duty) for duty in blocked(scenario, people)]
    if scenario.round and scenario.is_published:
        notice = current_notice(scenario.round)
        running = [row for row in objections(scenario.round) if row.notice is None or row.notice is notice]
        if not scenario.round.outcome and undecidable(running, people):
            lines.append(nobody_decides())
    return lines


def nobody_decides() -> str:
    """That an objection has nobody left to answer it, and what to do."""
    return _l(
        "没有人可以答复异议：审定发布、变更公告或公示过这个场景的审定人不能答复，抽调自有关单位的也不能。"
        "请系统管理员在人员管理中另设一位审定人，或者由领导小组书面决定，由区城市办录入；异议没有答复，不能确认揭榜。"
    )
