"""What a claimant is told: from the notice on whether it was eligible and why, after the award the ranking and its scores."""

from __future__ import annotations

from typing import Any

from flask import render_template

from marketplace.accounts import queries as accounts
from marketplace.accounts.policy import may
from marketplace.claims.models import Claim
from marketplace.evaluation.panel import Panel


def is_told(claim: Claim) -> bool:
    """Whether the result of its round was told: from the award on."""
    return claim.is_opened and claim.round.awarded_at is not None


def result_panel(claim: Claim) -> str:
    """The result as it stands on the claim's own page; before the award only why it is not eligible, to object in time."""
    if not may("claim.receipts", claim):
        return ""
    if is_told(claim):
        return render_template("evaluation/_result.html", **_result(claim))
    if claim.state == "ineligible":
        return render_template("evaluation/_ineligible.html", claim=claim, scenario=claim.scenario)
    return ""


def _result(claim: Claim) -> dict[str, Any]:
    panel = Panel.of(claim.round)
    names = accounts.organisation_names({row["organisation"] for row in claim.round.ranking or []})
    ranking = [
        {**row, "name": names.get(row["organisation"], row["organisation"]), "own": row["claim"] == claim.ref}
        for row in claim.round.ranking or []
    ]
    own = [sheet for _seat, sheet in panel.sheets_of(claim)] if any(row["own"] for row in ranking) else []
    return {
        "claim": claim,
        "ranking": ranking,
        "scenario": claim.scenario,
        "criteria": claim.round.criteria,
        "sheets": own,
        "won": claim.ref == claim.round.award_claim_ref,
        "weighted": [panel.weighted(sheet) for sheet in own],
        "means": [panel.scores_of(claim, n) for n in range(len(claim.round.criteria))] if own else [],
    }
