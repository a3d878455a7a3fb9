"""Every room's front door, in one list."""

from __future__ import annotations

from flask import Flask

from marketplace.accounts.views import bp as accounts
from marketplace.archive.views import bp as archive
from marketplace.catalogue.data_views import bp as open_data
from marketplace.catalogue.views import bp as catalogue
from marketplace.claims import attachments as claim_files
from marketplace.claims import audience as claim_audience
from marketplace.claims import panels, recoveries, unsealings
from marketplace.claims import papers as claim_papers
from marketplace.claims.views import bp as claims
from marketplace.documents import rights as certificate_rights
from marketplace.documents.views import bp as documents
from marketplace.evaluation import corrections, group, raising, replies, results
from marketplace.evaluation.views import bp as evaluation
from marketplace.files import rights
from marketplace.files.views import bp as files
from marketplace.health import bp as health
from marketplace.lifecycle import by_decision, filters, hearing
from marketplace.notifications.views import bp as notifications
from marketplace.people import recovery
from marketplace.people.views import bp as people
from marketplace.publications import attachments as publication_files
from marketplace.publications.views import bp as publications
from marketplace.questions import audience
from marketplace.questions.views import bp as questions
from marketplace.scenarios import attachments as scenario_files
from marketplace.scenarios.views import bp as scenarios
from marketplace.settings.views import bp as settings
from marketplace.supervision.views import bp as supervision
from marketplace.workdays.views import bp as workdays

DOORS = (
    health,
    accounts,
    people,
    workdays,
    settings,
    files,
    notifications,
    scenarios,
    documents,
    publications,
    questions,
    claims,
    evaluation,
    supervision,
    catalogue,
    open_data,
    hearing.bp,
    archive,
)


def install(app: Flask) -> None:
    """Open the doors."""
    for door in DOORS:
        app.register_blueprint(door)
    filters.install(app)
    unsealings.install(app)
    recovery.install(app, recoveries.keep)
    judged_files = (corrections.GRANTS, raising.GRANTS, group.GRANTS, by_decision.GRANTS)
    rights.install(app, (scenario_files.GRANTS, publication_files.GRANTS, claim_files.GRANTS, *judged_files))
    audience.install(app, claim_audience.participants)
    certificate_rights.install(app, claim_papers.OWNERS, replies.OWNERS)
    panels.install(app, (corrections.correction_panel, results.result_panel, claim_papers.papers_panel))
