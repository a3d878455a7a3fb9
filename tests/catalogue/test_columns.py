"""A field of the plan becomes a column that lists filter by, in one line."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from flask import Flask
from sqlalchemy import Boolean, Integer, Numeric, String, column
from werkzeug.datastructures import MultiDict

from marketplace.catalogue import derive, filters
from marketplace.catalogue.columns import Listed, Source
from marketplace.catalogue.fields import from_plan
from marketplace.catalogue.models import Entry
from tests.world import sheets


def listed(section: str, field: str) -> Listed:
    """The row of such a column."""
    row: Listed = from_plan(section, field).column.info["listed"]
    return row


def issued(**plan: Any) -> Source:
    """A version that was issued with such a plan."""
    return cast(Source, SimpleNamespace(plan=sheets.plan(**plan)))


@pytest.mark.parametrize(
    ("section", "field", "kind", "value"),
    [
        ("claim_terms", "consortium_allowed", Boolean, False),
        ("claim_terms", "claim_days", Integer, 25),
        ("returns", "discount_rate_pct", Numeric, 5),
        ("operation", "selection_method", String, "tender"),
    ],
)
def test_a_field_has_the_type_and_the_value_of_its_kind(section: str, field: str, kind: type, value: Any) -> None:
    assert isinstance(from_plan(section, field).column.type, kind)
    assert listed(section, field).derive(issued(**{section: {field: value}})) == value
    assert listed(section, field).derive(cast(Source, SimpleNamespace(plan={}))) is None


def test_a_choice_is_offered_as_the_sheet_offers_it(app: Flask) -> None:
    with app.app_context():
        method = listed("operation", "selection_method").filter
        assert method and (method.name, str(method.legend)) == ("selection_method", "选择方式")
        assert ("tender", "公开招标") in list(method.options())
        allowed = listed("claim_terms", "consortium_allowed").filter
        assert allowed and [key for key, _label in allowed.options()] == ["yes", "no"]
        assert str(allowed.matches(column("it"), "no").compile(compile_kwargs={"literal_binds": True})).startswith(
            "it IS"
        )
        several = listed("returns", "return_mechanisms")
        assert several.derive(issued(returns={"return_mechanisms": ["rent", "emc"]})) == "|rent|emc|"
        assert several.told and several.told.show("|rent|emc|") == ["rent", "emc"] and several.told.show(None) == []


def test_a_number_is_bounded_on_both_sides(app: Flask) -> None:
    with app.app_context():
        days = listed("claim_terms", "claim_days").bounds
        assert days and (str(days.legend), days.least[0], str(days.most[1])) == (
            "揭榜期限 (天)",
            "min_claim_days",
            "揭榜期限不多于",
        )


def test_no_list_filters_by_long_texts_or_tables() -> None:
    for section, field in (("situation", "situation"), ("returns", "investment"), ("basics", "title")):
        with pytest.raises(TypeError):
            from_plan(section, field)


def test_every_column_is_derived_and_every_filter_has_its_own_name(app: Flask) -> None:
    """A column that nobody derives would stay empty; two filters of one name would answer for each other."""
    own = {"scenario_id", "version"}
    assert set(derive.COLUMNS) == {one.key for one in Entry.__table__.columns} - own
    names = [one.name for one, _column in filters.FILTERS]
    names += [name for one, _column in filters.RANGES for name, _label in (one.least, one.most)]
    assert len(set(names)) == len(names)
    with app.app_context():
        asked = MultiDict([(name, "1") for name in names])
        assert {name for name, _value in filters.Wanted.of(asked).pairs()} == set(names)
