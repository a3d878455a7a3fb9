"""Flag what lies far from the others once all sheets are in, ask the expert once, keep the explanation."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.audit import service as audit
from marketplace.claims import service as claims
from marketplace.claims.models import Claim
from marketplace.errors import Complaint, NotFound, Stale, Unmet, WrongState
from marketplace.extensions import db, unit_of_work
from marketplace.furniture import kept
from marketplace.i18n import _, _l
from marketplace.notifications import service as notifications
from marketplace.panel import judging
from marketplace.panel import queries as panel_queries
from marketplace.scenarios.models import Round
from marketplace.scoring import queries
from marketplace.scoring.models import ScoreSheet
from marketplace.scoring.outliers import outliers
from marketplace.scoring.panel_scores import Panel
from marketplace.settings import queries as settings
from marketplace.sheets.fields import LongText
from marketplace.sheets.texts import Invalid

EXPLANATION = LongText(id="explain", label=_l("说明"), max=2000)


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
    kept = {n: row for n, row in before.items() if row.get("text")}
    now = {n: {"text": "", "at": None, "median": f"{float(middle):g}"} for n, middle in medians.items()} | kept
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


def explain(*, ref: str, texts: Mapping[int, str], by: Person, revision: int | None) -> ScoreSheet:
    """Keep what an expert says to their flagged scores; the scores stay as they were locked.

    :raises WrongState: the expert left the round, nothing of it is flagged, or the result is on notice.
    :raises Stale: another tab saved meanwhile.
    :raises Unmet: nothing was written, or too much.
    """
    with unit_of_work():
        claim = claims.claim_by_ref(ref)
        sheet = queries.sheet_of(claim, by.id)
        if sheet is None or panel_queries.assignment_of(claim, by.id) is None:
            raise NotFound(_("没有这份揭榜申请。"))
        if sheet.assignment.is_recused:
            raise WrongState(_("你已不在本轮专家组，不用说明。"))
        if reasons := why_not_explaining(claim.round):
            raise WrongState(*reasons)
        if any(str(n) not in sheet.explanations for n in texts):
            raise WrongState(_("这一项没有需要说明的偏离。"))
        if revision != sheet.revision:
            raise Stale(current=sheet.revision, saved={"explanations": sheet.explanations})
        _keep(sheet, _checked(claim.round, texts), claim, by)
    return sheet


def _checked(round_: Round, texts: Mapping[int, str]) -> dict[str, str]:
    parsed, complaints = {}, []
    for n, typed in texts.items():
        try:
            if text := EXPLANATION.parse(typed):
                parsed[str(n)] = text
        except Invalid as invalid:
            complaints.append(Complaint(f"“{round_.criteria[n]['name']}”：{invalid}", f"explain_{n}"))
    if not parsed and not complaints:
        complaints = [Complaint(_("请写明偏离的理由。"), f"explain_{n}") for n in list(texts)[:1]]
    if complaints:
        raise Unmet.of(complaints)
    return parsed


def _keep(sheet: ScoreSheet, parsed: Mapping[str, str], claim: Claim, by: Person) -> None:
    now = clock.now().isoformat(timespec="seconds")
    kept: dict[str, Any] = {n: {**sheet.explanations[n], "text": text, "at": now} for n, text in parsed.items()}
    sheet.explanations = sheet.explanations | kept
    sheet.revision += 1
    audit.append(
        actor=by,
        action="explain_scores",
        label=_l("说明评分偏离"),
        subject_kind="score_sheet",
        subject_ref=f"{claim.ref}/{by.id}",
        data={"explanations": sheet.explanations},
    )
