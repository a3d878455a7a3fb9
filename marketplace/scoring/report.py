"""The report of an evaluation (评榜报告): every score with its reason, who judged under a number, how ties were broken."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.accounts.models import Person
from marketplace.documents import queries as documents
from marketplace.documents import service as certificates
from marketplace.documents.blocks import Block, Paper, chapters, pairs, paragraph, quoted
from marketplace.i18n import _
from marketplace.scenarios.models import Round
from marketplace.scoring.report_chapters import basis, conclusion, experts, opening, ranking
from marketplace.scoring.report_facts import Facts
from marketplace.scoring.report_scores import explanations, merits, scores


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
                    (_("评榜依据"), basis(facts)),
                    (_("开榜情况"), opening(facts)),
                    (_("评审专家"), experts(facts)),
                    (_("资格审查和补正"), eligibility),
                    (_("评分"), scores(facts)),
                    (_("评分偏差的说明"), explanations(facts)),
                    (_("排名"), ranking(facts)),
                    (_("主要优点和风险"), merits(facts)),
                    (_("结论"), [paragraph(conclusion(facts))]),
                ]
            ),
            *ends,
        ],
        signatures=[_("%(expert)s（签字）：", expert=facts.expert(seat)) for seat in facts.panel.sitting]
        + [_("评榜组织人："), _("监督人：")],
    )
