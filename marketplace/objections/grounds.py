"""On what a notice is annulled, and what is therefore done again: the experts, the eligibility of named claims, or nothing
but the conclusion. Kept on the notice when it ends, so that nobody widens it later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from marketplace.claims.models import Claim
from marketplace.claims.opening import opened_claims
from marketplace.extensions import db
from marketplace.objections import queries
from marketplace.objections.models import Notice, Objection
from marketplace.scenarios.models import Round
from marketplace.sheets.texts import bare

SHORTEST = 4
"""Characters of a claimant's name that an objection is searched for; shorter ones would be found by chance."""


def upheld(notice: Notice) -> list[Objection]:
    """The objections to this result that were upheld."""
    return [one for one in queries.objections_to(notice) if one.decision == "upheld"]


def of_annulment(notice: Notice, values: Mapping[str, Any]) -> dict[str, Any]:
    """What this annulment rests on: upheld objections, the decision of a court or supervising body, or both."""
    objections, about = upheld(notice), values.get("about") or ""
    claims = {ref for one in objections for ref in _named(one, opened_claims(notice.round))}
    if about == "claim" and values.get("claim"):
        claims.add(str(values["claim"]))
    return {
        "objections": [one.ref for one in objections],
        "decision_number": values.get("decision_number") or "",
        "decision_file": values.get("decision_file") or [],
        "experts": about == "experts" or any(is_about_experts(one) for one in objections),
        "claims": sorted(claims),
    }


def is_about_experts(objection: Objection) -> bool:
    """Whether it was raised about the experts, or upheld against them."""
    return objection.about_experts or objection.about == "experts"


def _named(objection: Objection, claims: Sequence[Claim]) -> set[str]:
    """The claims that an objection names, by reference or by the claimant's name; who objects as not eligible names its own."""
    if is_about_experts(objection) or objection.about == "procedure":
        return set()
    said = bare(" ".join(one["objection"] for one in objection.texts))
    named = {claim.ref for claim in claims if claim.ref == objection.claim_ref or _stands_in(claim, said)}
    own = {
        claim.ref for claim in claims if claim.is_ineligible and objection.organisation_id in claim.confirmed_member_ids
    }
    return named | own


def _stands_in(claim: Claim, said: str) -> bool:
    names = (bare(claim.ref), bare(claim.lead_organisation.name), bare(claim.lead_organisation.short_name))
    return any(len(name) >= SHORTEST and name in said for name in names)


def last_annulled(round_: Round) -> Notice | None:
    """The notice that was annulled last; None where the newest was not."""
    newest = db.session.scalar(select(Notice).where(Notice.round_id == round_.id).order_by(Notice.id.desc()).limit(1))
    return newest if newest is not None and newest.ending == "annul" else None


def named_claims(notice: Notice) -> set[str]:
    """The claims whose eligibility is decided again after this annulment."""
    return set(notice.ground.get("claims") or ())


def times_for_experts(round_: Round) -> int:
    """How often the round was annulled because of its experts."""
    ended = select(Notice.ground).where(Notice.round_id == round_.id, Notice.ending == "annul")
    return sum(1 for ground in db.session.scalars(ended) if ground.get("experts"))
