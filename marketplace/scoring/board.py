"""The page of an evaluation: ranking, who owes what, and the claims side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marketplace.accounts.policy import may, why_not
from marketplace.claims.issuing import papers_of_round
from marketplace.claims.models import Claim
from marketplace.furniture import components
from marketplace.i18n import _, enumerated
from marketplace.objections import queries as objection_queries
from marketplace.objections.models import Notice
from marketplace.panel.states import DECLARATIONS
from marketplace.scenarios.models import Round, Scenario
from marketplace.scenarios.queries import OUTCOMES
from marketplace.scoring import comparison
from marketplace.scoring.panel_scores import Panel, Seat, in_order
from marketplace.settings import queries as settings


def round_links(scenario: Scenario) -> list[dict[str, Any]]:
    """The rounds of a scenario, the newest first, each with the reason where this person may not read it; nothing where
    there was but one."""
    if len(scenario.rounds) < 2:
        return []
    return [
        {
            "round": one,
            "outcome": OUTCOMES.get(one.outcome, _("进行中")),
            "claims": one.claims_count,
            "why_not": "".join(why_not("claims.list", one)),
        }
        for one in reversed(scenario.rounds)
    ]


def board(scenario: Scenario, round_: Round) -> dict[str, Any]:
    """The evaluation page: ranking, claims side by side, who owes what."""
    panel, told, notice = Panel.of(round_), may("paper.report", round_), objection_queries.current_notice(round_)
    claims = in_order(panel.claims, round_.ranking if told else None)
    shows = told and panel.is_visible
    return {
        "scenario": scenario,
        "nav": "desk",
        "round": round_,
        "panel": panel,
        "claims": claims,
        "tags": {claim.id: eligibility_tag(claim) for claim in claims},
        "eligible": sum(1 for claim in claims if claim.eligible),
        "undecided": [c for c in claims if c.eligible is None],
        "told": told,
        "shows": shows,
        "ranking": ranking_rows(round_, panel, claims, notice) if told else [],
        "groups": comparison.groups(panel, claims, shows=shows),
        "low": comparison.lowest_score(panel) if shows else 0,
        "seats": [_seat_row(seat) for seat in panel.seats],
        "declarations": DECLARATIONS,
        "running": notice,
        "papers": papers_of_round(round_),
        "exact": _exact(panel, claims) if shows else [],
        "flags": _flags(panel) if shows else {"all": 0},
        "rounds": round_links(scenario),
        "is_newest": round_.id == scenario.round_id,
        "outcome": OUTCOMES.get(round_.outcome, ""),
        "drawn": any(seat.assignment.draw_id for seat in panel.seats),
    }


def eligibility_tag(claim: Claim) -> components.Tag:
    """Whether it was found eligible."""
    if claim.eligible is None:
        return components.Tag(_("待审查"), "waiting")
    return components.Tag(_("资格通过"), "done") if claim.eligible else components.Tag(_("资格不符"), "wrong")


def ranking_rows(round_: Round, panel: Panel, claims: Sequence[Claim], notice: Notice | None) -> list[dict[str, Any]]:
    """The ranking with each expert's weighted score; `notice` is the one that runs or ran last."""
    by_ref = {claim.ref: claim for claim in claims}
    chosen = notice.claim.ref if notice else ""
    return [
        {
            **row,
            "by": by_ref.get(row["claim"]),
            "name": title(by_ref.get(row["claim"]), row["organisation"]),
            "experts": {seat.letter: panel.weighted(sheet) for seat, sheet in panel.sheets_of(by_ref[row["claim"]])}
            if row["claim"] in by_ref
            else {},
            "verdict": _verdict(row, chosen, awarded=round_.award_claim_ref if round_.awarded_at else None),
        }
        for row in round_.ranking or []
    ]


def title(claim: Claim | None, fallback: str = "") -> str:
    """The lead, and how many stand with it."""
    if claim is None:
        return fallback
    count = len(claim.members)
    return (
        _("%(name)s等 %(n)d 家联合体", name=claim.lead_organisation.name, n=count)
        if count > 1
        else claim.lead_organisation.name
    )


def _verdict(row: Mapping[str, Any], chosen: str, *, awarded: str | None) -> str:
    if not row["may_win"]:
        return _("低于最低分：%(names)s", names=enumerated(row["below"]))
    if row["claim"] == awarded:
        return _("中榜")
    return _("拟揭榜方") if row["claim"] == chosen else _("备选")


def _flags(panel: Panel) -> dict[str, int]:
    """How many scores were flagged as far from the others', how many wait for words, and from how many points."""
    rows = [row for sheet in panel.scores.values() for row in sheet.explanations.values()]
    points = settings.of_round(panel.round.figures, "outlier_points")
    return {"all": len(rows), "open": sum(1 for row in rows if not row.get("text")), "points": points}


def _seat_row(seat: Seat) -> dict[str, Any]:
    one = seat.assignment
    label = _("%(done)d / %(all)d 已锁定", done=seat.locked, all=seat.needed)
    if one.is_recused:
        label = _("已更换") if one.released_at is not None else _("回避")
    shape = "over" if one.is_recused else "waiting" if seat.owes else "done"
    return {
        "seat": seat,
        "expert": one.expert,
        "declared": DECLARATIONS[one.declared],
        "tag": components.Tag(label, shape),
        "reason": one.released_reason or one.declare_reason,
    }


def _exact(panel: Panel, claims: Sequence[Claim]) -> list[dict[str, Any]]:
    """Each expert's figures and reasons, claim by claim: the table behind the dots."""
    return [{"claim": claim, "sheets": panel.sheets_of(claim)} for claim in claims if panel.sheets_of(claim)]
