"""Chromium, and pages that remember what a policy blocked and what a script complained of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, sync_playwright

from tests.parts.missing import program

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LISTEN = """document.addEventListener("securitypolicyviolation", (event) => console.error(
    `policy: ${event.effectiveDirective} blocked ${event.blockedURI} ${event.sample} at ${event.sourceFile}:${event.lineNumber}`))"""
SEEN_ELSEWHERE = "Failed to load resource"
"""Chromium says so of every 4xx, a form with messages too; what is not a page is caught by its response."""


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """The browser for as long as the block lasts."""
    path = program("chromium", "Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Watched:
    """A page in a context of its own, and what went wrong in it."""

    page: Page
    troubles: list[str] = field(default_factory=list)

    @property
    def context(self) -> BrowserContext:
        """Its cookies and everything else of one person's browser."""
        return self.page.context

    def forgive(self) -> list[str]:
        """Take back what went wrong so far; for journeys that provoke it."""
        forgiven, self.troubles[:] = list(self.troubles), []
        return forgiven

    def assert_clean(self) -> None:
        """Nothing was blocked, nothing complained, nothing was missing."""
        assert not self.troubles, "\n".join([self.page.url, *self.troubles])

    def assert_accessible(self, **options: Any) -> None:
        """Axe finds nothing against WCAG 2.2 A and AA, nor against good practice."""
        found = Axe().run(self.page, options=options or None)
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"

    def assert_fits(self) -> None:
        """The page doesn't scroll sideways."""
        width: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert width <= 0, f"{self.page.url} is {width} px wider than the window"


def open_page(
    browser: Browser, base_url: str, *, width: int = 1440, height: int = 900, scripts: bool = True, **options: Any
) -> Watched:
    """A new person's page; relative addresses are taken from `base_url`."""
    context = browser.new_context(
        base_url=base_url,
        viewport={"width": width, "height": height},
        java_script_enabled=scripts,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
        **options,
    )
    context.set_default_timeout(10_000)
    context.add_init_script(LISTEN)
    watched = Watched(context.new_page())
    context.on("console", lambda message: _hear(watched, message))
    context.on("weberror", lambda error: watched.troubles.append(f"script: {error.error}"))
    context.on("response", lambda response: _see(watched, response))
    return watched


def _hear(watched: Watched, message: ConsoleMessage) -> None:
    if message.type == "error" and not message.text.startswith(SEEN_ELSEWHERE):
        watched.troubles.append(message.text)


def _see(watched: Watched, response: Response) -> None:
    if response.status >= 400 and response.request.resource_type not in ("document", "fetch", "xhr"):
        watched.troubles.append(f"{response.status} {response.url}")
