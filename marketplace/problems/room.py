"""Problems as a room of the house."""

from __future__ import annotations

from marketplace.i18n import _l
from marketplace.problems.attachments import GRANTS
from marketplace.problems.duties import desk
from marketplace.problems.pages import scenario_panel
from marketplace.problems.permissions import PERMISSIONS
from marketplace.problems.views import bp
from marketplace.problems.workflow import TABLE
from marketplace.room import Room, Shortcut

ROOM = Room(
    "problems",
    "交办督办销号: a problem is raised, assigned, urged, escalated, answered, settled",
    doors=(bp,),
    tables=(TABLE,),
    permissions=PERMISSIONS,
    grants=GRANTS,
    panels={"scenario": (scenario_panel,)},
    desk=desk,
    shortcuts=(
        Shortcut("problem.raise", _l("提出问题"), "problems.new"),
        Shortcut("problems.list", _l("问题登记簿"), "problems.register"),
    ),
)
