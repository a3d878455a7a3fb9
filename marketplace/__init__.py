"""The scenario marketplace of the zone: 城市场景揭榜."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, session

from marketplace import cli, i18n, rooms, web
from marketplace.accounts.models import Person
from marketplace.bodies import Request
from marketplace.extensions import babel, csrf, db, login_manager, mail, migrate
from marketplace.furniture import filters
from marketplace.production import refuse_rehearsal


def create_app(settings: Mapping[str, Any]) -> Flask:
    """The application, put together from its rooms."""
    app = Flask("marketplace", template_folder="../templates", static_folder="../static", root_path=__path__[0])
    app.request_class = Request
    app.config.from_mapping(settings)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # the default provider has it
    app.json.sort_keys = False  # type: ignore[attr-defined]  # answers keep the order of the contract
    db.init_app(app)
    migrate.init_app(app, db, render_as_batch=True)
    csrf.init_app(app)
    babel.init_app(app)
    i18n.install(app)
    mail.init_app(app)
    login_manager.init_app(app)
    login_manager.user_loader(_load_person)
    filters.install(app)
    rooms.install(app)
    web.install(app)
    cli.install(app)
    refuse_rehearsal(app)
    return app


def _load_person(person_id: str) -> Person | None:
    """The person of a session, unless they were disabled or changed their password since."""
    person = db.session.get(Person, int(person_id)) if person_id.isdigit() else None
    return person if person and person.is_active and session.get("epoch") == person.epoch else None
