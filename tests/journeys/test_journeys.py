"""Three people do their part in a real browser; every page they pass is accessible and fits a desk and a phone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.contest.player import PASSWORD, flat
from tests.parts.browser import Watched
from tests.parts.plugin import OpenPage
from tests.parts.server import Marketplace
from tests.world import sheets

PLANNED, BEGUN, REPORTED, OPEN = "CJ-2025-0015", "CJ-2025-0018", "CJ-2025-0017", "CJ-2025-0008"
WIDTHS = ((375, 812), (1440, 900))
SAVED = re.compile("已自动保存|自动保存")
Enter = Callable[..., Watched]


@pytest.fixture(scope="module")
def server(loaded_var_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Marketplace]:
    """One marketplace for all journeys; each works on a scenario of its own."""
    var_dir = tmp_path_factory.mktemp("journeys") / "var"
    shutil.copytree(loaded_var_dir, var_dir)
    marketplace = Marketplace(var_dir)
    marketplace.start()
    yield marketplace
    marketplace.stop()


@pytest.fixture
def enter(server: Marketplace, open_browser_page: OpenPage) -> Enter:
    """A person at their desk, signed in by the form."""

    def entering(email: str, **options: Any) -> Watched:
        watched = open_browser_page(server.url, **options)
        page = watched.page
        page.goto("/account/login")
        page.fill("input[name=email]", email)
        page.fill("input[name=password]", PASSWORD)
        page.locator("main form button").first.click()
        page.wait_for_url("**/desk/")
        return watched

    return entering


def looked_at(watched: Watched) -> None:
    """Nothing is in the way of anyone, on a phone and on a desk."""
    for width, height in WIDTHS:
        watched.page.set_viewport_size({"width": width, "height": height})
        watched.assert_fits()
        watched.assert_accessible()


def type_richly(page: Page, field: str, text: str) -> None:
    """Write at the end of a rich text."""
    editor = page.locator(f".field:has(#{field}-label) [contenteditable='true']")
    editor.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)
    expect(editor).to_contain_text(text)


def rewrite(page: Page, section: str, field: str, text: str) -> None:
    """Read at a field what a rule finds in it, and write it anew: what was found goes by itself."""
    page.goto(f"/desk/scenarios/{PLANNED}/plan/{section}")
    found = page.locator(f"[data-findings={field}] [data-severity=block]")
    expect(found).to_have_count(1)
    editor = page.locator(f".field:has(#{field}-label) [contenteditable='true']")
    editor.click()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)
    expect(found).to_have_count(0, timeout=20_000)


def fill(page: Page, values: dict[str, Any]) -> None:
    """Fill a section as a person does: choose, type, add rows."""
    for name, value in flat({name: value for name, value in values.items() if value != []}).items():
        field = page.locator(f"form#section [name='{name}']")
        if not field.count():
            page.locator(f"button[name=rows-add][value='{name.split('-')[0]}']").click()
        if page.locator(f".field:has(#{name}-label) [contenteditable='true']").count():
            type_richly(page, name, value)
        elif field.first.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        elif field.first.get_attribute("type") in ("radio", "checkbox"):
            page.locator(f"form#section [name='{name}'][value='{value}']").check()
        else:
            field.fill(value)


def test_a_clerk_writes_and_the_lead_reports(enter: Enter) -> None:
    """The rich text and a new row are saved by themselves; the lead reads everything and reports."""
    clerk = enter("clerk@shijiuli.example")
    page = clerk.page
    looked_at(clerk)
    page.goto(f"/desk/scenarios/{PLANNED}/")
    looked_at(clerk)
    page.get_by_role("link", name="回报机制", exact=True).click()
    type_richly(page, "returns", "经复核，冷链补助已列入年度预算。")
    rows = page.locator("table[data-rows=investment] tbody tr:not(.row-error)")
    before = rows.count()
    page.locator("button[name=rows-add][value=investment]").click()
    expect(rows).to_have_count(before + 1)
    page.locator("[name='discount_rate_pct']").fill("5.5")
    expect(page.locator("[data-save-state]").first).to_have_text(SAVED, timeout=20_000)
    looked_at(clerk)
    page.reload()
    expect(page.locator("[contenteditable='true']").first).to_contain_text("冷链补助已列入年度预算")
    expect(page.locator("[name='discount_rate_pct']")).to_have_value("5.5")

    rewrite(
        page,
        "operation",
        "operation",
        "运营方负责预冷、净菜和配送，村集体按约定比例分成，工程另行招标，权属清晰，按月结算。",
    )
    looked_at(clerk)
    rewrite(page, "claim_terms", "qualifications", "具有冷库运营或者净菜加工业绩，承诺对农户按期付款并接受资金监管。")

    lead = enter("lead@shijiuli.example")
    page = lead.page
    page.goto(f"/desk/scenarios/{PLANNED}/actions/submit")
    looked_at(lead)
    page.get_by_role("button", name="上报", exact=True).click()
    expect(page.locator("main")).to_have_attribute("data-state", "submitted")
    looked_at(lead)


def test_an_investor_claims_and_gets_a_receipt(enter: Enter) -> None:
    """From the public page to the sealed claim and its receipt."""
    investor = enter("lead@investor1.example")
    page = investor.page
    page.goto(f"/scenarios/{OPEN}/")
    looked_at(investor)
    page.locator("form[action$='/claim'] button").first.click()
    page.wait_for_url("**/desk/claims/JB-*/")
    home = page.url
    looked_at(investor)
    body = sheets.claim("investor1", operation={"operating_model": "concession_bot"})
    prefilled = ("revenue", "cost", "discount_rate_pct")  # from the published plan
    for section, values in body.items():
        page.goto(f"{home}{section}")
        fill(page, {name: value for name, value in values.items() if name not in prefilled})
        if section in ("money", "team"):
            looked_at(investor)
        page.locator("form#section button[name=stay]").click()
        expect(page.locator(".error-summary")).to_have_count(0)
    page.goto(home)
    page.get_by_role("button", name="提交").first.click()
    if "/actions/submit" in page.url:
        page.locator("main form button").first.click()
    page.goto(f"{home}receipt")
    expect(page.locator("main")).to_contain_text(re.compile("[0-9a-f]{64}"))
    looked_at(investor)


def test_the_office_vets_and_publishes(enter: Enter) -> None:
    """The reviewer judges, another person approves, and the public reads the publication."""
    reviewer = enter("reviewer@office.example")
    page = reviewer.page
    looked_at(reviewer)
    page.goto(f"/desk/scenarios/{REPORTED}/actions/vet")
    looked_at(reviewer)
    for criterion in ("traction", "feasibility", "leverage"):
        page.locator(f"[name=score_{criterion}][value='4']").check(force=True)
        page.fill(f"[name=reason_{criterion}]", "依据充分，收入可核。")
    page.get_by_role("button", name="初审通过").click()
    expect(page.locator("main")).to_have_attribute("data-state", "vetted")

    approver = enter("approver@office.example")
    page = approver.page
    page.goto(f"/desk/scenarios/{REPORTED}/actions/publish")
    page.locator("[name=fair_competition][value=passed]").check(force=True)
    looked_at(approver)
    page.get_by_role("button", name="推介发布").click()
    expect(page.locator("main")).to_have_attribute("data-state", "open")
    page.goto(f"/scenarios/{REPORTED}/")
    page.get_by_role("link", name="推介文件").click()
    expect(page.locator("main")).to_contain_text("城推〔2026〕")
    looked_at(approver)


def test_rows_come_and_go_without_scripts(enter: Enter) -> None:
    """Where no script runs, named buttons add and remove rows, and nothing that was typed is lost."""
    clerk = enter("clerk@center1.example", scripts=False)
    page = clerk.page
    page.goto(f"/desk/scenarios/{BEGUN}/plan/schedule")
    page.fill("[name=milestones-0-name]", "开工")
    page.locator("button[name=rows-add][value=milestones]").click()
    page.fill("[name=milestones-1-name]", "误填的一行")
    page.locator("button[name=rows-add][value=milestones]").click()
    page.fill("[name=milestones-2-name]", "见效")
    page.locator("button[name=rows-remove][value=milestones-1]").click()
    expect(page.locator("[name=milestones-0-name]")).to_have_value("开工")
    expect(page.locator("[name=milestones-1-name]")).to_have_value("见效")
    page.locator("form#section button[name=stay]").click()
    page.goto(f"/desk/scenarios/{BEGUN}/plan/schedule")
    expect(page.locator("[name=milestones-1-name]")).to_have_value("见效")
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        clerk.assert_fits()


def test_two_versions_meet_and_both_are_kept(enter: Enter) -> None:
    """Saved meanwhile by a colleague: both versions stand side by side, and the form to merge them saves."""
    clerk, lead = (enter(f"{who}@shijiuli.example", scripts=False) for who in ("clerk", "lead"))
    for watched in (clerk, lead):
        watched.page.goto(f"/desk/scenarios/{OPEN}/plan/positioning")
    for watched, words in ((clerk, "全镇村民"), (lead, "全镇居民和商户")):
        watched.page.fill("[name=beneficiaries]", words)
        watched.page.locator("form#section button[name=stay]").click()
    page = lead.page
    expect(page.locator("#conflict-title")).to_be_visible()
    expect(page.locator("main")).to_contain_text("全镇村民")
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        lead.assert_fits()
    page.locator("main form[action$='/plan/positioning'] button").first.click()
    page.goto(f"/desk/scenarios/{OPEN}/plan/positioning")
    expect(page.locator("[name=beneficiaries]")).to_have_value("全镇居民和商户")


def test_a_comparison_typed_into_the_editor_is_the_same_after_being_opened_and_saved_again(enter: Enter) -> None:
    """C80: it was right at first and cut when it was opened again."""
    page, text = enter("clerk@center1.example").page, "按<A区控制性详细规划>执行；当a<b且c>d时，<!-- 其余另定"
    page.goto("/desk/scenarios/new")
    page.fill("[name=title]", "控制性详细规划条款场景")
    page.select_option("[name=field]", index=1)
    page.locator("main form button").first.click()
    page.wait_for_url(re.compile(r"/desk/scenarios/CJ-[0-9-]+/$"))
    desk = page.url
    for typed, shown in ((text, text), ("又加一句。", f"{text}又加一句。")):
        page.goto(f"{desk}plan/situation")
        page.get_by_role("textbox", name="现状问题").click()
        page.keyboard.press("Control+End")
        page.keyboard.type(typed)
        page.locator("button[name=stay]").click()
        expect(page.locator("main")).to_contain_text("已保存")
        page.goto(f"{desk}plan/situation")
        expect(page.get_by_role("textbox", name="现状问题")).to_have_text(shown)
        page.goto(f"{desk}plan/")
        expect(page.locator("main")).to_contain_text(shown)
