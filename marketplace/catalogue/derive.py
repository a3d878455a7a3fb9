"""The scenario's derived columns, from the version that was just issued, in the same transaction."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from marketplace.finance import figures_of
from marketplace.publications.models import Publication
from marketplace.reference.tables import fields, operating_models, return_mechanisms
from marketplace.scenarios.models import Scenario
from marketplace.scenarios.states import FIRST_PUBLIC
from marketplace.sheets.richtext import plain
from marketplace.sheets.texts import searchable


def from_publication(scenario: Scenario, publication: Publication) -> None:
    """Write what lists filter, sort and search by."""
    plan: dict[str, Any] = publication.content["plan"]
    basics, operation, returns = (plan.get(name) or {} for name in ("basics", "operation", "returns"))
    scenario.public_title, scenario.public_field = basics.get("title") or "", basics.get("field") or ""
    scenario.public_year = basics.get("year")
    scenario.public_state = scenario.public_state or FIRST_PUBLIC
    scenario.first_issued_at = scenario.first_issued_at or publication.issued_at
    scenario.public_deadline = scenario.round.deadline if scenario.round else None
    scenario.operating_model = operation.get("operating_model") or ""
    scenario.term_years = operation.get("term_years")
    scenario.mechanisms = "|" + "|".join(returns.get("return_mechanisms") or []) + "|"
    figures = figures_of(plan)
    scenario.total_investment_wan = figures.total_investment_wan if figures else None
    scenario.social_wan = figures.social_wan if figures else None
    scenario.irr_pct = _bounded(figures.irr_pct if figures else None)
    scenario.payback_years = _bounded(figures.payback_years if figures else None)
    scenario.search_text = _search_text(scenario, plan)


def _bounded(value: Decimal | None) -> Decimal | None:
    return value if value is not None and abs(value) < 10**6 else None


def _search_text(scenario: Scenario, plan: dict[str, Any]) -> str:
    basics, operation, returns = (plan.get(name) or {} for name in ("basics", "operation", "returns"))
    labels = [row.label for key, row in operating_models().items() if key == operation.get("operating_model")]
    labels += [row.label for key, row in return_mechanisms().items() if key in (returns.get("return_mechanisms") or [])]
    labels += [row.label for key, row in fields().items() if key == basics.get("field")]
    texts = [
        plain((plan.get(name) or {}).get(name) or "")
        for name in ("situation", "objectives", "positioning", "operation")
    ]
    parts = [basics.get("title"), basics.get("place"), basics.get("summary"), scenario.publisher.name, *labels, *texts]
    return searchable("\n".join(str(part) for part in (*parts, scenario.code) if part))
