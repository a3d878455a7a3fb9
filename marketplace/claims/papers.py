"""A claim's receipts on paper, and who may read what was issued to it. No text of a claim stands in them."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template
from sqlalchemy import select

from marketplace.accounts.models import Person
from marketplace.accounts.policy import may
from marketplace.claims.models import Claim, ClaimSubmission, ClaimWithdrawal
from marketplace.documents import queries as documents
from marketplace.documents import service as certificates
from marketplace.documents.blocks import Block, Paper, pairs, paragraph, quoted
from marketplace.documents.kinds import KINDS
from marketplace.documents.models import Certificate
from marketplace.documents.rights import Owners
from marketplace.extensions import db
from marketplace.furniture import times
from marketplace.i18n import _
from marketplace.reference.tables import choices
from marketplace.scenarios.models import Round

Receipted = ClaimSubmission | ClaimWithdrawal
RECEIPT = "receipt"


def issue_receipt(row: Receipted, *, by: Person) -> None:
    """The receipt of a submission or a withdrawal; its number is the receipt's own and counts nothing."""
    claim = row.claim
    certificates.issue(
        kind=RECEIPT,
        paper=_submitted(row) if isinstance(row, ClaimSubmission) else _withdrawn(row),
        scenario_code=claim.scenario.code,
        round_number=claim.round.number,
        owner_kind="claim",
        owner_ref=claim.ref,
        by=by,
        number=row.receipt,
    )


def _receipt_pairs(row: Receipted, at: str) -> list[tuple[str, str]]:
    claim = row.claim
    return [
        (_("回执号"), row.receipt),
        (_("场景"), f"{claim.scenario.public_title}（{claim.scenario.code}）"),
        (_("揭榜编号"), claim.ref),
        (_("牵头单位"), claim.lead_organisation.name),
        (at, times.moment_with_zone(row.at)),
        (_("校验值"), f"SHA-256 {row.sha256}"),
        (_("揭榜截止"), times.moment_in_beijing(claim.round.deadline)),
    ]


def _submitted(row: ClaimSubmission) -> Paper:
    blocks: list[Block] = [
        paragraph(
            _(
                "收到%(title)s的揭榜申请，内容已经密封，截止前只有本单位和已确认的成员能看。",
                title=quoted(row.claim.scenario.public_title),
            )
        ),
        pairs(_receipt_pairs(row, _("提交时间"))),
        paragraph(
            _(
                "校验值是提交内容加盐后的 SHA-256，可以下载提交内容自行核对。截止前再次提交的，以最后一次为准，本回执作废。"
            )
        ),
    ]
    return Paper([_("揭榜申请提交回执")], blocks)


def _withdrawn(row: ClaimWithdrawal) -> Paper:
    claim = row.claim
    voided = "、".join(one.receipt for one in claim.submissions) or _("无")
    blocks: list[Block] = [
        paragraph(_("%(title)s的揭榜申请已撤回，不会开榜，也不参加评榜。", title=quoted(claim.scenario.public_title))),
        pairs([*_receipt_pairs(row, _("撤回时间")), (_("作废的回执"), voided)]),
        paragraph(_("截止前各单位都可以重新揭榜。时间以服务器时间为准。")),
    ]
    return Paper([_("揭榜申请撤回回执")], blocks)


# --- whose they are, and where they are shown ----------------------------------------------------------------------


def _owner(certificate: Certificate) -> Claim | None:
    return db.session.scalar(select(Claim).where(Claim.ref == certificate.owner_ref))


OWNERS: Owners = {"claim": _owner}


def papers_of(claim: Claim) -> list[Certificate]:
    """The certificates issued to a claim that the person who is signed in may read."""
    return [row for row in documents.of_claim(claim.ref) if may(KINDS[row.kind].permission, claim)]


def receipts_on_paper(claim: Claim) -> dict[str, str]:
    """The slug of each receipt's certificate, by the receipt's number."""
    return {row.number: row.slug for row in papers_of(claim) if row.kind == RECEIPT}


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


# --- what rooms above issue to a round or a claim -------------------------------------------------------------------


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
    return "、".join(one["name"] for one in member_rows(claim)) + "："


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
