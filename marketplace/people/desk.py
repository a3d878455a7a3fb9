"""What people and organisations put on a desk of the office."""

from __future__ import annotations

from collections.abc import Iterator

from marketplace.accounts.models import Person
from marketplace.accounts.policy import may
from marketplace.accounts.predicates import approver_role
from marketplace.i18n import _
from marketplace.people import deciding, proposals, queries, standing
from marketplace.room import MOST, Desk, Waiting


def desk(person: Person) -> Desk:
    """Organisations to verify, and what an admin proposed."""
    return Desk(waiting=[*_registrations(person), *_proposals(person)])


def _registrations(person: Person) -> Iterator[Waiting]:
    """Organisations to verify, each with the moment from which it counts as verified."""
    if not may("organisations.verify", None, person):
        return
    found = queries.unverified(MOST)
    due = standing.decisions_due(found)
    for organisation in found:
        yield Waiting(
            organisation.name,
            _("新注册单位，待核验"),
            due[organisation.id],
            f"/desk/organisations/{organisation.code}/",
            _("核验"),
            organisation.created_at,
            ("organisations.verify", None),
        )


def _proposals(person: Person) -> Iterator[Waiting]:
    """What an admin proposed and this approver may confirm."""
    if not approver_role(person, None):
        return
    for row in proposals.waiting():
        if may("proposal.decide", row, person):
            words = _("%(label)s，待确认", label=deciding.label_of(row))
            name, url = deciding.name_of(row), proposals.address(row)
            yield Waiting(name, words, None, url, _("确认"), row.proposed_at, ("proposal.decide", row))
