"""What the rule gate finds in the plan that an act judges: what stands against it, what is let pass and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from marketplace.errors import Complaint
from marketplace.i18n import _
from marketplace.plans import service as plans
from marketplace.rules import service as rules
from marketplace.rules.gate import Finding, findings
from marketplace.rules.rulebook import WARN
from marketplace.scenarios.models import Scenario
from marketplace.sheets import Field, Section
from marketplace.sheets.fields import LongText
from marketplace.workflow import Move

MOST_REASON = 2000


def found(scenario: Scenario) -> list[Finding]:
    """What the gate finds in the plan."""
    return findings(plans.document(scenario.code, "plan").body)


def nothing_stands(move: Move) -> Iterator[Complaint]:
    """no finding that blocks and that nobody can waive."""
    for one in found(move.subject):
        if one.rule.stops:
            spot = one.spots[0]
            yield Complaint(one.rule.text, spot.field, section=spot.section)


@dataclass(frozen=True)
class Reasoned:
    """A form that asks besides for one reason for each finding that whoever acts may let pass."""

    asked: Section | Callable[[Move], Section]
    lets: Callable[[Finding], bool]

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields, before anything is found."""
        return self.asked.fields  # type: ignore[union-attr]  # a fitted form has them too

    def __call__(self, move: Move) -> Section:
        """The fields of this move."""
        section = self.asked if isinstance(self.asked, Section) else self.asked(move)
        asked = [_reason(one) for one in found(move.subject) if self.lets(one)]
        return replace(section, fields=(*section.fields, *asked)) if asked else section


def _reason(finding: Finding) -> LongText:
    warns = finding.rule.severity == WARN
    return LongText(
        id=rules.field_of(finding),
        label=_("提醒可以不改的理由") if warns else _("豁免的理由和依据文件"),
        hint=finding.rule.text,
        required=not warns,
        max=MOST_REASON,
        lacking=_("请写明豁免的理由和所依据的文件，理由随推介公开；不能豁免的，退回修改。"),
    )


def overrides(finding: Finding) -> bool:
    """A reviewer says why a warning passes; the reason is published where there is one."""
    return finding.rule.severity == WARN


def waives(finding: Finding) -> bool:
    """An approver lets a block pass that may be waived."""
    return finding.rule.waivable


def overrides_and_waives(finding: Finding) -> bool:
    """Where nobody vetted it before, an approver does both."""
    return not finding.rule.stops


def known_reasons(scenario: Scenario) -> dict[str, str]:
    """The reasons given so far, for a form that asks for them again."""
    return rules.reasons(scenario.code, "plan")


def rule_on_findings(move: Move) -> None:
    """freeze the findings with the revision that is judged, and the reasons for which some are let pass."""
    kept = rules.keep(
        scenario_code=move.subject.code,
        sheet="plan",
        revision=plans.document(move.subject.code, "plan").revision,
        act=move.row.action,
        by=move.person,
        found=found(move.subject),
        values=move.values,
    )
    if let := [
        {name: one[name] for name in ("rule", "decision", "reason")} for one in kept.findings if one["decision"]
    ]:
        move.notes["rules"] = let


def published(scenario: Scenario) -> list[dict[str, Any]]:
    """What was let pass of what stands in the plan, as the publication says it."""
    return rules.let_pass(rules.rulings(scenario.code, "plan"), found(scenario))
