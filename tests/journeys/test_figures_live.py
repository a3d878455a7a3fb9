"""In a browser the figures beside the form follow what is typed, within a second, in plan and claim, and nothing is saved by it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.contest.player import PASSWORD
from tests.parts.browser import Watched
from tests.parts.plugin import OpenPage
from tests.parts.server import Marketplace

WITHIN = 1_000  # milliseconds from the last key on


@pytest.fixture(scope="module")
def server(loaded_var_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Marketplace]:
    """One marketplace with the example data."""
    var_dir = tmp_path_factory.mktemp("live") / "var"
    shutil.copytree(loaded_var_dir, var_dir)
    marketplace = Marketplace(var_dir)
    marketplace.start()
    yield marketplace
    marketplace.stop()


def entered(server: Marketplace, open_browser_page: OpenPage, email: str) -> Watched:
    watched = open_browser_page(server.url)
    page = watched.page
    page.goto("/account/login")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url("**/desk/")
    return watched


def test_figures_sums_and_curve_follow_what_is_typed(server: Marketplace, open_browser_page: OpenPage) -> None:
    watched = entered(server, open_browser_page, "clerk@shijiuli.example")
    page = watched.page
    first = page.locator("main a[href^='/desk/scenarios/CJ-']").first.get_attribute("href") or ""
    page.goto("/".join(first.split("/")[:4]) + "/plan/returns")
    shown = page.locator("[data-figures-shown]")
    before = shown.inner_text()
    revision = page.input_value("form#section input[name=revision]")
    amount = page.locator("[name='investment-0-amount_wan']")
    amount.fill("123456")
    expect(shown).not_to_have_text(before, timeout=WITHIN)
    expect(page.locator("[data-rows=investment] [data-total]")).to_contain_text("124,", timeout=WITHIN)
    page.fill("[name=loan_rate_pct]", "4")
    page.fill("[name=loan_years]", "10")
    page.select_option("[name=repayment]", "equal_principal")
    expect(shown).to_contain_text("最低偿债备付率", timeout=WITHIN)
    assert page.input_value("form#section input[name=revision]") == revision
    for width, height in ((375, 812), (1440, 1000)):
        page.set_viewport_size({"width": width, "height": height})
        watched.assert_fits()
        watched.assert_accessible()
        if folder := os.environ.get("PICTURES"):
            page.screenshot(path=f"{folder}/live-{width}.png", full_page=True)
    page.locator("button[name=figures]").click()
    expect(page.locator("main")).to_contain_text("还没有保存")
    expect(page.locator("[name=loan_years]")).to_have_value("10")
    page.locator("button[name=stay]").click()
    page.goto(page.url.replace("/returns", "/"))
    expect(page.locator("main")).to_contain_text("融资后现金流")
    for width, height in ((375, 812), (1440, 1000)):
        page.set_viewport_size({"width": width, "height": height})
        watched.assert_fits()
        watched.assert_accessible()
        if folder := os.environ.get("PICTURES"):
            page.screenshot(path=f"{folder}/whole-{width}.png", full_page=True)
