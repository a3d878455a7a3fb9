"""The record of an opening (开榜记录) on paper."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace import clock
from marketplace.claims.checking import attachments_in
from marketplace.claims.models import Claim
from marketplace.claims.opening import claims_of, opened_claims
from marketplace.documents import service as certificates
from marketplace.documents.blocks import Block, Paper, chapters, pairs, paragraph, quoted, table
from marketplace.furniture import times
from marketplace.i18n import _, enumerated
from marketplace.publications import service as publications
from marketplace.scenarios.models import Round

RECORD = "opening_record"


def issue_opening_record(round_: Round) -> None:
    """The record of an opening, issued by the clock in the transaction that opens."""
    certificates.issue(
        kind=RECORD,
        paper=_opening_record(round_),
        scenario_code=round_.scenario.code,
        round_number=round_.number,
        owner_kind="scenario",
        owner_ref=round_.scenario.code,
        by=None,
        number=f"{round_.scenario.code}-{round_.number}",
    )


def _opening_record(round_: Round) -> Paper:
    """Public at once: numbers and hashes that every claimant can check its receipt against, and no names before the
    notice."""
    opened = opened_claims(round_)
    return Paper(
        [_("关于"), quoted(round_.scenario.public_title), _("揭榜申请的开榜记录")],
        chapters(
            [
                (_("基本情况"), [_opening_facts(round_, opened)]),
                (_("开启的申请"), [_opened_table(opened)] if opened else [paragraph(_("没有可以开启的申请。"))]),
                (_("说明"), _opening_notes(opened)),
            ]
        ),
        signatures=[_("记录人："), _("监督人："), _("揭榜方代表："), _("开榜日期：")],
    )


def _opening_facts(round_: Round, opened: Sequence[Claim]) -> Block:
    publication = publications.newest(round_.scenario)
    withdrawn = len(claims_of(round_, Claim.is_withdrawn))
    intact = sum(1 for claim in opened if not claim.damaged and not claim.damaged_files)
    return pairs(
        [
            (_("场景"), f"{round_.scenario.public_title}（{round_.scenario.code}）"),
            (_("轮次"), _("第 %(n)d 轮", n=round_.number)),
            (_("发布方"), round_.scenario.publisher.name),
            (_("推介文件"), publication.number),
            (_("揭榜截止"), times.moment_in_beijing(round_.deadline)),
            (_("开榜时间"), times.moment_with_zone(round_.opened_claims_at or clock.now())),
            (_("计时"), _("平台服务器时钟，北京时间（东八区）")),
            (_("收到有效提交"), _("%(n)d 份", n=len(opened))),
            (_("截止前撤回"), _("%(n)d 份", n=withdrawn)),
            (_("内容和附件都一致"), _("%(n)d 份", n=intact)),
            (_("解封"), _("系统到时自动解封，无人操作")),
            (_("专家名单校验值"), round_.expert_pool_sha256 or "—"),
        ]
    )


def _opened_table(opened: Sequence[Claim]) -> Block:
    return table(
        [
            (_("回执号"), "l", 10),
            (_("提交时间"), "l", 8),
            (_("提交内容的校验值"), "l", 20),
            (_("内容"), "c", 5),
            (_("附件"), "c", 7),
        ],
        [_opened_row(claim) for claim in opened],
        note=_(
            "注：校验值为加盐的 SHA-256，与各单位所持回执一致；“内容”指解封后重新计算的校验值与回执是否一致，“附件”指存放的"
            "每个附件解封后与提交时登记的校验值是否一致。"
        ),
    )


def _opened_row(claim: Claim) -> list[str]:
    row = claim.submissions[-1]
    content = _("不一致") if claim.damaged else _("一致")
    return [row.receipt, times.second(row.at), row.sha256, content, files_word(claim)]


def files_word(claim: Claim) -> str:
    """How the attachments were found; those of a damaged submission could not be checked."""
    if claim.damaged:
        return _("未校验")
    count, damaged = len(attachments_in(claim.opened_body or {})), len(claim.damaged_files)
    if damaged:
        return _("%(n)d 件中 %(damaged)d 件不一致", n=count, damaged=damaged)
    return _("%(n)d 件一致", n=count) if count else _("无附件")


def _opening_notes(opened: Sequence[Claim]) -> list[Block]:
    damaged = [claim.ref for claim in opened if claim.damaged]
    notes = [paragraph(_("草稿、未确认变更公告的申请和已撤回的申请不开启，一直密封。"))]
    if damaged:
        words = _(
            "%(refs)s 的密封内容与回执不一致，不能开启，附件也无从校验；其余申请照常开启。", refs=enumerated(damaged)
        )
        notes.append(paragraph(words))
    if lacking := [claim.ref for claim in opened if claim.damaged_files]:
        notes.append(
            paragraph(_("%(refs)s 有附件缺失或与登记的校验值不一致，内容照常开启。", refs=enumerated(lacking)))
        )
    if ends := [claim.replace_by for claim in opened if claim.replace_by]:
        words = _(
            "上述单位可以在 %(when)s 前补交下载保存的提交件和附件，与回执一致的照常参加评榜。",
            when=times.until_in_full(max(ends)),
        )
        notes.append(paragraph(words))
    written = pairs([(_("备注"), ""), (_("当场异议及答复"), "")])
    return [written, *notes]
