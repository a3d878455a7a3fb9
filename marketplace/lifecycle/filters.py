"""Filters for the lifecycle's own pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import Flask, url_for

from marketplace import clock
from marketplace.accounts.policy import current_person
from marketplace.i18n import _
from marketplace.lifecycle.forms import CRITERIA
from marketplace.lifecycle.pages import state_tag
from marketplace.lifecycle.states import STATES
from marketplace.lifecycle.workflow import TABLE
from marketplace.scenarios.models import Scenario
from marketplace.sheets import Section
from marketplace.workflow import Choice, State


def section_urls(sections: Iterable[Section], code: str, endpoint: str) -> dict[str, str]:
    """The address of each section's page, by id."""
    return {section.id: url_for(endpoint, code=code, section_id=section.id) for section in sections}


def change_links(urls: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """A change link at the head of each chapter."""
    return {section: (url, _("修改")) for section, url in urls.items()}


def criterion_label(name: str) -> str:
    """A vetting criterion in words."""
    return CRITERIA.get(name, name)


def scenario_state(scenario: Scenario) -> State:
    """The row of a scenario's state: its words, and whose turn it is."""
    return STATES[scenario.state]


def scenario_choices(scenario: Scenario) -> list[Choice]:
    """What the person who is signed in can do with the scenario now: pages of rooms below show it too."""
    return TABLE.choices(current_person(), scenario, clock.now())


def install(app: Flask) -> None:
    """Give them to the templates."""
    app.jinja_env.filters.update(
        section_urls=section_urls,
        change_links=change_links,
        criterion_label=criterion_label,
        scenario_state=scenario_state,
        scenario_choices=scenario_choices,
        state_tag=state_tag,
    )
