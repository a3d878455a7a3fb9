"""The evaluation as a room of the house."""

from __future__ import annotations

from marketplace.evaluation import corrections, group, raising, replies, results, terms
from marketplace.evaluation.desk import desk
from marketplace.evaluation.permissions import PERMISSIONS
from marketplace.evaluation.views import bp
from marketplace.room import Room


def _alarm() -> list[str]:
    return [f"{code}: objection_alarm" for code in terms.sound_alarms()]


ROOM = Room(
    "evaluation",
    "eligibility and corrections, experts drawn or chosen, conflicts, scores and outliers, ranking, notice, objections",
    doors=(bp,),
    permissions=PERMISSIONS,
    grants=(*corrections.GRANTS, *raising.GRANTS, *group.GRANTS),
    papers=replies.OWNERS,
    panels={"claim": (corrections.correction_panel, results.result_panel)},
    desk=desk,
    scheduled=(_alarm,),
)
