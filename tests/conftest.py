"""Fixtures for every test: a fresh application over its own migrated database, people, and signed-in clients."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings

from tests.world import make_app, people
from tests.world.clients import Client
from tests.world.moments import AWKWARD_DAYS, BEGIN, morning_of
from tests.world.place import Place, Shelf, shared_folder
from tests.world.world import World

pytest_plugins = ["tests.parts.plugin"]
settings.register_profile("house", deadline=None)
settings.load_profile("house")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is sensitive to dates is tried on the ordinary day and on each awkward one."""
    if metafunc.definition.get_closest_marker("any_day"):
        if "begins" not in metafunc.fixturenames:
            metafunc.fixturenames.append("begins")
        moments = {"an ordinary day": BEGIN, **{name: morning_of(day) for name, day in AWKWARD_DAYS.items()}}
        metafunc.parametrize("begins", list(moments.values()), ids=list(moments))


@pytest.fixture
def begins() -> datetime:
    """When this test's world begins."""
    return BEGIN


@pytest.fixture(scope="session")
def template_var_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A VAR_DIR with a migrated database, the calendar and some people; copied for each test."""
    folder = tmp_path_factory.mktemp("template")
    app = make_app(folder)
    people.settle(app)
    people.close(app)
    return folder


@pytest.fixture(scope="session")
def one_app(template_var_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The application that this process's tests take turns with, and its place."""
    return Place(tmp_path_factory.mktemp("turns"), template_var_dir, Shelf(shared_folder(tmp_path_factory, "shelf")))


@pytest.fixture
def place(one_app: Place, begins: datetime) -> Iterator[Place]:
    """A fresh world at the moment when this test begins."""
    one_app.begin(begins)
    yield one_app
    people.close(one_app.app)


@pytest.fixture
def app(place: Place) -> Flask:
    """The application in rehearsal mode, over a fresh SQLite database."""
    return place.app


@pytest.fixture
def world(place: Place) -> World:
    """Builds scenarios and moves them, as people would."""
    return World(place.app, place)


@pytest.fixture
def client_of(app: Flask) -> Callable[[str], Client]:
    """A signed-in client by e-mail address; "" is a visitor."""
    return lambda email: Client.signed_in(app, email) if email else Client(app)
