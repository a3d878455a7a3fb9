"""What corrections put on a desk."""

from __future__ import annotations

from collections.abc import Iterator

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.accounts.policy import may
from marketplace.accounts.predicates import reviewer_role, writes
from marketplace.corrections.queries import owed_corrections, settled_corrections
from marketplace.i18n import _
from marketplace.room import MOST, Desk, Waiting


def desk(person: Person) -> Desk:
    """Defects to remedy, and claims to decide on after it."""
    return Desk(waiting=[*_corrections(person)])


def _corrections(person: Person) -> Iterator[Waiting]:
    """Defects to remedy, and, for reviewers, claims whose correction was answered or ran out."""
    if person.kind_row and person.kind_row.claims and writes(person, None):
        for one in owed_corrections(person.organisation_id, clock.now()):
            note = _("揭榜申请 %(ref)s，须补正", ref=one.claim.ref)
            url = f"/desk/claims/{one.claim.ref}/remedy"
            title = one.claim.scenario.public_title
            yield Waiting(title, note, one.due_at, url, _("补正"), one.asked_at, ("claim.see", one.claim))
    if reviewer_role(person, None):
        for one in settled_corrections(clock.now(), MOST):
            if may("eligibility.decide", one.claim, person):
                note = (
                    _("%(ref)s 已补正", ref=one.claim.ref)
                    if one.remedied_at
                    else _("%(ref)s 逾期未补正", ref=one.claim.ref)
                )
                url = f"/desk/claims/{one.claim.ref}/eligibility"
                scenario, opens = one.claim.scenario, ("eligibility.decide", one.claim)
                yield Waiting(scenario.public_title, note, scenario.due_at, url, _("资格审查"), one.asked_at, opens)
