"""Scenarios as a room of the house."""

from __future__ import annotations

from marketplace.i18n import _l
from marketplace.room import Room, Shortcut
from marketplace.scenarios.attachments import GRANTS
from marketplace.scenarios.filed import FILED, FILED_OF_SCENARIO
from marketplace.scenarios.permissions import PERMISSIONS
from marketplace.scenarios.views import bp

ROOM = Room(
    "scenarios",
    "the scenario, its rounds and its review",
    doors=(bp,),
    permissions=PERMISSIONS,
    filed=FILED,
    filed_of_scenario=FILED_OF_SCENARIO,
    grants=GRANTS,
    shortcuts=(Shortcut("scenario.create", _l("谋划一个场景"), "scenarios.new"),),
)
