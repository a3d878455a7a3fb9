"""Filters for the lifecycle's own pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import Flask, url_for

from marketplace import clock
from marketplace.accounts.policy import current_person, may
from marketplace.furniture import times
from marketplace.i18n import _
from marketplace.lifecycle import by_decision, explain
from marketplace.lifecycle.forms import CRITERIA
from marketplace.lifecycle.pages import state_tag
from marketplace.lifecycle.workflow import TABLE
from marketplace.objections.queries import current_notice, objections_to
from marketplace.scenarios.models import Scenario
from marketplace.scenarios.states import ScenarioState
from marketplace.sheets import Section
from marketplace.workflow import Choice


def section_urls(sections: Iterable[Section], code: str, endpoint: str) -> dict[str, str]:
    """The address of each section's page, by id."""
    return {section.id: url_for(endpoint, code=code, section_id=section.id) for section in sections}


def change_links(urls: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """A change link at the head of each chapter."""
    return {section: (url, _("修改")) for section, url in urls.items()}


def criterion_label(name: str) -> str:
    """A vetting criterion in words."""
    return CRITERIA.get(name, name)


def scenario_state(scenario: Scenario) -> ScenarioState:
    """The row of a scenario's state: its words, and whose turn it is."""
    return scenario.state_row


def scenario_choices(scenario: Scenario) -> list[Choice]:
    """What the person who is signed in can do with the scenario now: pages of rooms below show it too."""
    return TABLE.choices(current_person(), scenario, clock.now())


def group_decides(scenario: Scenario) -> list[tuple[str, str]]:
    """The acts that nobody in the office may do, for who may enter the leading group's decision: label and address."""
    if not may("decision.enter", scenario):
        return []
    rows = by_decision.rows_without_anyone(scenario, explain.office())
    return [
        (str(row.label), url_for("lifecycle.entering_decision", code=scenario.code, deed=row.action))
        for row in rows
        if by_decision.is_for(row, scenario, current_person())
    ]


def on_notice(scenario: Scenario) -> list[tuple[str, str]]:
    """Whom the running notice proposes, until when, and what was objected; empty where none runs."""
    notice = current_notice(scenario.round) if scenario.round else None
    if notice is None or notice.ended_at:
        return []
    raised, now = objections_to(notice), clock.now()
    counts = _(
        "%(all)d 条，成立 %(upheld)d 条，未答复 %(open)d 条",
        all=len(raised),
        upheld=sum(one.decision == "upheld" for one in raised),
        open=sum(not one.decision for one in raised),
    )
    return [
        (_("公示的揭榜方"), f"{notice.claim.lead_organisation.name}，{notice.claim.ref}"),
        (
            _("公示期"),
            _("%(first)s 至 %(last)s", first=times.moment(notice.announced_at), last=times.until(notice.until, now)),
        ),
        (_("异议"), counts if raised else _("没有异议")),
    ]


def install(app: Flask) -> None:
    """Give them to the templates."""
    app.jinja_env.filters.update(
        section_urls=section_urls,
        change_links=change_links,
        criterion_label=criterion_label,
        scenario_state=scenario_state,
        scenario_choices=scenario_choices,
        state_tag=state_tag,
        on_notice=on_notice,
        group_decides=group_decides,
        next_step=explain.next_step,
        public_next_step=explain.public_next_step,
        next_of_claim=explain.next_of_claim,
        stuck_words=explain.stuck_words,
        barred_words=explain.barred_words,
    )
