"""A claim's receipts on paper. No text of a claim stands in them."""

from __future__ import annotations

from marketplace.accounts.models import Person
from marketplace.claims.issuing import RECEIPT, papers_of
from marketplace.claims.models import Claim, ClaimSubmission, ClaimWithdrawal
from marketplace.documents import service as certificates
from marketplace.documents.blocks import Block, Paper, pairs, paragraph, quoted
from marketplace.furniture import times
from marketplace.i18n import _, enumerated

Receipted = ClaimSubmission | ClaimWithdrawal


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
    voided = enumerated(one.receipt for one in claim.submissions) or _("无")
    blocks: list[Block] = [
        paragraph(_("%(title)s的揭榜申请已撤回，不会开榜，也不参加评榜。", title=quoted(claim.scenario.public_title))),
        pairs([*_receipt_pairs(row, _("撤回时间")), (_("作废的回执"), voided)]),
        paragraph(_("截止前各单位都可以重新揭榜。时间以服务器时间为准。")),
    ]
    return Paper([_("揭榜申请撤回回执")], blocks)


def receipts_on_paper(claim: Claim) -> dict[str, str]:
    """The slug of each receipt's certificate, by the receipt's number."""
    return {row.number: row.slug for row in papers_of(claim) if row.kind == RECEIPT}
