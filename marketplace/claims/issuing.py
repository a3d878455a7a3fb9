"""What is issued to a claim or to its round on paper: how it is addressed, whose it is, and where it is shown."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template
from sqlalchemy import select

from marketplace.accounts.models import Person
from marketplace.accounts.policy import may
from marketplace.claims.models import Claim
from marketplace.documents import queries as documents
from marketplace.documents import service as certificates
from marketplace.documents.blocks import Paper, quoted
from marketplace.documents.kinds import KINDS
from marketplace.documents.models import Certificate
from marketplace.documents.rights import Owners
from marketplace.extensions import db
from marketplace.i18n import _, enumerated
from marketplace.reference.tables import choices
from marketplace.scenarios.models import Round

RECEIPT = "receipt"


def _owner(certificate: Certificate) -> Claim | None:
    return db.session.scalar(select(Claim).where(Claim.ref == certificate.owner_ref))


OWNERS: Owners = {"claim": _owner}


def papers_of(claim: Claim) -> list[Certificate]:
    """The certificates issued to a claim that the person who is signed in may read."""
    return [row for row in documents.of_owner("claim", claim.ref) if may(KINDS[row.kind].permission, claim)]


def papers_panel(claim: Claim) -> str:
    """What was issued to the claim, on its page; its receipts stand in their own table there."""
    rows = [row for row in papers_of(claim) if row.kind != RECEIPT]
    return render_template("documents/_panel.html", rows=rows) if rows else ""


def member_rows(claim: Claim) -> list[Mapping[str, str]]:
    """The consortium as papers name it: who, with which credit code, role and share; the lead first."""
    roles = dict(choices("member_roles"))
    ordered = sorted(claim.standing_members, key=lambda one: one.organisation_id != claim.lead_organisation_id)
    return [
        {
            "name": one.organisation.name,
            "credit_code": one.organisation.credit_code or "—",
            "role": roles.get(one.role, one.role),
            "share": f"{one.share_pct.normalize():f}%",
        }
        for one in ordered
    ]


def issue(kind: str, round_: Round, paper: Paper, *, by: Person, claim: Claim | None = None) -> None:
    """Issue a paper of a round or, where one is named, of a claim."""
    certificates.issue(
        kind=kind,
        paper=paper,
        scenario_code=round_.scenario.code,
        round_number=round_.number,
        owner_kind="claim" if claim else "scenario",
        owner_ref=claim.ref if claim else round_.scenario.code,
        by=by,
    )


def papers_of_round(round_: Round) -> list[Certificate]:
    """What was issued for a round as a whole and the person who is signed in may read, oldest first."""
    rows = documents.of_round(round_.scenario.code, round_.number)
    return [row for row in rows if may(KINDS[row.kind].permission, round_)]


def addressee(claim: Claim) -> str:
    """The whole consortium, as a letter addresses it."""
    return enumerated(one["name"] for one in member_rows(claim)) + "："


def your_claim(claim: Claim) -> str:
    """The claim, as a letter to its claimant names it."""
    return _(
        "你单位揭榜%(title)s（场景编号%(code)s）的申请（揭榜编号%(ref)s）",
        title=quoted(claim.scenario.public_title),
        code=claim.scenario.code,
        ref=claim.ref,
    )


def named(claim: Claim) -> str:
    """`张记公司（JB-2026-0001）`."""
    return f"{claim.lead_organisation.name}（{claim.ref}）"
