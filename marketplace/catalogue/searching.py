"""The words that the search of the catalogue looks through."""

from __future__ import annotations

from marketplace.catalogue.columns import Source
from marketplace.reference.tables import fields, operating_models, return_mechanisms
from marketplace.sheets.richtext import plain
from marketplace.sheets.texts import searchable

TEXTS = ("situation", "objectives", "positioning", "operation")
"""The sections whose long text is searched."""


def search_text(source: Source) -> str:
    """Title, place, summary, publisher, labels of what was chosen, long texts and the code, folded."""
    plan = source.plan
    basics, operation, returns = (plan.get(name) or {} for name in ("basics", "operation", "returns"))
    labels = [row.label for key, row in operating_models().items() if key == operation.get("operating_model")]
    labels += [row.label for key, row in return_mechanisms().items() if key in (returns.get("return_mechanisms") or [])]
    labels += [row.label for key, row in fields().items() if key == basics.get("field")]
    texts = [plain((plan.get(name) or {}).get(name) or "") for name in TEXTS]
    scenario = source.scenario
    parts = [basics.get("title"), basics.get("place"), basics.get("summary"), scenario.publisher.name, *labels, *texts]
    return searchable("\n".join(str(part) for part in (*parts, scenario.code) if part))
