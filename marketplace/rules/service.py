"""Freeze what the gate finds with the revision that is judged, and who let what pass for which reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.extensions import db, unit_of_work
from marketplace.room import Filed
from marketplace.rules.gate import Finding
from marketplace.rules.models import Ruling
from marketplace.rules.rulebook import WARN

OVERRIDDEN, WAIVED = "overridden", "waived"
DECISIONS = {"override": OVERRIDDEN, "waive": WAIVED}
"""What the field that asks for the reason begins with, and what the reason does."""


def field_of(finding: Finding) -> str:
    """The name of the field in which the reason is given; empty where no reason lets it pass."""
    if finding.rule.stops:
        return ""
    return f"{'override' if finding.rule.severity == WARN else 'waive'}-{finding.rule.id}"


def keep(
    *,
    scenario_code: str,
    sheet: str,
    revision: int,
    act: str,
    by: Person,
    found: Sequence[Finding],
    values: Mapping[str, Any],
) -> Ruling:
    """Freeze the findings about this revision with the reasons that were given."""
    with unit_of_work() as session:
        row = Ruling(
            scenario_code=scenario_code,
            sheet=sheet,
            revision=revision,
            act=act,
            at=clock.now(),
            by_id=by.id,
            findings=[_frozen(one, values) for one in found],
        )
        session.add(row)
        session.flush()
    return row


def _frozen(finding: Finding, values: Mapping[str, Any]) -> dict[str, Any]:
    reason = str(values.get(field_of(finding)) or "")
    return {
        "rule": finding.rule.id,
        "severity": finding.rule.severity,
        "text": finding.rule.text,
        "source": finding.rule.source,
        "spots": [
            {
                "section": spot.section,
                "field": spot.field,
                "row": spot.row,
                "words": spot.quote.words if spot.quote else "",
            }
            for spot in finding.spots
        ],
        "decision": DECISIONS[field_of(finding).partition("-")[0]] if reason else "",
        "reason": reason,
    }


def rulings(scenario_code: str, sheet: str = "") -> Sequence[Ruling]:
    """What was found and decided about a scenario's documents, oldest first."""
    query = select(Ruling).where(Ruling.scenario_code == scenario_code).order_by(Ruling.id)
    return db.session.scalars(query.where(Ruling.sheet == sheet) if sheet else query).all()


def reasons(scenario_code: str, sheet: str) -> dict[str, str]:
    """The reasons that let findings of the document pass so far, by the field that asked for them."""
    verbs = {decision: verb for verb, decision in DECISIONS.items()}
    return {
        f"{verbs[one['decision']]}-{one['rule']}": one["reason"]
        for row in rulings(scenario_code, sheet)
        for one in row.findings
        if one["decision"]
    }


def let_pass(rows: Sequence[Ruling], standing: Sequence[Finding]) -> list[dict[str, Any]]:
    """What was let pass of the findings that stand, with who, when and why, as it is published: the newest word counts."""
    said = {
        one["rule"]: {
            **{name: one[name] for name in ("rule", "severity", "text", "source", "decision", "reason")},
            "by": row.by.title,
            "on": row.at.astimezone(clock.SHANGHAI).date().isoformat(),
        }
        for row in rows
        for one in row.findings
        if one["decision"]
    }
    return [said[one.rule.id] for one in standing if one.rule.id in said]


FILED = (Filed("records.json", lambda scenario: rulings(scenario.code), "rulings"),)
