"""Who raises problems, who reads them; who does what with them stands in the table of their acts."""

from __future__ import annotations

from marketplace.accounts.policy import Permission, Permissions, door
from marketplace.accounts.predicates import (
    approver_role,
    belongs,
    of_publisher,
    publishes,
    reads_cases,
    reviewer_role,
    writes,
)
from marketplace.i18n import _l
from marketplace.workflow import Predicate

raises = (publishes & writes) | reviewer_role | approver_role
of_raiser = Predicate(
    _l("提出单位"),
    lambda p, s: bool(p.organisation_id == s.organisation_id),
    _l("谁提出，谁销号：请提出单位办理。"),
    among=belongs,
)
of_unit = Predicate(
    _l("责任单位"), lambda p, s: bool(p.organisation_id == s.unit_id), _l("由责任单位办理。"), among=belongs
)
of_its_scenario = Predicate(
    _l("有关场景的发布方"), lambda p, s: s.scenario is not None and of_publisher(p, s.scenario), _l("没有这个问题。")
)
PERMISSIONS = Permissions(
    _l("问题交办督办"),
    {
        "problem.raise": door(_l("提出问题"), raises),
        "problems.list": door(_l("问题登记簿"), publishes | reads_cases),
        "problem.read": Permission(_l("查看问题"), of_raiser | of_unit | of_its_scenario | reads_cases, secret=True),
    },
)
