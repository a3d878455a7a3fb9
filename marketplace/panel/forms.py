"""What is filled in when a panel is put together, supplemented or changed, and what an expert declares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from marketplace.accounts import employment
from marketplace.errors import Complaint
from marketplace.i18n import _, _l
from marketplace.sheets import Section
from marketplace.sheets.fields import Choices, Field, LongText, Text


@dataclass(frozen=True, kw_only=True)
class Experts(Choices):
    """Experts by what they can be called: number, address, its part before the @, code. Who they are is asked elsewhere."""

    def parse_all(self, raw: Sequence[str]) -> list[str]:
        return list(dict.fromkeys(one.strip().lower() for one in raw))


@dataclass(frozen=True, kw_only=True)
class Employers(Field):
    """Employers, one a line."""

    kind: ClassVar[str] = "long_text"

    def parse(self, raw: str) -> Any:
        return employment.parse(raw)


NONE, INTEREST = "none", "interest"
"""What an expert declares."""


def _declares_something(values: Mapping[str, Any]) -> Iterator[Complaint]:
    """One of both is declared, and an interest with what it is."""
    declared = values.get("declare")
    if declared not in (NONE, INTEREST):
        yield Complaint(_("请选择“无利害关系”或“有利害关系”。"), field="declare")
    elif declared == INTEREST and not values.get("declare_reason"):
        yield Complaint(_("请写明是什么利害关系。"), field="declare_reason")


NAMED = Experts(id="expert", label=_l("专家"), source=list)
CHOOSE = Section("act", "", (NAMED, LongText(id="reason", label=_l("选派理由"), max=2000)))
DRAW = Section("act", "", (Text(id="draw", label=_l("抽取几位")),))
SUPPLEMENT = Section(
    "act",
    "",
    (
        NAMED,
        Text(
            id="source",
            label=_l("名册名称"),
            required=True,
            max=100,
            lacking=_l("请写明从哪个名册补充，例如“市评审专家库”。"),
        ),
        LongText(
            id="reason", label=_l("补充理由"), required=True, max=2000, lacking=_l("请写明补充的理由，理由留在记录里。")
        ),
    ),
)
PROPOSE_RELEASE = Section(
    "act",
    "",
    (
        LongText(
            id="reason",
            label=_l("更换理由"),
            required=True,
            max=2000,
            lacking=_l("请写明更换的理由，理由印入评榜报告。"),
        ),
    ),
)
WITHDRAW_RELEASE = Section(
    "act", "", (LongText(id="reason", label=_l("撤回理由"), required=True, max=2000, lacking=_l("请写明撤回的理由。")),)
)
DECLARE = Section(
    "act",
    "",
    (Text(id="declare", label=_l("我声明")), LongText(id="declare_reason", label=_l("利害关系说明"), max=1000)),
    checks=(_declares_something,),
)
EMPLOYERS = Section("act", "", (Employers(id="employers", label=_l("现在和以前的任职单位")),))
