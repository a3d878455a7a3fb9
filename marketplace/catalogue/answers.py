"""The investor's three questions, answered from the version in force: what do I run, how does it pay, how do I claim."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from marketplace.finance import Figures
from marketplace.furniture import measures
from marketplace.furniture.numbers import money
from marketplace.furniture.words import truncate_text
from marketplace.i18n import _, enumerated
from marketplace.reference import options
from marketplace.reference.methods import selection_method
from marketplace.scenarios.models import Round

Pair = tuple[str, str]


def label_of(choices: list[Pair], key: str | None) -> str:
    """The words of one choice; the key itself where the list no longer has it."""
    return str(dict(choices).get(key or "", key or ""))


def explained(address: str, choices: list[Pair], key: str | None) -> Markup:
    """The words of one choice as a link to the page that explains it; the words alone where the list no longer has it."""
    words = label_of(choices, key)
    return Markup('<a href="{}{}/">{}</a>').format(address, key, words) if key in dict(choices) else escape(words)


def short_models() -> dict[str, str]:
    """The operating models as lists name them, without what stands in brackets."""
    return {key: label.partition("（")[0] for key, label in options.operating_models()}


def what_i_run(plan: Mapping[str, Any], figures: Figures | None) -> list[Pair]:
    """我经营什么: model, place, term, assets."""
    basics, operation = plan.get("basics") or {}, plan.get("operation") or {}
    return [
        (_("模式"), explained("/models/", options.operating_models(), operation.get("operating_model"))),
        (_("地点"), str(basics.get("place") or "")),
        (_("期限"), _term(operation.get("term_years"), figures)),
        (_("资产"), truncate_text(str(operation.get("asset_ownership") or ""), 60)),
    ]


def _term(years: int | None, figures: Figures | None) -> str:
    if not years:
        return ""
    built = figures.construction_years if figures else None
    if built:
        return _("建设 %(built)d 年，运营 %(years)d 年", built=built, years=years).replace(" ", "\u00a0")
    return _("运营 %(years)d 年", years=years).replace(" ", "\u00a0")


def how_it_pays(plan: Mapping[str, Any], figures: Figures | None) -> list[Pair]:
    """钱怎么回来: mechanisms, investment, return."""
    chosen = (plan.get("returns") or {}).get("return_mechanisms") or []
    known = options.return_mechanisms()
    pairs: list[Pair] = [(_("收入"), Markup(enumerated(explained("/mechanisms/", known, one) for one in chosen)))]
    if figures:
        money_words, social = money(figures.total_investment_wan), measures.social_share(figures)
        share = (
            _("%(money)s，社会资本和贷款 %(share)s", money=money_words, share=social)
            if figures.loan_wan
            else _("%(money)s，社会资本 %(share)s", money=money_words, share=social)
        )
        pairs += [
            (_("总投资"), share),
            (_("收益率"), "IRR\u00a0" + measures.irr(figures)),
            (_("静态回收"), measures.payback(figures)),
        ]
    return pairs


def how_to_claim(plan: Mapping[str, Any], round_: Round) -> list[Pair]:
    """怎么揭榜: how it is chosen and by what; the deadline stands apart, since it is a time."""
    terms = plan.get("claim_terms") or {}
    method = selection_method(round_.figures["method"])
    ways = [str(method.label), _("至少 %(n)d 家", n=round_.figures["fewest_claims"]).replace(" ", "\u00a0")]
    if terms.get("consortium_allowed") is not None:
        ways.append(_("允许联合体") if terms["consortium_allowed"] else _("不接受联合体"))
    ways.append(_("第一名中榜"))
    criteria = "，".join(f"{row['name']}\u00a0{row['weight']}" for row in round_.criteria)
    return [(_("方式"), "，".join(ways)), (_("标准"), criteria)]
