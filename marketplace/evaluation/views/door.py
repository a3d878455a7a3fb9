"""The blueprint of the evaluation's pages, and how each of them finds its scenario."""

from __future__ import annotations

from flask import Blueprint

from marketplace.accounts.policy import authorise
from marketplace.scenarios.models import Scenario
from marketplace.scenarios.service import scenario_by_code

bp = Blueprint("evaluation", __name__)
RESHOWN = frozenset({409, 422})
"""Refusals after which the page is shown again with everything that was typed."""


def scenario_for(code: str, permission: str) -> Scenario:
    """The scenario, for someone with this permission on it.

    :raises NotFound: there is none that they may know of.
    :raises Forbidden: it is not theirs to do.
    """
    scenario = scenario_by_code(code)
    authorise("scenario.read", scenario)
    authorise(permission, scenario)
    return scenario
