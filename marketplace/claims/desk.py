"""What claims put on a desk."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.accounts.predicates import signs
from marketplace.claims.models import Claim, ClaimMember
from marketplace.extensions import db
from marketplace.i18n import _
from marketplace.room import Desk, Waiting
from marketplace.scenarios.models import Round


def desk(person: Person) -> Desk:
    """Claims to finish, and memberships to confirm."""
    return Desk(waiting=list(_claims(person)))


def _claims(person: Person) -> Iterator[Waiting]:
    """Claims to finish, and memberships to confirm."""
    if not (person.kind_row and person.kind_row.claims):
        return
    own = (
        select(Claim)
        .options(joinedload(Claim.round).joinedload(Round.scenario))
        .join(Round, Round.id == Claim.round_id)
        .where(
            Claim.lead_organisation_id == person.organisation_id,
            or_(Claim.is_unfinished, _waits_to_be_signed()),
            Round.deadline > clock.now(),
        )
    )
    for claim in db.session.scalars(own).unique():
        note, link, button = _standing(claim, person)
        title, since = claim.scenario.public_title, claim.state_since
        yield Waiting(title, note, claim.round.deadline, link, button, since, ("claim.see", claim))
    asked = (
        select(Claim)
        .options(joinedload(Claim.round).joinedload(Round.scenario))
        .join(ClaimMember)
        .join(Round, Round.id == Claim.round_id)
        .where(
            ClaimMember.organisation_id == person.organisation_id,
            ClaimMember.confirmed_at.is_(None),
            ClaimMember.left_at.is_(None),
            Claim.is_sealed,
            Round.deadline > clock.now(),
        )
    )
    for claim in db.session.scalars(asked).unique():
        yield Waiting(
            claim.scenario.public_title,
            _("%(lead)s请你单位确认加入联合体", lead=claim.lead_organisation.short_name),
            claim.round.deadline,
            f"/desk/claims/{claim.ref}/",
            _("确认"),
            claim.state_since,
            ("claim.see", claim),
        )


def _waits_to_be_signed() -> ColumnElement[bool]:
    """A revision of a submitted claim that a clerk presented."""
    presented = Claim.presented_revision == Claim.document_revision
    return and_(Claim.is_sealed, presented, Claim.submitted_revision.is_distinct_from(Claim.document_revision))


def _standing(claim: Claim, person: Person) -> tuple[str, str, str]:
    """How a claim that is not submitted as it stands is told to its people: words, address, button."""
    page = f"/desk/claims/{claim.ref}/"
    if claim.amended_by:
        words = _("%(number)s变更了评分项、资格、经营条件或金额，请确认或修改", number=claim.amended_by)
        return words, page, _("确认或修改")
    if not claim.complete:
        return _("揭榜申请 %(ref)s，草稿，还没有写完", ref=claim.ref), page, _("继续写")
    if not claim.is_joined:
        return _("揭榜申请 %(ref)s，已写完，等联合体成员确认", ref=claim.ref), page, _("查看")
    if signs(person, claim):
        words = (
            _("揭榜申请 %(ref)s，经办人已提请，请签发", ref=claim.ref)
            if claim.is_presented
            else _("揭榜申请 %(ref)s，已写完，请签发", ref=claim.ref)
        )
        return words, f"{page}actions/submit", _("签发")
    if claim.is_presented:
        return _("揭榜申请 %(ref)s，已提请负责人签发", ref=claim.ref), page, _("查看")
    return _("揭榜申请 %(ref)s，已写完，请提请负责人签发", ref=claim.ref), page, _("提请签发")
