"""A bare application with nothing in it but the furniture, at the reference hour of the example data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask, render_template, render_template_string
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect

from marketplace import clock
from marketplace.furniture import filters

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = (
    "catalogue.scenarios",
    "catalogue.notices",
    "catalogue.large_print",
    "desk.desk",
    "accounts.login",
    "accounts.logout",
    "notifications.messages",
    "people.me",
)
Render = Callable[..., str]


@pytest.fixture
def now() -> datetime:
    """10:00 of 24 November 2026 in Shanghai."""
    return NOW


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The bare application, inside a request."""
    app = Flask("furniture", root_path=str(ROOT))
    app.config.update(SECRET_KEY="of a test", TESTING=True)
    Babel(app, default_locale="zh_Hans_CN")
    CSRFProtect(app)
    filters.install(app)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    for endpoint in ELSEWHERE:
        app.add_url_rule("/" + endpoint, endpoint, lambda: "", methods=["GET", "POST"])
    with app.test_request_context():
        yield app


@pytest.fixture
def render(app: Flask) -> Render:
    """Renders a template of the tree."""
    return render_template


@pytest.fixture
def piece(app: Flask) -> Render:
    """Renders a few words of Jinja, with all macros at hand."""
    macros = "".join(
        f"{{% import '_furniture/{name}.html' as {name} %}}"
        for name in ("course", "forms", "marks", "official", "page", "rows", "sheet_document", "sheet_form")
    )
    return lambda source, **context: render_template_string(macros + source, **context).strip()


@pytest.fixture
def clerk() -> SimpleNamespace:
    """Someone signed in for a publisher."""
    return SimpleNamespace(organisation=SimpleNamespace(code="shijiuli", short_name="十九里镇"), role_label="经办人")
