"""What the pages of operating models and return mechanisms show: the row in words, what it goes with, who uses it."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement

from marketplace.catalogue import listing, orders
from marketplace.catalogue.columns import holds
from marketplace.catalogue.models import Entry
from marketplace.errors import NotFound
from marketplace.i18n import _, enumerated
from marketplace.reference import fitting, words
from marketplace.reference.rows import OperatingModel, ReturnMechanism
from marketplace.reference.tables import operating_models, return_mechanisms, same_promises
from marketplace.rules.rulebook import rules
from marketplace.scenarios.states import PUBLIC

SHOWN = 5
"""Scenarios that stand on a page itself; the list shows the others."""
Pair = tuple[str, str]


def models() -> dict[str, Any]:
    """The index of the operating models."""
    return {"models": operating_models().values(), "said": words.said, "invests": invests, "years": years}


def mechanisms() -> dict[str, Any]:
    """The index of the return mechanisms."""
    return {"mechanisms": return_mechanisms().values(), "said": words.said, "standing": words.standing}


def model(model_id: str) -> dict[str, Any]:
    """One operating model.

    :raises NotFound: there is none of that id.
    """
    row = operating_models().get(model_id)
    if row is None:
        raise NotFound
    return {
        "row": row,
        "facts": _facts_of_model(row),
        "fitting": fitting.mechanisms_of(row),
        "others": [(one, "" if one.compatible_models else fitting.why_not(row, one)) for one in fitting.others(row)],
        "why_not": fitting.why_not,
        "alike": [one for one in operating_models().values() if one is not row and same_promises(one, row)],
        "source": words.source(row.source),
        "standing": words.standing,
        **_used_by(Entry.operating_model == row.id, model=row.id),
    }


def mechanism(mechanism_id: str) -> dict[str, Any]:
    """One return mechanism.

    :raises NotFound: there is none of that id.
    """
    row = return_mechanisms().get(mechanism_id)
    if row is None:
        raise NotFound
    return {
        "row": row,
        "facts": _facts_of_mechanism(row),
        "fitting": fitting.models_of(row),
        "others": [one for one in operating_models().values() if not fitting.fits(one, row)],
        "condition": fitting.why_not(None, row),
        "limits": [rules()[one] for one in row.lawful_limits if one in rules()],
        "source": words.source(row.source),
        **_used_by(holds(Entry.mechanisms, row.id), mechanism=row.id),
    }


def _used_by(condition: ColumnElement[bool], **filters: Any) -> dict[str, Any]:
    newest = orders.ORDERS["newest"].phases(())[0]
    return {
        "states": PUBLIC,
        "scenarios": listing.published(condition, order=newest, most=SHOWN),
        "scenarios_count": listing.count([condition]),
        "scenarios_url": url_for("catalogue.scenarios", **filters),
    }


def invests(row: OperatingModel) -> str:
    """Who invests, in words."""
    return enumerated(words.said("who_invests", one) for one in row.who_invests)


def years(row: OperatingModel) -> str:
    """The usual years of operation."""
    least, most = row.typical_term_years
    return _("%(least)d — %(most)d 年", least=least, most=most).replace(" ", "\u00a0")


def _facts_of_model(row: OperatingModel) -> list[Pair]:
    return [
        (_("谁投资"), invests(row)),
        (_("谁持有"), words.said("who_owns", row.who_owns)),
        (_("谁运营"), words.said("who_operates", row.who_operates)),
        (_("期满归谁"), words.said("asset_after_term", row.asset_after_term)),
        (_("使用者付费"), words.said("user_pays", row.user_pays)),
        (_("政府支付"), words.said("government_pays", row.government_pays)),
        (_("运营年限"), _("一般 %(years)s（经验值，不是法定期限；不含建设期）", years=years(row))),
        (_("特许经营"), _("属于，按特许经营的规定办理") if row.concession else _("不属于")),
        (_("退出机制"), row.exit),
        (_("常见领域"), enumerated(row.example_fields)),
    ]


def _facts_of_mechanism(row: ReturnMechanism) -> list[Pair]:
    counts = (
        _("特许经营核对收入能不能覆盖成本时计入")
        if row.counts_for_coverage
        else _("特许经营核对收入能不能覆盖成本时不计入")
    )
    return [
        (_("能不能选"), words.standing(row)),
        (_("谁付钱"), words.said("payer", row.payer)),
        (_("常见收入"), enumerated(row.typical_revenue_items)),
        (_("现金流"), words.said("enters_cash_flow", row.enters_cash_flow)),
        (_("覆盖测算"), counts),
    ]
