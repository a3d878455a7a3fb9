"""Notice and objections as a room of the house."""

from __future__ import annotations

from marketplace.objections import group_decisions, raising, replies, to_terms
from marketplace.objections.desk import desk
from marketplace.objections.filed import FILED
from marketplace.objections.permissions import PERMISSIONS
from marketplace.objections.views import bp
from marketplace.objections.workflow import TABLE
from marketplace.room import Room


def _alarm() -> list[str]:
    return [f"{code}: objection_alarm" for code in to_terms.sound_alarms()]


ROOM = Room(
    "objections",
    "the notice; objections to terms, results and procedure, raised, confirmed and answered; what an annulment rests on",
    doors=(bp,),
    tables=(TABLE,),
    permissions=PERMISSIONS,
    filed=FILED,
    grants=(*raising.GRANTS, *group_decisions.GRANTS),
    papers=replies.OWNERS,
    desk=desk,
    scheduled=(_alarm,),
)
