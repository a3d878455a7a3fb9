"""The rooms of the house, from the ground up: each may ask those before it in this list, never those after it.

The doors, the policy, the desk, the tick, the import contract and the map in docs/architecture.md are made from it.
"""

from __future__ import annotations

from flask import Flask

from marketplace.accounts import policy
from marketplace.accounts.room import ROOM as ACCOUNTS
from marketplace.acts.room import ROOM as ACTS
from marketplace.archive.room import ROOM as ARCHIVE
from marketplace.audit.room import ROOM as AUDIT
from marketplace.backup.room import ROOM as BACKUP
from marketplace.catalogue.room import ROOM as CATALOGUE
from marketplace.claims.room import ROOM as CLAIMS
from marketplace.corrections.room import ROOM as CORRECTIONS
from marketplace.demo.room import ROOM as DEMO
from marketplace.desk.room import ROOM as DESK
from marketplace.documents import rights as certificate_rights
from marketplace.documents.room import ROOM as DOCUMENTS
from marketplace.files import rights as file_rights
from marketplace.files.room import ROOM as FILES
from marketplace.health import bp as health
from marketplace.lifecycle.room import ROOM as LIFECYCLE
from marketplace.notifications.room import ROOM as NOTIFICATIONS
from marketplace.numbering.room import ROOM as NUMBERING
from marketplace.objections.room import ROOM as OBJECTIONS
from marketplace.panel.room import ROOM as PANEL
from marketplace.people.room import ROOM as PEOPLE
from marketplace.plans.room import ROOM as PLANS
from marketplace.problems.room import ROOM as PROBLEMS
from marketplace.publications.room import ROOM as PUBLICATIONS
from marketplace.questions.room import ROOM as QUESTIONS
from marketplace.reference.room import ROOM as REFERENCE
from marketplace.scenarios.room import ROOM as SCENARIOS
from marketplace.scoring.room import ROOM as SCORING
from marketplace.settings.room import ROOM as SETTINGS
from marketplace.supervision.room import ROOM as SUPERVISION
from marketplace.workdays.room import ROOM as WORKDAYS

ROOMS = (
    REFERENCE,
    AUDIT,
    ACCOUNTS,
    NUMBERING,
    FILES,
    BACKUP,
    NOTIFICATIONS,
    ACTS,
    SETTINGS,
    WORKDAYS,
    DESK,
    PLANS,
    PEOPLE,
    SCENARIOS,
    DOCUMENTS,
    PUBLICATIONS,
    QUESTIONS,
    CLAIMS,
    OBJECTIONS,
    PANEL,
    SCORING,
    CORRECTIONS,
    SUPERVISION,
    PROBLEMS,
    CATALOGUE,
    LIFECYCLE,
    ARCHIVE,
    DEMO,
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
