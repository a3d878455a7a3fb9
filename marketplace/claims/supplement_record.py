"""The record beside the record of an opening (补充开榜记录): what a claimant handed in again, and that its receipt proves it.

The first record is never altered: it says what was found at the opening, this one what came after.
"""

from __future__ import annotations

from collections.abc import Collection

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.claims import checking
from marketplace.claims.models import Claim
from marketplace.claims.opening import last_submission
from marketplace.claims.opening_record import RECORD, files_word
from marketplace.documents import queries as documents
from marketplace.documents import service as certificates
from marketplace.documents.blocks import Block, Paper, chapters, pairs, paragraph, quoted
from marketplace.documents.models import Certificate
from marketplace.furniture import times
from marketplace.i18n import _, enumerated, for_good

SUPPLEMENT = "opening_supplement"


@for_good()
def issue_supplement(claim: Claim, *, content: bool, files: Collection[str], by: Person) -> Certificate:
    """Issue the record of what was just taken: the submission itself, or the files of these ids. The clock issues it, as
    it does the first: the receipt's hash decides, and nobody of the office is asked."""
    round_ = claim.round
    place = documents.count_of(SUPPLEMENT, claim.scenario.code, round_.number) + 1
    return certificates.issue(
        kind=SUPPLEMENT,
        paper=_paper(claim, place, content=content, files=files, by=by),
        scenario_code=claim.scenario.code,
        round_number=round_.number,
        owner_kind="scenario",
        owner_ref=claim.scenario.code,
        by=None,
        number=f"{claim.scenario.code}-{round_.number}-{place}",
    )


def _paper(claim: Claim, place: int, *, content: bool, files: Collection[str], by: Person) -> Paper:
    """Public at once, as the first: no organisation and no person is named before the notice, and no file by its name or
    its own hash, for both can tell who claims."""
    return Paper(
        [_("关于"), quoted(claim.scenario.public_title), _("揭榜申请的补充开榜记录")],
        chapters(
            [
                (_("基本情况"), [_facts(claim, place)]),
                (_("补交和核对"), [_taken(claim, content=content, files=files, by=by)]),
                (_("说明"), _notes(claim)),
            ]
        ),
        signatures=[_("记录人："), _("监督人："), _("揭榜方代表："), _("日期：")],
    )


def _facts(claim: Claim, place: int) -> Block:
    round_ = claim.round
    rows = [
        (_("场景"), f"{round_.scenario.public_title}（{round_.scenario.code}）"),
        (_("轮次"), _("第 %(n)d 轮", n=round_.number)),
        (_("发布方"), round_.scenario.publisher.name),
        (_("开榜时间"), times.moment_with_zone(claim.opened_at or clock.now())),
    ]
    first = documents.newest_of(RECORD, round_.scenario.code, round_.number)
    if first is not None:  # a round opened before there were such records has none
        rows += [(_("补充的记录"), first.number), (_("该记录的校验值"), f"SHA-256 {first.sha256}")]
    return pairs([*rows, (_("次序"), _("本轮第 %(n)d 份补充", n=place))])


def _taken(claim: Claim, *, content: bool, files: Collection[str], by: Person) -> Block:
    last = last_submission(claim)
    damaged = [_("揭榜申请的内容：密封内容与回执不一致，附件当时没有校验")] if content else []
    if files:
        damaged.append(_("%(which)s：缺失或与登记的校验值不一致", which=_which(claim, files)))
    return pairs(
        [
            (_("揭榜编号"), claim.ref),
            (_("回执号"), last.receipt),
            (_("提交时间"), times.moment_with_zone(last.at)),
            (_("提交内容的校验值"), f"SHA-256 {last.sha256}"),
            (_("原来的损坏"), "；".join(damaged)),
            (_("核对"), _checked(content=content, files=files)),
            (_("补交人"), _("揭榜申请 %(ref)s 牵头单位的%(role)s", ref=claim.ref, role=by.role_label)),
            (_("补交时间"), times.moment_with_zone(clock.now())),
            (_("收件"), _("系统与回执核对一致后当即收下，区城市办无人经手")),
            (_("收下以后"), _now(claim)),
        ]
    )


def _which(claim: Claim, files: Collection[str]) -> str:
    """Attachments by their place in the submission."""
    ids = [str(one["id"]) for one in checking.attachments_in(claim.opened_body or {})]
    places = enumerated(str(n) for n, one in enumerate(ids, 1) if one in files)
    return _("第 %(places)s 件附件（共 %(n)d 件）", places=places, n=len(ids))


def _checked(*, content: bool, files: Collection[str]) -> str:
    """What was compared with what."""
    parts = [_("补交的提交件重新计算的校验值与回执一致")] if content else []
    if files:
        parts.append(_("补交的附件与提交内容里登记的校验值一致，提交内容由回执的校验值证明"))
    return "；".join(parts)


def _now(claim: Claim) -> str:
    if claim.damaged_files:
        return _("内容一致，附件%(files)s，还可以补交", files=files_word(claim))
    return _("内容一致，附件%(files)s，照常参加评榜", files=files_word(claim))


def _notes(claim: Claim) -> list[Block]:
    notes = [
        _("原开榜记录不作改动，与本记录一并使用。"),
        _("校验值为加盐的 SHA-256，与该单位所持回执一致。公示前不公开揭榜单位，补交人只写身份，经办的人由平台留痕。"),
    ]
    if claim.damaged_files and claim.replace_by:
        words = _("其余内容可以补交至%(when)s，收下后另作补充。", when=times.until_in_full(claim.replace_by))
        notes.append(words)
    return [paragraph(one) for one in notes]
