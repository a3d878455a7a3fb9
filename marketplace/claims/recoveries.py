"""A claimant's recovery (找回负责人) stands in the public history of its rounds, once their claims are opened."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select

from marketplace.audit import service as audit
from marketplace.claims.models import Claim, ClaimMember
from marketplace.extensions import db
from marketplace.furniture import kept
from marketplace.i18n import _l
from marketplace.people import recovery
from marketplace.people.models import Recovery
from marketplace.scenarios.models import Round


def keep_at_opening(round_: Round) -> None:
    """What happened while the claims were sealed becomes public with them."""
    for row in recovery.of_organisations(set(round_.claimant_ids)):
        if row.at >= round_.opens_at:
            _keep(row, [claim for claim in _opened(row) if claim.round_id == round_.id])


def keep(row: Recovery) -> None:
    """A recovery, or its end, in the history of every round whose claims are open already."""
    rounds: dict[int, list[Claim]] = {}
    for claim in _opened(row):
        rounds.setdefault(claim.round_id, []).append(claim)
    for claims in rounds.values():
        _keep(row, claims)


def _opened(row: Recovery) -> Sequence[Claim]:
    """The opened claims in which the organisation leads or stands."""
    member = select(ClaimMember.claim_id).where(ClaimMember.organisation_id == row.organisation_id)
    query = select(Claim).where(
        Claim.opened_at.is_not(None), or_(Claim.lead_organisation_id == row.organisation_id, Claim.id.in_(member))
    )
    return db.session.scalars(query.order_by(Claim.id)).unique().all()


def _keep(row: Recovery, claims: Sequence[Claim]) -> None:
    """The claim is named, not the organisation: who claimed is public from the notice on."""
    for claim in claims:
        words = _l(
            "揭榜申请 %(ref)s 的揭榜单位或联合体成员，经区城市办两人办理，于 %(at)s 找回负责人。理由：%(reason)s",
            ref=claim.ref,
            at=kept.moment_with_zone(row.at),
            reason=row.reason,
        )
        if row.ended_at:
            ended = _l("该单位人员提出异议，已于 %(at)s 结束。", at=kept.moment_with_zone(row.ended_at))
            words = kept.together(words, ended)
        audit.append(
            actor=None,
            action="recover",
            label=_l("揭榜单位找回负责人"),
            subject_kind="scenario",
            subject_ref=claim.scenario.code,
            round_number=claim.round.number,
            reason=words,
            public=True,
            data={"claim": claim.ref, "at": row.at.isoformat(), "ended": row.ended_at is not None},
        )
