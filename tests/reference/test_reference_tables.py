"""The reference tables agree with each other and with the example plans."""

import json
from pathlib import Path
from typing import Any

import pytest

from marketplace.finance.rows import GOVERNMENT_SOURCES, SOCIAL_SOURCES
from marketplace.reference.methods import SELECTION_METHODS, PanelSize, selection_method
from marketplace.reference.rows import OperatingModel, ReturnMechanism
from marketplace.reference.tables import (
    choices,
    city_list_items,
    fields,
    operating_models,
    return_mechanisms,
    same_promises,
    vocabulary,
)

DATA = Path(__file__).parents[2] / "marketplace/demo/data"
PLANS: list[dict[str, Any]] = [
    json.loads(path.read_text(encoding="utf-8")) for path in sorted((DATA / "scenarios").glob("*.json"))
]
CLAIMS: list[dict[str, Any]] = json.loads((DATA / "claims.json").read_text(encoding="utf-8"))
ASSETS_AFTER_TERM = {"stays_public", "handed_over", "stays_private", "split_by_shares", "returned_to_lessor", "bought"}


def test_the_tables_are_complete() -> None:
    assert (len(operating_models()), len(return_mechanisms()), len(fields()), len(city_list_items())) == (
        18,
        16,
        14,
        10,
    )


@pytest.mark.parametrize("model", operating_models().values(), ids=lambda model: model.id)
def test_each_mechanism_of_a_model_names_the_model_too(model: OperatingModel) -> None:
    for mechanism in model.compatible_return_mechanisms:
        assert model.id in return_mechanisms()[mechanism].compatible_models


@pytest.mark.parametrize("mechanism", return_mechanisms().values(), ids=lambda mechanism: mechanism.id)
def test_each_model_of_a_mechanism_names_the_mechanism_too(mechanism: ReturnMechanism) -> None:
    for model in mechanism.compatible_models:
        assert mechanism.id in operating_models()[model].compatible_return_mechanisms


@pytest.mark.parametrize("model", operating_models().values(), ids=lambda model: model.id)
def test_the_columns_of_a_model_hold_known_words(model: OperatingModel) -> None:
    assert set(model.who_invests) <= {"government", "zone_company", "social_capital"}
    assert model.who_owns in {"government", "zone_company", "social_capital", "project_company", "joint"}
    assert model.who_operates in {"social_capital", "project_company", "zone_company"}
    assert model.asset_after_term in ASSETS_AFTER_TERM
    assert model.user_pays in {"yes", "partly", "no"}
    assert model.government_pays in {"none", "service_fee", "purchase_of_services"}
    least, most = model.typical_term_years
    assert 1 <= least <= most


@pytest.mark.parametrize("mechanism", return_mechanisms().values(), ids=lambda mechanism: mechanism.id)
def test_the_columns_of_a_mechanism_hold_known_words(mechanism: ReturnMechanism) -> None:
    assert mechanism.selectable in {"yes", "restricted", "no"}
    assert mechanism.payer in {"users", "market", "government", "appreciation", "none"}
    assert mechanism.enters_cash_flow in {"per_year", "one_off", "none"}


def test_the_selection_methods_are_those_of_the_law() -> None:
    rows = [
        (m.id, m.claims.value, m.plan_may_ask_more, m.experts.value, m.odd_experts, m.first_ranked_is_binding)
        for m in SELECTION_METHODS
    ]
    assert rows == [
        ("open_competition", 1, True, 3, False, True),
        ("negotiation", 3, False, 3, True, True),
        ("tender", 3, False, 5, True, True),
    ]


@pytest.mark.parametrize(
    ("method", "experts", "enough"), [("tender", 5, True), ("tender", 6, False), ("negotiation", 4, False)]
)
def test_a_tender_needs_an_odd_panel(method: str, experts: int, enough: bool) -> None:
    row = selection_method(method)
    size = PanelSize.of({"fewest_experts": row.experts.value, "odd_experts": row.odd_experts})
    assert size.is_lawful(experts) is enough


@pytest.mark.parametrize(
    ("fewest", "odd", "sitting", "missing"), [(5, True, 3, 2), (5, True, 6, 1), (4, True, 2, 3), (3, False, 4, 0)]
)
def test_a_panel_says_how_many_it_lacks(fewest: int, odd: bool, sitting: int, missing: int) -> None:
    size = PanelSize(fewest, odd)
    assert size.missing(sitting) == missing
    assert size.is_lawful(sitting + missing) and all(not size.is_lawful(sitting + n) for n in range(missing))


def test_vocabulary_comes_as_pairs() -> None:
    assert choices("resource_statuses") == [("secured", "已落实"), ("negotiating", "洽谈中"), ("wanted", "需导入")]
    assert "note" not in vocabulary()
    with pytest.raises(KeyError):
        choices("colours")


def test_the_sources_of_investment_are_those_the_finance_engine_counts() -> None:
    sources = {choice.id: choice.counts_as for choice in vocabulary()["investment_sources"]}
    assert {name for name, side in sources.items() if side == "government"} == GOVERNMENT_SOURCES
    assert {name for name, side in sources.items() if side == "social"} == SOCIAL_SOURCES


def test_city_list_items_belong_to_known_fields() -> None:
    assert all(item.field in fields() for item in city_list_items())


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan["slug"])
def test_the_example_plans_choose_from_the_tables(plan: dict[str, Any]) -> None:
    assert plan["basics"]["field"] in fields()
    assert plan["operation"]["operating_model"] in operating_models()
    assert selection_method(plan["operation"]["selection_method"]) in SELECTION_METHODS
    assert set(plan["returns"]["return_mechanisms"]) <= set(return_mechanisms())


def test_the_example_claims_keep_the_promises_of_their_plans() -> None:
    models = {plan["number"]: plan["operation"]["operating_model"] for plan in PLANS}
    assert all(same_promises(claim["operating_model"], models[claim["scenario"]]) for claim in CLAIMS)
    assert sum(claim["operating_model"] != models[claim["scenario"]] for claim in CLAIMS) == 3


def test_promises_differ_by_concession_or_by_the_asset() -> None:
    assert same_promises("concession_bot", "concession_rot")
    assert not same_promises("concession_bot", "emc")  # both are handed over, one is no concession
    assert not same_promises("boo", "service_purchase")
    assert not same_promises("boo", "unknown")
    assert not same_promises("unknown", "unknown")
