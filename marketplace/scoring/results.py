"""What a claimant is told from the notice on, while it may object: whether it was eligible and why, rank, own scores and
the experts' reasons."""

from __future__ import annotations

from typing import Any

from flask import render_template

from marketplace.accounts import queries as accounts
from marketplace.accounts.policy import may
from marketplace.claims.models import Claim
from marketplace.objections import queries as objection_queries
from marketplace.scoring.panel_scores import Panel


def is_told(claim: Claim) -> bool:
    """Whether the result of its round was told: from the notice on, until it is annulled."""
    return claim.is_opened and claim.round.is_announced


def result_panel(claim: Claim) -> str:
    """The result as it stands on the claim's own page; before the notice only that it is not eligible."""
    if not may("claim.receipts", claim):
        return ""
    if is_told(claim):
        return render_template("scoring/_result.html", **_result(claim))
    if claim.is_ineligible:
        return render_template("scoring/_ineligible.html", claim=claim, scenario=claim.scenario)
    return ""


def _result(claim: Claim) -> dict[str, Any]:
    panel = Panel.of(claim.round)
    names = accounts.organisation_names({row["organisation"] for row in claim.round.ranking or []})
    ranking = [
        {**row, "name": names.get(row["organisation"], row["organisation"]), "own": row["claim"] == claim.ref}
        for row in claim.round.ranking or []
    ]
    notice = objection_queries.current_notice(claim.round)
    own = [sheet for _seat, sheet in panel.sheets_of(claim)] if any(row["own"] for row in ranking) else []
    return {
        "claim": claim,
        "ranking": ranking,
        "scenario": claim.scenario,
        "criteria": claim.round.criteria,
        "sheets": own,
        "won": claim.ref == claim.round.award_claim_ref,
        "notice": notice if notice and notice.ended_at is None else None,
        "proposed": notice is not None and notice.claim_id == claim.id,
        "weighted": [panel.weighted(sheet) for sheet in own],
        "means": [panel.scores_of(claim, n) for n in range(len(claim.round.criteria))] if own else [],
    }
