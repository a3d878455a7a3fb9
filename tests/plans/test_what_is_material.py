"""Every field of the plan says whether claims rest on it; nobody can forget to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from marketplace.plans.sheet import PLAN
from marketplace.sheets import Sheet
from marketplace.sheets.fields import Text

FIELDS = {f"{section.id}.{field.id}": field for section in PLAN.sections for field in section.fields}


def test_a_field_that_does_not_say_it_does_not_start() -> None:
    first, *rest = PLAN.sections
    silent = replace(first, fields=(*first.fields, Text(id="noise_limit", label="噪声限值")))
    with pytest.raises(ValueError, match=r"basics\.noise_limit: say material"):
        Sheet("plan", "场景方案", (silent, *rest), amendable=True)


def test_no_claim_is_written_for_these_alone() -> None:
    assert {place for place, field in FIELDS.items() if not field.material} == {
        "basics.summary",
        "claim_terms.claim_days",
        "claim_terms.site_visits",
        "claim_terms.contact_name",
        "claim_terms.contact_phone",
        "claim_terms.contact_email",
    }


def test_what_stays_for_the_whole_round_is_material_too() -> None:
    fixed = {place for place, field in FIELDS.items() if field.fixed}
    assert fixed == {"operation.selection_method", "claim_terms.min_claims"}
    assert all(FIELDS[place].material for place in fixed)
