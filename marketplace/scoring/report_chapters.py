"""What each chapter of the report says."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from marketplace.claims.issuing import member_rows, named
from marketplace.claims.models import Claim
from marketplace.documents.blocks import Block, in_quotes, paragraph, quoted, table
from marketplace.furniture import times
from marketplace.furniture.numbers import score_words
from marketplace.i18n import _, enumerated
from marketplace.panel import supplementing
from marketplace.publications import service as publications
from marketplace.reference import options
from marketplace.scoring import ranking as ranks
from marketplace.scoring.panel_scores import Seat
from marketplace.scoring.report_facts import Facts


def basis(facts: Facts) -> list[Block]:
    """On what it was judged: the publication, the criteria with weight and minimum."""
    round_ = facts.round
    publication = publications.newest(round_.scenario)
    methods = dict(options.selection_methods())
    method = str(round_.figures.get("method") or "")
    words = _(
        "%(title)s（场景编号%(code)s，第%(round)d轮）由%(publisher)s发布，按推介文件%(number)s公布的标准和权重评榜，选定程序为%(method)s。",
        title=quoted(round_.scenario.public_title),
        code=round_.scenario.code,
        round=round_.number,
        publisher=round_.scenario.publisher.name,
        number=publication.number,
        method=methods.get(method, method),
    )
    rows = [[one["name"], one["weight"], _plain(one.get("min_score"))] for one in round_.criteria]
    columns = [(_("评审标准"), "l", 8), (_("权重（%）"), "r", 3), (_("最低分（分）"), "r", 3)]
    return [paragraph(words), table(columns, rows)]


def _plain(value: Any) -> str:
    return "—" if value is None else str(value)


def opening(facts: Facts) -> list[Block]:
    """When it was opened, and which claims were."""
    round_ = facts.round
    words = _(
        "揭榜截止%(deadline)s，开榜%(opened)s，开启申请%(n)d份。",
        deadline=times.moment_in_beijing(round_.deadline),
        opened=times.moment_with_zone(round_.opened_claims_at or round_.deadline),
        n=len(facts.claims),
    )
    rows = [
        [claim.ref, claim.submissions[-1].receipt if claim.submissions else "—", _consortium(claim)]
        for claim in facts.claims
    ]
    return [
        paragraph(words),
        table([(_("揭榜编号"), "l", 4), (_("回执号"), "l", 4), (_("揭榜单位、分工和份额"), "l", 10)], rows),
    ]


def _consortium(claim: Claim) -> str:
    return "；".join(f"{one['name']}（{one['role']}，{one['share']}）" for one in member_rows(claim))


def experts(facts: Facts) -> list[Block]:
    """Who judged, under a number, how they came to it and what they declared."""
    seats = facts.panel.seats
    words = _("本轮先后有专家%(all)d位，其中%(n)d位完成评分。", all=len(seats), n=len(facts.panel.sitting))
    rows = [[facts.expert(seat), *_declaration(seat)] for seat in seats]
    words += "".join(
        _(
            "固定的专家名单不够，%(by)s从%(source)s补充%(n)d位，再行抽取。理由：%(why)s",
            by=one["by"],
            source=one["source"],
            n=len(one["names"]),
            why=one["reason"],
        )
        for one in supplementing.added_to(facts.round)
    )
    return [paragraph(words), table([(_("专家"), "c", 2), (_("产生方式"), "l", 3), (_("声明和回避"), "l", 10)], rows)]


def _declaration(seat: Seat) -> tuple[str, str]:
    one = seat.assignment
    how = (
        _("随机抽取") if one.draw_id else _("选派：%(why)s", why=one.chosen_reason) if one.chosen_reason else _("选派")
    )
    if one.released_at is not None:
        return how, _("退出本轮：%(why)s", why=one.released_reason)
    if one.declared == "interest":
        return how, _("声明有利害关系并回避：%(why)s", why=one.declare_reason)
    return how, _("声明无利害关系")


def ranking(facts: Facts) -> list[Block]:
    """Who ranks where, how ties were broken, and who is not ranked."""
    rule = _(
        "总分为各专家加权分的平均值；总分相同的，权重最高的标准得分高者在前（权重相同的以先列者为准），仍相同的，回执时间早者在前。"
    )
    rows = [
        [row["rank"], claim.ref, claim.lead_organisation.name, score_words(row["score"]), _standing(row)]
        for claim in facts.ranked
        if (row := facts.row(claim))
    ]
    columns = [
        (_("名次"), "c", 2),
        (_("揭榜编号"), "l", 4),
        (_("牵头单位"), "l", 6),
        (_("总分（分）"), "r", 3),
        (_("说明"), "l", 5),
    ]
    aside = [claim for claim in facts.claims if not facts.row(claim)]
    blocks = [paragraph(rule), table(columns, rows), *(paragraph(words) for words in _ties(facts))]
    if aside:
        listed = "；".join(f"{named(one)}，{(one.eligibility_reason or _('没有开启')).rstrip('。')}" for one in aside)
        blocks.append(paragraph(_("没有列入排名的：%(listed)s。", listed=listed)))
    return blocks


def _standing(row: dict[str, Any]) -> str:
    if row.get("may_win", True):
        return str(_("可以公示"))
    return str(_("低于最低分：%(names)s", names=enumerated(row["below"])))


def _ties(facts: Facts) -> list[str]:
    """How equal totals were put in order; computed exactly, as the ranking was."""
    criteria = facts.round.criteria
    heaviest = max(range(len(criteria)), key=lambda n: (criteria[n]["weight"], -n))
    means = {
        claim.ref: ranks.criterion_means([[row["score"] for row in s.scores] for _x, s in sheets], len(criteria))
        for claim in facts.ranked
        if (sheets := facts.panel.sheets_of(claim))
    }
    words = []
    for first, second in zip(facts.ranked, facts.ranked[1:], strict=False):
        a, b = means.get(first.ref), means.get(second.ref)
        if a and b and ranks.weighted(a, criteria) == ranks.weighted(b, criteria):
            words.append(_tie_words(first, second, a[heaviest], b[heaviest], criteria[heaviest]["name"]))
    return words


def _tie_words(first: Claim, second: Claim, a: Fraction, b: Fraction, heaviest: str) -> str:
    if a != b:
        how = _("%(name)s平均分%(a)s高于%(b)s", name=in_quotes(heaviest), a=score_words(a), b=score_words(b))
    else:
        how = _("%(name)s平均分也相同，回执时间在前", name=in_quotes(heaviest))
    before, after = named(first), named(second)
    return _("%(first)s与%(second)s总分相同，%(first)s在前：%(how)s。", first=before, second=after, how=how)


def conclusion(facts: Facts) -> str:
    """Whom the report recommends."""
    may_win = [row for row in facts.round.ranking or [] if row.get("may_win", True)]
    if not may_win:
        return str(_("没有各项标准都达到最低分的申请，不推荐拟揭榜方。"))
    first = may_win[0]
    name = next(claim.lead_organisation.name for claim in facts.ranked if claim.ref == first["claim"])
    return str(_("推荐%(name)s（%(ref)s）为拟揭榜方，依程序须公示排名最前者。", name=name, ref=first["claim"]))
