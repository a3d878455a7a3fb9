"""A fair contest: who may claim, by what claims are judged, for how long, whom to ask."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from marketplace.accounts import credit_code
from marketplace.rules.asked import RICH, Plan, Spot, amount
from marketplace.rules.clauses import found_in, plain
from marketplace.settings import queries as settings

TERMS = ("claim_terms.qualifications", "claim_terms.criteria.name")
SERVICES = frozenset({"service_purchase", "entrusted_om"})
MOBILE = r"^1[3-9]\d{9}$"
FREE_MAIL = r"@(?:qq|163|126|sina|139|189|outlook|hotmail|gmail|foxmail|yeah|sohu)\."
IDENTITY = r"(?<![\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])"


def says(group: str, *places: str) -> Callable[[Plan], Iterator[Spot]]:
    """A rule that looks for the words of one group."""
    return lambda plan: plan.spots(group, *places)


def weights_do_not_sum(plan: Plan) -> Iterator[Spot]:
    """Weights that do not make 100, or too few criteria, or two of one name."""
    rows = plan.criteria
    if not rows:
        return
    weights, names = [amount(row, "weight") for row in rows], [str(row.get("name") or "") for row in rows]
    if sum(weights) != 100 or min(weights) <= 0 or len(rows) < 2 or len(set(names)) < len(names):
        yield Spot("claim_terms", "criteria")


def qualification_scored_again(plan: Plan) -> Iterator[Spot]:
    """What is asked of everybody is scored too."""
    if plan.model.id not in SERVICES:
        return
    asked = plan.text("claim_terms", "qualifications")
    for number, row in enumerate(plan.criteria):
        stem = re.sub("(能力|情况|水平)$", "", plain(str(row.get("name") or "")))
        if len(stem) >= 3 and stem in asked:
            yield Spot("claim_terms", "criteria", number)


def period_too_short(plan: Plan) -> Iterator[Spot]:
    """Fewer days to claim than there must be."""
    if plan.number("claim_terms", "claim_days") < settings.in_force("claim_days"):
        yield Spot("claim_terms", "claim_days")


def contact_is_private(plan: Plan) -> Iterator[Spot]:
    """A mobile telephone, a private mailbox, or somebody's identity number."""
    if re.search(
        MOBILE, re.sub(r"[\s\-+]", "", str(plan.held("claim_terms", "contact_phone") or "")).removeprefix("86")
    ):
        yield Spot("claim_terms", "contact_phone")
    if re.search(FREE_MAIL, str(plan.held("claim_terms", "contact_email") or "").lower()):
        yield Spot("claim_terms", "contact_email")
    for section, names in RICH.items():
        for field in names:
            for quote in found_in(IDENTITY, plan.text(section, field)):
                if not credit_code.is_valid(quote.words.upper()):
                    yield Spot(section, field, None, quote)
