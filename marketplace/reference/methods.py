"""How an operator is chosen (社会主体选定程序): one row per method, whose columns drive the contest's guards.

The figures that the office may change stand here with their bounds, once: the page of settings makes its rows of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marketplace.i18n import _l


@dataclass(frozen=True)
class Fewest:
    """A least number of something: what holds until the office sets another, and the law's bounds of it."""

    label: str
    """What the page of settings calls it."""
    value: int
    least: int
    most: int
    basis: str
    """The law or opinion that the bound stands on."""
    odd: bool = False
    """Whether only odd numbers will do."""


@dataclass(frozen=True)
class SelectionMethod:
    """One way to choose the operator."""

    id: str
    label: str
    claims: Fewest
    """Claims needed at the close."""
    plan_may_ask_more: bool
    """Whether the plan's own `min_claims` counts where it is higher."""
    experts: Fewest
    odd_experts: bool
    first_ranked_is_binding: bool
    """Whether only the highest-ranked claim that no `min_score` bars may be announced."""
    basis: str
    """The law or opinion it stands on."""


SELECTION_METHODS: tuple[SelectionMethod, ...] = (
    SelectionMethod(
        id="open_competition",
        label=_l("公开竞争"),
        claims=Fewest(_l("公开竞争：最少揭榜家数（方案要求更多时从其要求）"), 1, 1, 20, _l("附件1·五(三)")),
        plan_may_ask_more=True,
        experts=Fewest(_l("公开竞争：最少专家人数"), 3, 3, 15, _l("附件1·五(三)")),
        odd_experts=False,
        first_ranked_is_binding=True,
        basis="附件1·五(三)",
    ),
    SelectionMethod(
        id="negotiation",
        label=_l("竞争性磋商"),
        claims=Fewest(_l("竞争性磋商：最少揭榜家数"), 3, 3, 20, _l("财库〔2014〕214号")),
        plan_may_ask_more=False,
        experts=Fewest(_l("竞争性磋商：最少专家人数"), 3, 3, 15, _l("财库〔2014〕214号")),
        odd_experts=True,
        first_ranked_is_binding=True,
        basis="财库〔2014〕214号 14条、28条",
    ),
    SelectionMethod(
        id="tender",
        label=_l("公开招标"),
        claims=Fewest(_l("公开招标：最少揭榜家数"), 3, 3, 20, _l("招标投标法 28条")),
        plan_may_ask_more=False,
        experts=Fewest(_l("公开招标：最少专家人数（单数）"), 5, 5, 15, _l("招标投标法 37条"), odd=True),
        odd_experts=True,
        first_ranked_is_binding=True,
        basis="招标投标法 28条、37条；实施条例 55条",
    ),
)


def selection_method(identifier: str) -> SelectionMethod:
    """The selection method of that id.

    :raises KeyError: there is none.
    """
    return {method.id: method for method in SELECTION_METHODS}[identifier]


@dataclass(frozen=True)
class PanelSize:
    """How many experts judge."""

    fewest: int
    odd: bool
    most: int = SELECTION_METHODS[0].experts.most

    @classmethod
    def of(cls, figures: Mapping[str, Any]) -> PanelSize:
        """The size that a round was published with."""
        method = next((row for row in SELECTION_METHODS if row.id == figures.get("method")), SELECTION_METHODS[0])
        return cls(int(figures.get("fewest_experts", 1)), bool(figures.get("odd_experts")), method.experts.most)

    def is_lawful(self, count: int) -> bool:
        """Whether so many may judge."""
        return count >= self.fewest and self.is_right_parity(count)

    def is_right_parity(self, count: int) -> bool:
        """Whether so many can always decide, where the method asks for an odd number."""
        return not self.odd or count % 2 == 1

    def missing(self, sitting: int) -> int:
        """How many more must come for the panel to be lawful."""
        short = max(self.fewest - sitting, 0)
        return short if self.is_right_parity(sitting + short) else short + 1
