"""The parts as fixtures. Each is started by the first test that asks for it, once per worker process."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser

from tests.parts.browser import Watched, open_page, running_chromium
from tests.parts.postgres import Postgres, running_postgres
from tests.parts.server import Marketplace
from tests.parts.smtp import Mailbox, running_mailbox


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The address of an empty database of this test's own."""
    name = postgres.create()
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mail server; `mailbox.settings()` are for the application's environment."""
    with running_mailbox() as box:
        yield box


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser."""
    with running_chromium() as browser:
        yield browser


class OpenPage(Protocol):
    """How a test opens a page."""

    def __call__(
        self, base_url: str, *, width: int = 1440, height: int = 900, scripts: bool = True, **options: Any
    ) -> Watched:
        """A new person's page."""


@pytest.fixture
def open_browser_page(chromium: Browser) -> Iterator[OpenPage]:
    """Opens pages, and at the end of the test asserts that nothing was blocked, missing or thrown in them."""
    opened: list[Watched] = []

    def opening(base_url: str, **options: Any) -> Watched:
        opened.append(open_page(chromium, base_url, **options))
        return opened[-1]

    yield opening
    for watched in opened:
        watched.context.close()
    for watched in opened:
        watched.assert_clean()


@pytest.fixture(scope="session")
def loaded_var_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A VAR_DIR with the example data, made once per test run whatever the number of workers. Copy it; don't write."""
    return _once_per_run(tmp_path_factory, "loaded", lambda var_dir: Marketplace(var_dir).prepare(loaded=True))


@pytest.fixture(scope="session")
def migrated_var_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A VAR_DIR with an empty database at the head migration. Copy it; don't write."""
    return _once_per_run(tmp_path_factory, "migrated", lambda var_dir: Marketplace(var_dir).prepare(loaded=False))


class StartMarketplace(Protocol):
    """How a test starts a server."""

    def __call__(
        self, *, loaded: bool = True, database_url: str = "", demo: bool = True, settings: dict[str, str] | None = None
    ) -> Marketplace:
        """A running marketplace of this test's own."""


@pytest.fixture
def start_marketplace(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StartMarketplace]:
    """Starts servers that this test alone talks to, and stops them afterwards."""
    started: list[Marketplace] = []

    def start(*, loaded: bool = True, database_url: str = "", **options: Any) -> Marketplace:
        var_dir = tmp_path / f"var{len(started)}"
        marketplace = Marketplace(var_dir, database_url=database_url, **options)
        started.append(marketplace)
        if database_url:
            marketplace.prepare(loaded=loaded)
        else:
            template: Path = request.getfixturevalue("loaded_var_dir" if loaded else "migrated_var_dir")
            shutil.copytree(template, var_dir)
        marketplace.start()
        return marketplace

    yield start
    for marketplace in started:
        marketplace.stop()


@pytest.fixture(scope="session")
def rehearsal(loaded_var_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Marketplace]:
    """A running marketplace with the example data that all tests of a worker share: read in it, don't write."""
    var_dir = tmp_path_factory.mktemp("rehearsal") / "var"
    shutil.copytree(loaded_var_dir, var_dir)
    marketplace = Marketplace(var_dir)
    marketplace.start()
    yield marketplace
    marketplace.stop()


def _once_per_run(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    base = factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base  # xdist gives each worker a folder inside
    folder = shared / f"var-{name}"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            making = shared / f"var-{name}-unfinished"
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            make(making)
            making.rename(folder)
    return folder
