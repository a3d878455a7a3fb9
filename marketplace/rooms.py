"""Every room's front door, in one list."""

from __future__ import annotations

from flask import Flask

from marketplace.accounts.views import bp as accounts
from marketplace.lifecycle import filters
from marketplace.lifecycle.views import bp as lifecycle
from marketplace.scenarios.views import bp as scenarios
from marketplace.supervision.views import bp as supervision

DOORS = (accounts, scenarios, supervision, lifecycle)


def install(app: Flask) -> None:
    """Open the doors."""
    for door in DOORS:
        app.register_blueprint(door)
    filters.install(app)
