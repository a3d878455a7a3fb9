"""The figures of a claim: what it invests beside the public money of the plan, over the plan's term."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketplace.finance import Figures, figures_of
from marketplace.finance.rows import GOVERNMENT_SOURCES


def figures_of_claim(body: Mapping[str, Any], plan: Mapping[str, Any]) -> Figures | None:
    """The figures of a claim; None until the claimant has written an investment."""
    reckoned = plan_of_claim(body, plan)
    return figures_of(reckoned) if reckoned is not None else None


def plan_of_claim(body: Mapping[str, Any], plan: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The plan as claimed: investment, revenue and cost are the claim's; public investment, terms and years as published.

    None until the claimant has written an investment: the published revenue alone would promise a return on nothing.
    """
    money, returns = body.get("money") or {}, plan.get("returns") or {}
    if not any(row.get("amount_wan") for row in money.get("investment") or []):
        return None
    public = [row for row in returns.get("investment") or [] if row.get("source") in GOVERNMENT_SOURCES]
    kept = {key: money[key] for key in ("revenue", "cost", "discount_rate_pct") if money.get(key) is not None}
    together = {**returns, **kept, "investment": [*public, *(money.get("investment") or [])]}
    return {"returns": together, "operation": plan.get("operation") or {}}


def pledged(body: Mapping[str, Any]) -> tuple[Any, Any]:
    """What the claimant brings, and how much of it is borrowed, in 万元."""
    rows = (body.get("money") or {}).get("investment") or []
    total = sum(row.get("amount_wan") or 0 for row in rows)
    return total, sum(row.get("amount_wan") or 0 for row in rows if row.get("source") == "loan")
