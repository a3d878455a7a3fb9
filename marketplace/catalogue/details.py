"""Everything that the page of one published scenario shows, in a bounded number of statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.policy import current_person, why_not
from marketplace.audit import queries as audit
from marketplace.audit.models import AuditEvent
from marketplace.catalogue import answers, chain, contests, course, versions
from marketplace.documents import queries as documents
from marketplace.errors import NotFound
from marketplace.finance import Figures, figures_of, outlook_of, parts_of
from marketplace.finance.inputs import DEFAULT_DISCOUNT_RATE_PCT
from marketplace.furniture import numbers as shown
from marketplace.furniture import times
from marketplace.i18n import _
from marketplace.objections import periods, to_terms
from marketplace.publications import service as publications
from marketplace.publications.models import Publication
from marketplace.questions import queries as questions
from marketplace.reference import options
from marketplace.scenarios.models import Round, Scenario
from marketplace.scenarios.service import scenario_by_code
from marketplace.scenarios.states import FIRST_PUBLIC, PUBLIC, ScenarioState, Step

SHOWN_ANSWERS = 3
"""How many of the released answers stand on the page itself."""


def published(code: str) -> tuple[Scenario, Publication]:
    """A published scenario and its version in force.

    :raises NotFound: there is none of that code, or nothing of it was ever issued.
    """
    scenario = _public(code)
    return scenario, publications.newest(scenario)


def _issued(code: str) -> tuple[Scenario, Sequence[Publication]]:
    """The same with all its versions, the one in force last; errors as there."""
    scenario = _public(code)
    return scenario, publications.versions(scenario)


def _public(code: str) -> Scenario:
    """A scenario of which something was issued; of a draft nothing more is asked than of a code that never was."""
    scenario = scenario_by_code(code)
    if not scenario.is_published:
        raise NotFound
    return scenario


def material_versions(code: str) -> dict[int, bool]:
    """Which amendments of the scenario were material, by version."""
    return versions.material(audit.history("scenario", code, public_only=True))


def state_of(scenario: Scenario) -> ScenarioState:
    """The state that the public sees."""
    return PUBLIC[scenario.shown_state or FIRST_PUBLIC]


def page(code: str) -> dict[str, Any]:
    """The context of the detail page."""
    scenario, issued = _issued(code)
    publication = issued[-1]
    plan = publication.content["plan"]
    figures = figures_of(plan)
    events = audit.history("scenario", code, public_only=True)
    rounds = contests.contests(scenario)
    newest = rounds[0]
    return {
        **document(publication),
        "scenario": scenario,
        "publication": publication,
        "state": state_of(scenario),
        "summary": (plan.get("basics") or {}).get("summary") or "",
        "title": (plan.get("basics") or {}).get("title") or code,
        "field_label": answers.label_of(options.fields(), scenario.public_field),
        "chain": _chain(scenario, events, plan, newest),
        "what_i_run": answers.what_i_run(plan, figures),
        "how_it_pays": answers.how_it_pays(plan, figures),
        "how_to_claim": answers.how_to_claim(plan, newest.round),
        "round": newest.round,
        "versions": versions.history(issued, versions.material(events)),
        **_answers(newest.round),
        "unanswered": questions.unanswered_at_the_end(scenario),
        "events": course.timeline(events),
        "openings": course.openings(events),
        "papers": documents.public_of(code),
        "rounds": rounds,
        "earlier": contests.earlier(rounds),
        "draws_url": f"/scenarios/{code}/draws/" if contests.publishes_draws(rounds) else "",
        "names": _names(rounds),
        **_claiming(scenario, newest),
    }


def _claiming(scenario: Scenario, newest: contests.Contest) -> dict[str, Any]:
    """Whether the contest takes claims now, and why this person may not make one."""
    is_open = state_of(scenario).takes_claims
    reasons = list(dict.fromkeys(why_not("claim.start", scenario))) if is_open and current_person() else []
    return {
        "takes_claims": is_open,
        "claim_refusals": reasons,
        "objection_url": f"/scenarios/{scenario.code}/objections/" if newest.noticed else "",
        "terms_objections_until": to_terms.closes_at(newest.round) if is_open else None,
        "late_objections": None if is_open or newest.noticed else _late_objections(scenario),
    }


def _late_objections(scenario: Scenario) -> periods.Period | None:
    """The time to object to how a contest ended, or to its experts, whose names are public since the award."""
    found = periods.period(scenario)
    return found if found.takes and (found.end is not None or found.abouts == ("experts",)) else None


def _answers(round_: Round) -> dict[str, Any]:
    """The newest released answers, how many there are, and until when one asks."""
    newest = questions.newest_released(round_, SHOWN_ANSWERS)
    return {
        "answers": newest,
        "answers_count": len(newest) if len(newest) < SHOWN_ANSWERS else questions.count_released(round_),
        "questions_close": questions.closes_at(round_),
    }


def _chain(
    scenario: Scenario, events: Sequence[AuditEvent], plan: Mapping[str, Any], newest: contests.Contest
) -> list[Any]:
    now = clock.now()
    notes: dict[str, str] = {Step.OPEN: _("至 %(when)s", when=times.short_moment(newest.round.deadline, now))}
    if newest.noticed:
        notes[Step.NOTICE] = _("至 %(when)s", when=times.until(newest.noticed["until"], now))
    due = {row.get("kind"): row.get("due") for row in (plan.get("schedule") or {}).get("milestones") or []}
    for step in chain.STEPS:
        if step.milestone and due.get(step.milestone):
            day = date.fromisoformat(due[step.milestone])
            notes[step.id] = _("%(year)d年%(month)d月", year=day.year, month=day.month)
    return chain.chain(state_of(scenario), notes, course.days(events, newest.round.number, now))


def _names(rounds: Sequence[contests.Contest]) -> dict[str, str]:
    codes = {row["organisation"] for one in rounds for row in [*(one.ranking or []), one.noticed, one.award] if row}
    return accounts.organisation_names({code for code in codes if code})


def large_figures(figures: Figures | None, plan: Mapping[str, Any]) -> list[tuple[str, Any, str]]:
    """The figures at the head of 回报机制."""
    if figures is None:
        return []
    rate = (plan.get("returns") or {}).get("discount_rate_pct")
    at_rate = _("净现值 (折现率 %(rate)s)", rate=shown.percent(DEFAULT_DISCOUNT_RATE_PCT if rate is None else rate))
    return [
        (_("总投资"), figures.total_investment_wan, _("万元")),
        (_("社会资本"), figures.social_wan - figures.loan_wan, _("万元")),
        *([(_("贷款"), figures.loan_wan, _("万元"))] if figures.loan_wan else []),
        (_("政府投入"), figures.government_wan, _("万元")),
        (_("撬动倍数 (社会资本和贷款 ÷ 政府投入)"), figures.leverage, _("倍")),
        (_("内部收益率"), figures.irr_pct, "%"),
        (at_rate, figures.npv_wan, _("万元")),
    ]


def document(publication: Publication) -> dict[str, Any]:
    """One issued version as a document in chapters."""
    plan = publication.content["plan"]
    figures, sections = figures_of(plan), versions.sections_of(publication)
    return {
        "plan": plan,
        "sections": sections,
        "chapters": [(s.id, s.label) for s in sections],
        "figures": figures,
        "parts": parts_of(plan),
        "outlook": outlook_of(plan),
        "large_figures": large_figures(figures, plan),
        "operator": _operator(publication),
    }


def _operator(publication: Publication) -> dict[str, Any] | None:
    operator: dict[str, Any] | None = publication.content.get("operator")
    signed = operator.get("agreement_signed_on") if operator else None
    return operator and {**operator, "signed_on": date.fromisoformat(signed) if signed else None}
