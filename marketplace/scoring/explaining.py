"""Flag what lies far from the others once all sheets are in, and ask the expert once."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from marketplace.claims.models import Claim
from marketplace.extensions import db, unit_of_work
from marketplace.furniture import kept
from marketplace.i18n import _, _l
from marketplace.notifications import service as notifications
from marketplace.panel import judging
from marketplace.scenarios.models import Round
from marketplace.scoring.models import ScoreSheet
from marketplace.scoring.outliers import outliers
from marketplace.scoring.panel_scores import Panel
from marketplace.settings import queries as settings


def flag_outliers(round_: Round) -> None:
    """When all sheets of the round are in, mark the scores that must be explained, and tell each expert once.

    What was explained before stays; a flag that no longer holds goes, unless it was explained.
    """
    panel = Panel.of(round_)
    if not panel.is_complete:
        return
    points = settings.of_round(round_.figures, "outlier_points")
    with unit_of_work():
        for claim in panel.claims:
            sheets = {sheet.expert_id: sheet for _seat, sheet in panel.sheets_of(claim)}
            scores = {expert: [int(row["score"]) for row in sheet.scores] for expert, sheet in sheets.items()}
            found: dict[int, dict[str, Fraction]] = {expert: {} for expert in sheets}
            for one in outliers(scores, points):
                found[one.expert][str(one.criterion)] = one.median
            for expert, sheet in sheets.items():
                _flag(sheet, found[expert], claim)
        db.session.flush()


def _flag(sheet: ScoreSheet, medians: Mapping[str, Fraction], claim: Claim) -> None:
    before = sheet.explanations
    explained = {n: row for n, row in before.items() if row.get("text")}
    now = {n: {"text": "", "at": None, "median": f"{float(middle):g}"} for n, middle in medians.items()} | explained
    if now == before:
        return
    sheet.explanations = now
    if asked := sorted(set(now) - set(before)):
        _ask(sheet, claim, asked)


def _ask(sheet: ScoreSheet, claim: Claim, asked: list[str]) -> None:
    """The mail names the criteria and nobody's score."""
    names = kept.listed(claim.round.criteria[int(n)]["name"] for n in asked)
    notifications.tell(
        sheet.expert,
        key=f"outlier/{claim.ref}/{'-'.join(asked)}",
        link=f"/desk/evaluations/{claim.ref}/#explaining",
        title=_l("请说明评分偏离：%(title)s", title=claim.scenario.public_title),
        body=_l(
            "全部评分表已经交齐。你对 %(ref)s 的“%(names)s”评分与其他专家相差较大，请在 %(due)s 前写明理由。分数已锁定，不作改动。",
            due=judging.by_when(claim.round),
            ref=claim.ref,
            names=names,
        ),
    )


def why_not_explaining(round_: Round) -> list[str]:
    """Why nothing can be explained now; empty while the round is evaluated and until its result is on notice."""
    if round_.id == round_.scenario.round_id and round_.scenario.awaits_result:
        return []
    return [_("偏离说明在公示前填写，现在不能。")]
