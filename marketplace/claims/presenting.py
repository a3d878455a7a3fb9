"""A clerk presents a complete draft to be signed: so a lead who came by a recovery signs what they may not read."""

from __future__ import annotations

from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.policy import belonged_then
from marketplace.claims.models import Claim
from marketplace.extensions import db
from marketplace.furniture.times import moment_with_zone
from marketplace.i18n import _
from marketplace.notifications import service as notifications
from marketplace.workflow import Move


def reader_of(claim: Claim, person: Person) -> Person | None:
    """Through whose eyes the claim is checked and sealed when this person signs it: their own, or, where they came by a
    recovery after it was sealed, those of the colleague who presented exactly this draft; None where nobody did."""
    if belonged_then(person, claim):
        return person
    if claim.presented_revision != claim.document_revision or claim.presented_by_id is None:
        return None
    presenter = db.session.get(Person, claim.presented_by_id)
    stays = presenter is not None and presenter.is_active and presenter.organisation_id == claim.lead_organisation_id
    return presenter if stays and belonged_then(presenter, claim) else None


def present(move: Move) -> None:
    """The leads hear that a draft waits for their signature."""
    claim: Claim = move.subject
    claim.presented_revision, claim.presented_by_id = claim.document_revision, move.person.id
    for lead in accounts.active_people([claim.lead_organisation_id], ("lead",)):
        notifications.tell(
            lead,
            key=f"presented/{claim.ref}/{claim.document_revision}",
            title=_("请签发揭榜申请：%(title)s", title=claim.scenario.public_title),
            body=_(
                "%(who)s已写完《%(title)s》的揭榜申请 %(ref)s，提请签发。请在 %(deadline)s 前登录签发；到时没有签发的不开榜。",
                who=move.person.name,
                title=claim.scenario.public_title,
                ref=claim.ref,
                deadline=moment_with_zone(claim.round.deadline),
            ),
            link=f"/desk/claims/{claim.ref}/",
            masked_until=claim.round.deadline,
        )
