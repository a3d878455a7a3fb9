"""The guide in a real browser: accessible, and legible on a phone, without scripts too."""

from __future__ import annotations

import pytest

from tests.parts.plugin import OpenPage
from tests.parts.server import Marketplace

ANSWERS = "users_pay=yes&asset_owner_after=public&existing_asset=yes"
PAGES = ("/models/", "/models/investor_epc/", "/mechanisms/", "/mechanisms/viability_gap/", f"/models/choose?{ANSWERS}")


@pytest.mark.browser
@pytest.mark.slow
def test_the_guide_is_accessible_and_fits_a_phone_and_a_desk(
    rehearsal: Marketplace, open_browser_page: OpenPage
) -> None:
    watched = open_browser_page(rehearsal.url)
    for path in PAGES:
        watched.page.goto(path)
        for width in (375, 1440):
            watched.page.set_viewport_size({"width": width, "height": 900})
            watched.assert_fits()
            watched.assert_accessible()


@pytest.mark.browser
@pytest.mark.slow
def test_answers_lead_to_models_without_scripts(rehearsal: Marketplace, open_browser_page: OpenPage) -> None:
    page = open_browser_page(rehearsal.url, scripts=False).page
    page.goto("/models/choose")
    page.get_by_label("归经营主体").check()
    page.get_by_label("新建、扩建或结构改造").check()
    page.get_by_role("button", name="看结果").click()
    page.locator("h3 a").first.click()
    assert page.url.endswith("/models/boo/")
