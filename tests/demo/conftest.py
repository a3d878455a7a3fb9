"""The example data as `demo load` left it: one application for the tests that only read."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.world import make_app, people


@pytest.fixture
def opened() -> Iterator[Callable[[Path], Flask]]:
    """Makes an application over a VAR_DIR that is migrated already, with the keys that lie in it."""
    apps: list[Flask] = []

    def opening(var_dir: Path) -> Flask:
        apps.append(make_app(var_dir, migrated=True, SEAL_KEY=(var_dir / "seal_key").read_text().strip()))
        return apps[-1]

    yield opening
    for app in apps:
        people.close(app)


@pytest.fixture
def loaded(loaded_var_dir: Path, tmp_path: Path, opened: Callable[[Path], Flask]) -> Iterator[Flask]:
    """The application with the example data, in an open application context."""
    shutil.copytree(loaded_var_dir, tmp_path / "var")
    app = opened(tmp_path / "var")
    with app.app_context():
        yield app
