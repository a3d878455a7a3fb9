"""On paper: what is to be remedied, whether a claim met the qualifications, and the same in the report."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.accounts.models import Person
from marketplace.claims.issuing import addressee, issue, named, your_claim
from marketplace.claims.models import Claim
from marketplace.claims.opening import opened_claims
from marketplace.corrections import queries
from marketplace.corrections.models import Correction
from marketplace.documents import queries as documents
from marketplace.documents.blocks import Block, Paper, chapters, paragraph, paragraphs, quoted, table
from marketplace.furniture import times
from marketplace.furniture.words import sentence
from marketplace.i18n import _
from marketplace.objections.models import Notice

ELIGIBILITY = "eligibility_letter"


def issue_correction_notice(correction: Correction, *, by: Person) -> None:
    """补正通知: the defect, until when, how, and that it is the only time."""
    claim = correction.claim
    opening = _("%(claim)s，经审查有形式问题，请按下列要求补正。", claim=your_claim(claim))
    how = _(
        "请牵头单位在%(due)s前登录平台，在本申请的页面提交补正说明和材料。补正只有一次；逾期没有提交的，依现有材料审查。",
        due=times.until_in_full(correction.due_at),
    )
    limit = _("补正只限形式问题，已提交的揭榜方案、报价和承诺不能更改。")
    paper = Paper(
        [_("关于补正"), quoted(claim.scenario.public_title), _("揭榜申请的通知")],
        [
            paragraph(opening),
            *chapters(
                [
                    (_("须补正的问题"), paragraphs(correction.defect)),
                    (_("办理期限和方式"), [paragraph(how), paragraph(limit)]),
                ]
            ),
            paragraph(_("特此通知。")),
        ],
        addressee=addressee(claim),
        facts=[(_("揭榜编号"), claim.ref)],
    )
    issue("correction_notice", claim.round, paper, by=by, claim=claim)


def report_chapter(claims: Sequence[Claim]) -> list[Block]:
    """What the report of an evaluation says of eligibility: the result of each of these claims of a round, by rank, then
    every correction."""
    rows = []
    for claim in claims:
        result = _("密封内容损坏") if claim.damaged else _("通过") if claim.eligible else _("不符")
        rows.append([claim.ref, claim.lead_organisation.name, result, claim.eligibility_reason or "—"])
    columns = [(_("揭榜编号"), "l", 4), (_("牵头单位"), "l", 5), (_("结论"), "c", 2), (_("理由"), "l", 8)]
    blocks = [table(columns, rows)]
    return [*blocks, *(paragraph(_correction_words(one)) for one in queries.corrections_of(claims))]


def _correction_words(one: Correction) -> str:
    done = (
        _("已于%(at)s补正：%(what)s", at=times.moment(one.remedied_at), what=one.remedy)
        if one.remedied_at
        else _("期限内没有补正")
    )
    return _(
        "%(asked)s要求%(who)s补正，期限%(due)s：%(defect)s%(done)s",
        who=named(one.claim),
        asked=times.moment(one.asked_at),
        due=times.until_in_full(one.due_at),
        defect=sentence(one.defect),
        done=sentence(done),
    )


def issue_eligibility_letters(notice: Notice, *, by: Person) -> None:
    """资格审查结果通知 to every claimant, when the notice begins: each can still object. A result told before is not told
    again."""
    for claim in opened_claims(notice.round):
        told = [row for row in documents.of_owner("claim", claim.ref) if row.kind == ELIGIBILITY]
        if claim.eligible is None or (told and claim.eligibility_at and told[-1].issued_at >= claim.eligibility_at):
            continue
        issue(ELIGIBILITY, notice.round, _eligibility_paper(claim, notice), by=by, claim=claim)


def _eligibility_paper(claim: Claim, notice: Notice) -> Paper:
    result = _("资格通过") if claim.eligible else _("资格不符")
    then = (
        _("你单位的申请参加评榜。评榜结果正在公示，公示期至%(until)s。")
        if claim.eligible
        else _("你单位的申请不参加评分和排名。评榜结果正在公示，公示期至%(until)s。")
    )
    object_ = _("对资格审查结果有异议的，可以在公示期内登录平台，在本场景的“异议”页面提出，写明理由并附证据。")
    words = _("%(claim)s，资格审查结果为：%(result)s。", claim=your_claim(claim), result=result)
    return Paper(
        [_("关于"), quoted(claim.scenario.public_title), _("资格审查结果的通知")],
        [
            paragraph(words),
            *chapters(
                [
                    (_("理由"), paragraphs(claim.eligibility_reason)),
                    (_("后续"), [paragraph(then % {"until": times.until_in_full(notice.until)}), paragraph(object_)]),
                ]
            ),
            paragraph(_("特此通知。")),
        ],
        addressee=addressee(claim),
        facts=[(_("揭榜编号"), claim.ref)],
    )
