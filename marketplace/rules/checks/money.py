"""Public money: what government must not promise, advance, buy or call a return."""

from __future__ import annotations

import re
from collections.abc import Iterator

from marketplace.rules.asked import Plan, Spot, amount
from marketplace.rules.clauses import found_in, plain

WORKS = "建安|土建|施工|工程|改造|装修|新建|扩建|加固|修缮|翻新|管网|厂房|车库|主体"
BUILDERS = frozenset({"investor_epc", "new_abo", "bundled_platform"})
FUNDING = "专项债|债券|贷款|国债|预算内投资|投资补助|借款|融资款"


def has_works(plan: Plan) -> bool:
    """Whether something is built."""
    return any(re.search(WORKS, plain(str(row.get("item") or ""))) for row in plan.investment)


def return_is_guaranteed(plan: Plan) -> Iterator[Spot]:
    """A return is promised, or debts are borne."""
    yield from plan.spots(
        "guarantee", "operation.operation", "operation.exit", "returns.returns", "supports.supports.request"
    )


def contractor_advances(plan: Plan) -> Iterator[Spot]:
    """The contractor advances the money."""
    yield from plan.spots("advance", "operation.operation", "returns.returns", "claim_terms.qualifications")


def builds_without_tender(plan: Plan) -> Iterator[Spot]:
    """Works, and nothing said of their tender."""
    allowed = plan.model.concession and plan.choice("operation", "selection_method") == "tender"
    asked = plan.model.concession or plan.model.id in BUILDERS
    together = plan.held("claim_terms", "consortium_allowed") is True
    text = plan.text("operation", "operation")
    if asked and not allowed and together and has_works(plan) and text and "招标" not in text:
        yield Spot("operation", "operation")


def purchase_longer_than_3(plan: Plan) -> Iterator[Spot]:
    """Services are bought for more than three years."""
    if plan.model.id == "service_purchase" and plan.number("operation", "term_years") > 3:
        yield Spot("operation", "term_years")


def purchase_builds_or_finances(plan: Plan) -> Iterator[Spot]:
    """A purchase of services that builds or finances."""
    if plan.model.id != "service_purchase":
        return
    for number, row in enumerate(plan.investment):
        built = re.search(WORKS, plain(str(row.get("item") or "")))
        if built or row.get("source") in ("social_capital", "loan"):
            yield Spot("returns", "investment", number)


def lease_longer_than_20(plan: Plan) -> Iterator[Spot]:
    """A lease of more than twenty years."""
    rent_only = plan.model.id == "asset_revitalisation" and set(plan.mechanisms) == {"rent"}
    if (plan.model.id == "lease_operation" or rent_only) and plan.cooperation_years > 20:
        yield Spot("operation", "term_years")


def funding_called_return(plan: Plan) -> Iterator[Spot]:
    """A source of money is called a return."""
    if "funding_source_not_return" in plan.mechanisms:
        yield Spot("returns", "return_mechanisms")
    for number, row in enumerate(plan.revenue):
        for quote in found_in(FUNDING, str(row.get("item") or "")):
            yield Spot("returns", "revenue", number, quote)


def bond_without_income(plan: Plan) -> Iterator[Spot]:
    """A bond is to pay for what earns nothing."""
    bond = any(row.get("source") == "bond" and amount(row) > 0 for row in plan.investment)
    if bond and sum(amount(row) for row in plan.revenue) == 0:
        yield Spot("returns", "revenue")


def no_social_capital(plan: Plan) -> Iterator[Spot]:
    """A model for social capital, and none of it."""
    social = sum(amount(row) for row in plan.investment if row.get("source") == "social_capital")
    if plan.investment and "social_capital" in plan.model.who_invests and social <= 0:
        yield Spot("returns", "investment")
