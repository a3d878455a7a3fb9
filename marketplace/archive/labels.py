"""The words of an archive's pages: what identifiers are called, and how sheets are laid out."""

from __future__ import annotations

from typing import Any

from marketplace.claims.sheet import CLAIM
from marketplace.claims.states import STATES as CLAIM_STATES
from marketplace.documents.kinds import KINDS
from marketplace.objections.forms import ABOUT
from marketplace.plans.sheet import EVERY, PLAN
from marketplace.reference import options
from marketplace.reference.tables import choices
from marketplace.scenarios.queries import OUTCOMES
from marketplace.scenarios.states import STATES
from marketplace.sheets import Sheet
from marketplace.sheets.fields import Choice, Field, Rows, Year


def labels() -> dict[str, Any]:
    """All words that the pages need, as they are now."""
    return {
        "methods": dict(options.selection_methods()),
        "outcomes": {key: str(label) for key, label in OUTCOMES.items()},
        "claim_states": {state.id: str(state.label) for state in CLAIM_STATES.values()},
        "states": {state.id: str(state.label) for state in STATES.values()},
        "abouts": {key: str(label) for key, label in ABOUT.items()},
        "roles": dict(choices("member_roles")),
        "kinds": {row.id: str(row.label) for row in KINDS.values()},
        "sections": {section.id: str(section.label) for section in EVERY.sections},
        "sheets": {"claim": _sheet(CLAIM), "plan": _sheet(PLAN), "implementation": _sheet(EVERY)},
    }


def _sheet(sheet: Sheet) -> list[dict[str, Any]]:
    return [
        {"id": section.id, "label": str(section.label), "fields": [_field(one) for one in section.fields]}
        for section in sheet.sections
    ]


def _field(field: Field) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": field.id,
        "label": str(field.label),
        "kind": "year" if isinstance(field, Year) else field.kind,
        "unit": str(getattr(field, "unit", "")),
    }
    if isinstance(field, Rows):
        found["columns"] = [_field(column) for column in field.columns]
    elif isinstance(field, Choice) and field.id != "organisation":  # who is registered is no matter of this file
        found["choices"] = {key: str(label) for key, label in field.options}
    return found
