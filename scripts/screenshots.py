"""The pictures of docs/screenshots/: each page as the person who works with it sees it, on a desk and on a phone."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.parts.browser import open_page, running_chromium
from tests.parts.server import ROOT, Marketplace

PICTURES = ROOT / "docs" / "screenshots"
PASSWORD = "Jiebang-2026!"  # of every account of the rehearsal
WIDTHS = (1440, 375)
HEIGHT = 1400  # what a reader of README looks at; a whole page would be long, and the file big


@dataclass(frozen=True)
class Picture:
    """One page: who looks at it, where it is, and links to follow from there, for addresses only the data knows."""

    name: str
    path: str
    email: str = ""
    follow: tuple[str, ...] = ()


CLERK, REVIEWER = "clerk@shijiuli.example", "reviewer@office.example"
INVESTOR, EXPERT = "lead@investor2.example", "expert1@experts.example"
DRAFT = "main a[href^='/desk/scenarios/CJ-']"
PICTURES_TO_TAKE = (
    Picture("home", "/"),
    Picture("catalogue", "/scenarios/"),
    Picture("scenario", "/scenarios/?state=open", follow=("main a[href^='/scenarios/CJ-']",)),
    Picture("publication", "/publications/", follow=("main a[href^='/publications/CT-']",)),
    Picture("task-list", "/desk/", CLERK, (DRAFT,)),
    Picture("section-returns", "/desk/", CLERK, (DRAFT, "main a[href$='/plan/returns']")),
    Picture("desk-office", "/desk/", REVIEWER),
    Picture("review", "/desk/", REVIEWER, ("main a[href$='/actions/vet']",)),
    Picture("claim", "/desk/claims/", INVESTOR, ("main a[href^='/desk/claims/JB-']",)),
    Picture("evaluation", "/desk/", REVIEWER, ("main a[href$='/claims/']",)),
    Picture("score-sheet", "/desk/evaluations/", EXPERT, ("main a[href^='/desk/evaluations/JB-']",)),
)


def sign_in(page: Page, email: str) -> None:
    """Sign in by the form."""
    page.goto("/account/login")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form", has=page.locator("input[name=password]")).locator("button").first.click()
    page.wait_for_url(lambda url: "/account/login" not in url)


def take(browser: Browser, url: str, picture: Picture, width: int) -> str:
    """Take one picture; returns what kept it from being taken."""
    watched = open_page(browser, url, width=width, height=900 if width > 600 else 812)
    page = watched.page
    try:
        if picture.email:
            sign_in(page, picture.email)
        answer = page.goto(picture.path)
        for selector in picture.follow:
            if not page.locator(selector).count():
                return f"{picture.name}: no {selector} on {page.url}"
            answer = page.goto(page.locator(selector).first.get_attribute("href") or "")
        if answer is None or not answer.ok:
            return f"{picture.name}: {page.url} answered {answer.status if answer else 'nothing'}"
        height = min(HEIGHT, page.evaluate("document.documentElement.scrollHeight"))
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=PICTURES / f"{picture.name}-{width}.png")
        return "; ".join(watched.troubles)
    finally:
        watched.context.close()


def main() -> int:
    """Take them all; the number of those that could not be taken."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    troubles = []
    with tempfile.TemporaryDirectory() as folder, running_chromium() as browser:
        marketplace = Marketplace(Path(folder) / "var")
        marketplace.prepare(loaded=True)
        marketplace.start()
        try:
            for picture in PICTURES_TO_TAKE:
                troubles += [take(browser, marketplace.url, picture, width) for width in WIDTHS]
        finally:
            marketplace.stop()
    troubles = [trouble for trouble in troubles if trouble]
    print("\n".join(troubles) or f"{len(PICTURES_TO_TAKE) * len(WIDTHS)} pictures are in {PICTURES.relative_to(ROOT)}/")
    return len(troubles)


if __name__ == "__main__":
    raise SystemExit(main())
