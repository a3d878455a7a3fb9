"""Who admits people to an organisation: of claimants its own lead, of all others the office's administrator."""

from __future__ import annotations

from marketplace.i18n import _l
from marketplace.workflow import Predicate

admits = Predicate(
    _l("经营主体"),
    lambda p, _s: bool(p and p.kind_row and p.kind_row.claims),
    _l(
        "这里由经营主体的负责人管理本单位人员。发布方、区城市办和专家的账号由区城市办的系统管理员管理，"
        "要添加、停用或者更改的，请联系区城市办的系统管理员。"
    ),
)
