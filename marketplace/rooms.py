"""Every room's front door, in one list."""

from __future__ import annotations

from flask import Flask

from marketplace.accounts.views import bp as accounts
from marketplace.catalogue.data_views import bp as open_data
from marketplace.catalogue.views import bp as catalogue
from marketplace.health import bp as health
from marketplace.lifecycle import filters
from marketplace.lifecycle.views import bp as lifecycle
from marketplace.notifications.views import bp as notifications
from marketplace.people.views import bp as people
from marketplace.publications.views import bp as publications
from marketplace.scenarios.views import bp as scenarios
from marketplace.supervision.views import bp as supervision
from marketplace.workdays.views import bp as workdays

DOORS = (
    health,
    accounts,
    people,
    workdays,
    notifications,
    scenarios,
    publications,
    supervision,
    catalogue,
    open_data,
    lifecycle,
)


def install(app: Flask) -> None:
    """Open the doors."""
    for door in DOORS:
        app.register_blueprint(door)
    filters.install(app)
