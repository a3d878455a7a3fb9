"""The rooms of the house, from the ground up: each may ask those before it in this list, never those after it.

The doors, the policy, the desk, the tick, the import contract and the map in docs/architecture.md are made from it. A new
room is one line here.
"""

from __future__ import annotations

from importlib import import_module

from flask import Flask

from marketplace.accounts import policy
from marketplace.documents import rights as certificate_rights
from marketplace.files import rights as file_rights
from marketplace.health import bp as health
from marketplace.room import Room

ROOMS: tuple[Room, ...] = tuple(
    import_module(f"marketplace.{name}.room").ROOM
    for name in (
        "reference",
        "audit",
        "accounts",
        "numbering",
        "files",
        "backup",
        "notifications",
        "acts",
        "settings",
        "workdays",
        "desk",
        "plans",
        "rules",
        "people",
        "scenarios",
        "documents",
        "publications",
        "questions",
        "claims",
        "objections",
        "panel",
        "scoring",
        "corrections",
        "supervision",
        "problems",
        "catalogue",
        "guide",
        "lifecycle",
        "archive",
        "demo",
    )
)


def install(app: Flask) -> None:
    """Open the doors, and let the rooms do what they declare."""
    app.extensions["rooms"] = ROOMS
    app.register_blueprint(health)
    for room in ROOMS:
        policy.register(room.permissions)
        for door in room.doors:
            app.register_blueprint(door)
        if room.install:
            room.install(app)
    file_rights.install(app, [room.grants for room in ROOMS])
    certificate_rights.install(app, *(room.papers for room in ROOMS))
    policy.check(app)
