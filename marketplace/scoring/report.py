"""The report of an evaluation (评榜报告): every score with its reason, who judged under a number, how ties were broken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import mean
from typing import Any

from marketplace.accounts.models import Person
from marketplace.claims.issuing import member_rows, named
from marketplace.claims.models import Claim
from marketplace.documents import queries as documents
from marketplace.documents import service as certificates
from marketplace.documents.blocks import Block, Paper, chapters, heading, in_quotes, pairs, paragraph, quoted, table
from marketplace.furniture import times
from marketplace.furniture.numbers import numeral, score_words
from marketplace.i18n import _
from marketplace.panel import supplementing
from marketplace.publications import service as publications
from marketplace.reference import options
from marketplace.scenarios.models import Round
from marketplace.scoring import ranking as ranks
from marketplace.scoring.models import ScoreSheet
from marketplace.scoring.panel_scores import Panel, Seat, in_order

FIRST = 3
"""Of how many claims the report sums up what was strong and weak."""


@dataclass
class Facts:
    """What the report is written from, read once. Experts stand in it under numbers only."""

    round: Round
    panel: Panel
    claims: list[Claim]
    numbers: dict[int, int]
    """Number of each expert of the round, by person."""

    @classmethod
    def of(cls, round_: Round) -> Facts:
        """As it stands when the evaluation is concluded."""
        panel = Panel.of(round_)
        numbers = {seat.assignment.expert_id: place for place, seat in enumerate(panel.seats, 1)}
        return cls(round_, panel, in_order(panel.claims, round_.ranking), numbers)

    def expert(self, seat: Seat) -> str:
        """`专家1`."""
        return str(_("专家%(n)d", n=self.numbers[seat.assignment.expert_id]))

    @property
    def ranked(self) -> list[Claim]:
        """The claims in the ranking, best first."""
        refs = {row["claim"] for row in self.round.ranking or []}
        return [claim for claim in self.claims if claim.ref in refs]

    def row(self, claim: Claim) -> dict[str, Any]:
        """Its row of the ranking; empty where it has none."""
        return next((row for row in self.round.ranking or [] if row["claim"] == claim.ref), {})


def issue_report(round_: Round, *, eligibility: Sequence[Block], by: Person) -> None:
    """The report of this conclusion, with the chapter on eligibility, which another room writes; a round that is judged
    again gets the next."""
    scenario = round_.scenario
    place = documents.count_of("evaluation_report", scenario.code, round_.number) + 1
    certificates.issue(
        kind="evaluation_report",
        paper=report_paper(round_, eligibility, by=by),
        scenario_code=scenario.code,
        round_number=round_.number,
        owner_kind="scenario",
        owner_ref=scenario.code,
        by=by,
        number=f"{scenario.code}-{round_.number}-{place}",
    )


def report_paper(round_: Round, eligibility: Sequence[Block], *, by: Person) -> Paper:
    """Everything that led to the ranking."""
    facts = Facts.of(round_)
    ends = [
        pairs([(_("不同意见"), "")]),
        paragraph(
            _(
                "本报告由%(office)s%(who)s作出评榜结论时生成。专家只以编号出现，姓名见内部存档。",
                office=certificates.office_name(),
                who=by.name,
            )
        ),
    ]
    return Paper(
        [_("关于"), quoted(round_.scenario.public_title), _("的评榜报告")],
        [
            *chapters(
                [
                    (_("评榜依据"), _basis(facts)),
                    (_("开榜情况"), _opening(facts)),
                    (_("评审专家"), _experts(facts)),
                    (_("资格审查和补正"), eligibility),
                    (_("评分"), _scores(facts)),
                    (_("评分偏差的说明"), _explanations(facts)),
                    (_("排名"), _ranking(facts)),
                    (_("主要优点和风险"), _merits(facts)),
                    (_("结论"), [paragraph(_conclusion(facts))]),
                ]
            ),
            *ends,
        ],
        signatures=[_("%(expert)s（签字）：", expert=facts.expert(seat)) for seat in facts.panel.sitting]
        + [_("评榜组织人："), _("监督人：")],
    )


def _basis(facts: Facts) -> list[Block]:
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


def _opening(facts: Facts) -> list[Block]:
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


def _experts(facts: Facts) -> list[Block]:
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


def _scores(facts: Facts) -> list[Block]:
    blocks: list[Block] = []
    for place, claim in enumerate(facts.ranked, 1):
        sheets = facts.panel.sheets_of(claim)
        blocks.append(heading(2, f"（{numeral(place)}）{claim.ref}　{claim.lead_organisation.name}"))
        blocks.append(_score_table(facts, claim, sheets))
        blocks.append(_reasons(facts, sheets))
    return blocks


def _score_table(facts: Facts, claim: Claim, sheets: Sequence[tuple[Seat, ScoreSheet]]) -> Block:
    rows = []
    for n, criterion in enumerate(facts.round.criteria):
        scores = facts.panel.scores_of(claim, n)
        spread = max(scores) - min(scores) if scores else 0
        rows.append([criterion["name"], score_words(mean(scores)) if scores else "—", spread, *scores])
    weighted = [score_words(facts.panel.weighted(sheet)) for _seat, sheet in sheets]
    rows.append([_("加权总分"), score_words(facts.row(claim).get("score") or 0), "—", *weighted])
    experts = [(facts.expert(seat), "r", 3) for seat, _sheet in sheets]
    columns = [(_("评审标准"), "l", 6), (_("平均（分）"), "r", 3), (_("极差（分）"), "r", 3), *experts]
    return table(columns, rows)


def _reasons(facts: Facts, sheets: Sequence[tuple[Seat, ScoreSheet]]) -> Block:
    rows = [
        [criterion["name"], facts.expert(seat), sheet.scores[n]["score"], sheet.scores[n].get("note") or "—"]
        for n, criterion in enumerate(facts.round.criteria)
        for seat, sheet in sheets
    ]
    columns = [(_("评审标准"), "l", 6), (_("专家"), "c", 2), (_("评分"), "r", 2), (_("理由"), "l", 9)]
    return table(columns, rows)


def _explanations(facts: Facts) -> list[Block]:
    rows = [
        [
            claim.ref,
            facts.round.criteria[int(n)]["name"],
            facts.expert(seat),
            sheet.scores[int(n)]["score"],
            one["text"],
        ]
        for claim in facts.ranked
        for seat, sheet in facts.panel.sheets_of(claim)
        for n, one in sorted((sheet.explanations or {}).items())
    ]
    if not rows:
        return [paragraph(_("没有须说明的评分偏差。"))]
    columns = [
        (_("揭榜编号"), "l", 4),
        (_("评审标准"), "l", 4),
        (_("专家"), "c", 2),
        (_("评分"), "r", 2),
        (_("说明"), "l", 8),
    ]
    return [paragraph(_("与其他专家相差较大的评分由评分人说明，评分不改动。")), table(columns, rows)]


def _ranking(facts: Facts) -> list[Block]:
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
    return str(_("低于最低分：%(names)s", names="、".join(row["below"])))


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


def _merits(facts: Facts) -> list[Block]:
    return [paragraph(_merit_words(facts, claim)) for claim in facts.ranked[:FIRST] if facts.panel.sheets_of(claim)]


def _merit_words(facts: Facts, claim: Claim) -> str:
    """Where it scored best and worst, with what the experts wrote there."""
    means = [mean(facts.panel.scores_of(claim, n)) for n in range(len(facts.round.criteria))]
    best, worst = means.index(max(means)), means.index(min(means))
    return _(
        "%(who)s：得分最高的是%(best)s（%(high)s分；%(good)s），最低的是%(worst)s（%(low)s分；%(bad)s）。",
        who=named(claim),
        best=in_quotes(facts.round.criteria[best]["name"]),
        high=score_words(means[best]),
        good=_notes(facts, claim, best),
        worst=in_quotes(facts.round.criteria[worst]["name"]),
        low=score_words(means[worst]),
        bad=_notes(facts, claim, worst),
    )


def _notes(facts: Facts, claim: Claim, criterion: int) -> str:
    notes = [str(sheet.scores[criterion].get("note") or "").strip() for _seat, sheet in facts.panel.sheets_of(claim)]
    return "；".join(dict.fromkeys(note.rstrip("。；") for note in notes if note)) or "—"


def _conclusion(facts: Facts) -> str:
    may_win = [row for row in facts.round.ranking or [] if row.get("may_win", True)]
    if not may_win:
        return str(_("没有各项标准都达到最低分的申请，不推荐拟揭榜方。"))
    first = may_win[0]
    name = next(claim.lead_organisation.name for claim in facts.ranked if claim.ref == first["claim"])
    return str(_("推荐%(name)s（%(ref)s）为拟揭榜方，依程序须公示排名最前者。", name=name, ref=first["claim"]))
