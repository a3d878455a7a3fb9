"""Every operating model and every return mechanism is explained to whoever reads, with all its parts."""

from __future__ import annotations

import html
from collections.abc import Callable

import pytest

from marketplace.reference import fitting, words
from marketplace.reference.tables import operating_models, return_mechanisms
from marketplace.rules.rulebook import rules
from tests.world.clients import Client
from tests.world.world import World

ClientOf = Callable[[str], Client]


def read(client: Client, path: str) -> str:
    return html.unescape(client.get(path).text)


def test_a_visitor_reads_every_operating_model_with_all_its_parts(client_of: ClientOf) -> None:
    visitor = client_of("")
    for row in operating_models().values():
        page = read(visitor, f"/models/{row.id}/")
        least, most = row.typical_term_years
        parts = [row.label, row.definition, row.exit, row.warning, row.note, words.source(row.source)]
        parts += [*row.fits_when, *row.not_when, *row.example_fields, f"{least}\u00a0—\u00a0{most}\u00a0年"]
        parts += [words.said("who_invests", one) for one in row.who_invests]
        parts += [words.said(column, getattr(row, column)) for column in ("who_owns", "who_operates")]
        parts += [words.said("asset_after_term", row.asset_after_term)]
        parts += [f'href="/mechanisms/{one}/"' for one in return_mechanisms()]
        assert [part for part in parts if part not in page] == [], row.id


def test_a_visitor_reads_every_return_mechanism_with_all_its_parts(client_of: ClientOf) -> None:
    visitor = client_of("")
    for row in return_mechanisms().values():
        page = read(visitor, f"/mechanisms/{row.id}/")
        parts = [row.label, row.definition, row.note, words.source(row.source), *row.risks, *row.evidence]
        parts += [rules()[one].text for one in row.lawful_limits] + [rules()[one].source for one in row.lawful_limits]
        parts += [*row.typical_revenue_items, words.said("payer", row.payer), words.standing(row)]
        parts += [f'href="/models/{one}/"' for one in row.compatible_models]
        assert [part for part in parts if part not in page] == [], row.id


def test_no_page_shows_a_name_of_the_code(client_of: ClientOf) -> None:
    visitor = client_of("")
    for path in [f"/models/{one}/" for one in operating_models()] + [
        f"/mechanisms/{one}/" for one in return_mechanisms()
    ]:
        page = read(visitor, path)
        assert "opinion" not in page and "counts_for" not in page and "no-" not in page.partition("<main")[2], path


@pytest.mark.parametrize(("path", "rows"), [("models", operating_models()), ("mechanisms", return_mechanisms())])
def test_the_index_leads_to_each(client_of: ClientOf, path: str, rows: dict[str, object]) -> None:
    page = read(client_of(""), f"/{path}/")
    assert [one for one in rows if f'href="/{path}/{one}/"' not in page] == []


@pytest.mark.parametrize("path", ["/models/unknown/", "/mechanisms/unknown/", "/models/rent/", "/mechanisms/boo/"])
def test_what_does_not_exist_is_not_found(client_of: ClientOf, path: str) -> None:
    client_of("").get(path, 404)


def test_a_model_shows_the_published_scenarios_that_use_it_and_none_that_is_a_draft(
    world: World, client_of: ClientOf
) -> None:
    code = world.a_scenario(state="open")
    draft = world.a_scenario(state="draft", title="还没有发布的社区食堂")
    visitor = client_of("")
    plan = visitor.get(f"/api/v1/scenarios/{code}").get_json()
    address = f"/models/{plan['operating_model']['id']}/"
    page = read(visitor, address)
    assert f"/scenarios/{code}/" in page and f"?model={plan['operating_model']['id']}" in page
    assert draft not in page
    for one in plan["return_mechanisms"]:
        assert f"/scenarios/{code}/" in read(visitor, f"/mechanisms/{one['id']}/")
    assert address in read(visitor, f"/scenarios/{code}/")


def test_every_value_has_its_words() -> None:
    for column, known in words.COLUMNS.items():
        rows = return_mechanisms() if column in ("selectable", "payer", "enters_cash_flow") else operating_models()
        for row in rows.values():
            value = getattr(row, column)
            assert set(value if isinstance(value, tuple) else [value]) <= set(known)


def test_a_source_of_money_is_no_return_whatever_the_model() -> None:
    bond = return_mechanisms()["funding_source_not_return"]
    assert not fitting.may_be_chosen(bond)
    assert all(fitting.why_not(one, bond).startswith("不是回报机制") for one in [None, *operating_models().values()])


def test_what_does_not_fit_says_why_and_what_fits_says_nothing() -> None:
    boo = operating_models()["boo"]
    assert fitting.why_not(boo, return_mechanisms()["rent"]) == ""
    assert "BOO" in fitting.why_not(boo, return_mechanisms()["tickets_events"])
    assert fitting.why_not(None, return_mechanisms()["operating_subsidy"]).startswith("有条件")
    assert fitting.unfit("unknown").keys() == {"operating_subsidy", "viability_gap", "funding_source_not_return"}
