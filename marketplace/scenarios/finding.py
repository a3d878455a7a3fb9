"""How a page finds its scenario, or one of its rounds, for someone with the permission."""

from __future__ import annotations

from flask import request

from marketplace.accounts.policy import authorise
from marketplace.errors import NotFound
from marketplace.i18n import _
from marketplace.scenarios.models import Round, Scenario
from marketplace.scenarios.service import scenario_by_code


def scenario_for(code: str, permission: str) -> Scenario:
    """The scenario, for someone with this permission on it.

    :raises NotFound: there is none that they may know of.
    :raises Forbidden: it is not theirs to do.
    """
    scenario = scenario_by_code(code)
    authorise("scenario.read", scenario)
    authorise(permission, scenario)
    return scenario


def round_for(code: str, permission: str) -> tuple[Scenario, Round | None]:
    """The scenario and the round that `?round=` names, the newest without it, for someone with this permission on that
    round; None where the newest has not been opened.

    :raises NotFound: there is no such round, or no scenario that they may know of.
    :raises Forbidden: it is not theirs to see.
    """
    scenario = scenario_by_code(code)
    authorise("scenario.read", scenario)
    typed = request.args.get("round", "")
    if not typed:
        authorise(permission, scenario)
        return scenario, scenario.round if scenario.is_opened else None
    found = next((one for one in scenario.rounds if str(one.number) == typed), None)
    if found is None:
        raise NotFound(_("没有这一轮。"))
    authorise(permission, found)
    return scenario, found if found.is_opened else None
