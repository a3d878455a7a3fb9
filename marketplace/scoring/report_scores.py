"""The chapters of the report on scores: every score with its reason, what was explained, what was strong and weak."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import mean

from marketplace.claims.issuing import named
from marketplace.claims.models import Claim
from marketplace.documents.blocks import Block, heading, in_quotes, paragraph, table
from marketplace.furniture.numbers import numeral, score_words
from marketplace.i18n import _
from marketplace.scoring.models import ScoreSheet
from marketplace.scoring.panel_scores import Seat
from marketplace.scoring.report_facts import Facts

FIRST = 3
"""Of how many claims the report sums up what was strong and weak."""


def scores(facts: Facts) -> list[Block]:
    """Claim by claim: every score, and why it was given."""
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


def explanations(facts: Facts) -> list[Block]:
    """What experts said of scores far from the others'."""
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


def merits(facts: Facts) -> list[Block]:
    """What was strong and weak in the claims that rank first."""
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
