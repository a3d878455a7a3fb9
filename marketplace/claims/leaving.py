"""Who may leave a consortium when, and what a departure means for the rest of the round."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Organisation, Person
from marketplace.audit import service as audit
from marketplace.claims.models import Claim, ClaimDeparture
from marketplace.extensions import db, unit_of_work
from marketplace.furniture import kept
from marketplace.i18n import _l
from marketplace.notifications import service as notifications
from marketplace.settings import queries as settings


def stops_at(claim: Claim) -> datetime:
    """From this moment on a member leaves with the lead's consent only."""
    return claim.round.deadline - timedelta(hours=hours(claim))


def hours(claim: Claim) -> int:
    """How long before the deadline that is."""
    return settings.of_round(claim.round.figures, "leave_hours")


def is_bound(claim: Claim, organisation_id: int | None) -> bool:
    """Whether the claim counts on the organisation: it confirmed, or stands in the submission that counts. Who was only
    named declines at any time, and whom the lead took out already is not held: neither is a departure."""
    counted = organisation_id in claim.confirmed_member_ids or organisation_id in claim.bound_member_ids
    return counted and organisation_id in claim.member_ids


def needs_consent(claim: Claim, organisation_id: int | None) -> bool:
    """Whether the organisation cannot leave now without the lead's consent."""
    late = clock.now() >= stops_at(claim)
    return late and is_bound(claim, organisation_id) and organisation_id not in claim.released_ids


def departed(round_id: int, organisation_id: int | None, *, but: int | None = None) -> bool:
    """Whether the organisation left a consortium of the round by its own act, another than that of the claim `but`."""
    query = select(ClaimDeparture.id).where(
        ClaimDeparture.round_id == round_id, ClaimDeparture.organisation_id == organisation_id
    )
    return db.session.scalar(query.where(ClaimDeparture.claim_id != but) if but else query) is not None


def note_departure(claim: Claim, organisation_id: int, now: datetime) -> None:
    """It left by its own act: it joins no other claim of the round."""
    if not departed(claim.round_id, organisation_id):
        db.session.add(
            ClaimDeparture(round_id=claim.round_id, organisation_id=organisation_id, claim_id=claim.id, at=now)
        )


def waiting_for_consent(claim: Claim) -> list[Organisation]:
    """The partners that could not leave now by themselves."""
    ids = {*claim.confirmed_member_ids, *claim.bound_member_ids} - {claim.lead_organisation_id}
    found = accounts.organisations_by_id([one for one in ids if needs_consent(claim, one)])
    return [found[one] for one in sorted(found)]


def let_go(claim: Claim, organisation: Organisation, by: Person) -> None:
    """The lead lets a partner leave so shortly before the deadline; whether it does is the partner's own act."""
    with unit_of_work():
        claim.released_ids = sorted({*claim.released_ids, organisation.id})
        claim.revision += 1
        audit.append(
            actor=by,
            action="consent_leave",
            label=_l("同意退出"),
            subject_kind="claim",
            subject_ref=claim.ref,
            data={"organisation": organisation.code},
        )
        for person in accounts.active_people([organisation.id], Person.writes):
            notifications.tell(
                person,
                key=f"release/{claim.ref}/{organisation.id}",
                title=_l("牵头单位同意退出：%(ref)s", ref=claim.ref),
                body=_l(
                    "%(lead)s同意你单位退出《%(title)s》揭榜申请 %(ref)s 的联合体。要退出的，请负责人在 %(deadline)s 前登录办理；"
                    "不退出的不用办理。",
                    lead=claim.lead_organisation.name,
                    title=claim.scenario.public_title,
                    ref=claim.ref,
                    deadline=kept.moment_with_zone(claim.round.deadline),
                ),
                link=f"/desk/claims/{claim.ref}/",
                masked_until=claim.round.deadline,
            )
