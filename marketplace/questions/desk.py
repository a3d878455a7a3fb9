"""What questions put on a desk."""

from __future__ import annotations

from collections.abc import Iterator

from marketplace.accounts.models import Person
from marketplace.accounts.predicates import publishes, reviewer, reviewer_role, writes
from marketplace.i18n import _
from marketplace.questions import queries
from marketplace.room import MOST, Desk, Waiting


def desk(person: Person) -> Desk:
    """Questions to answer, and answers to release."""
    return Desk(waiting=list(_waiting(person)))


def _waiting(person: Person) -> Iterator[Waiting]:
    """Questions that the person's organisation answers, and answers that they release; never since when they wait."""
    if person.organisation_id and (publishes & writes)(person, None):
        for row in queries.unanswered(person.organisation_id, limit=MOST):
            title, link = row.round.scenario.public_title, f"/desk/questions/{row.ref}/answer"
            yield Waiting(title, _("待答复提问"), row.due_at, link, _("答复提问"), None, ("question.read", row))
    if reviewer_role(person, None):
        for row in queries.unreleased(limit=MOST):
            if reviewer(person, row):
                title, link = row.round.scenario.public_title, f"/desk/questions/{row.ref}/release"
                yield Waiting(
                    title,
                    _("待公开答复"),
                    queries.release_ends_at(row.round),
                    link,
                    _("公开答复"),
                    None,
                    ("question.read", row),
                )
