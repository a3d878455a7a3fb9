"""Who scores, and who reads the report."""

from __future__ import annotations

from marketplace.accounts.policy import Permission, Permissions, door
from marketplace.accounts.predicates import expert, of_publisher
from marketplace.claims.permissions import is_announced
from marketplace.i18n import _l
from marketplace.panel.permissions import sees_panel, sits_there

PERMISSIONS = Permissions(
    _l("评分和评榜报告"),
    {
        "evaluations.own": door(_l("查看自己的评分任务"), expert),
        "evaluation.write": Permission(_l("声明利害关系、评分"), sits_there, secret=True),
        "paper.report": Permission(_l("查看评榜报告"), sees_panel | (is_announced & of_publisher), secret=True),
    },
)
