"""Questions as a room of the house."""

from __future__ import annotations

from marketplace.questions.alarms import sound_alarms
from marketplace.questions.desk import desk
from marketplace.questions.filed import FILED
from marketplace.questions.permissions import PERMISSIONS
from marketplace.questions.views import bp
from marketplace.questions.workflow import TABLE
from marketplace.room import Room


def _alarm() -> list[str]:
    """Before a deadline that has passed meanwhile closes."""
    return [f"{code}: question_alarm" for code in sound_alarms()]


ROOM = Room(
    "questions",
    "questions and answers before the deadline",
    doors=(bp,),
    tables=(TABLE,),
    permissions=PERMISSIONS,
    filed=FILED,
    desk=desk,
    scheduled=(_alarm,),
)
