"""Who is first of those with the same score: the rule, in words, as it stands in the publication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marketplace.i18n import _


def heaviest(criteria: Sequence[Mapping[str, Any]]) -> int:
    """The place of the criterion with the highest weight; of equally heavy ones the first listed."""
    return max(range(len(criteria)), key=lambda n: (criteria[n].get("weight") or 0, -n))


def rule(criteria: Sequence[Mapping[str, Any]]) -> str:
    """The rule with the name of the criterion that decides; nothing while there is none."""
    named = [row for row in criteria if row.get("name") and row.get("weight")]
    if not named:
        return ""
    return _(
        "综合得分相同的，“%(name)s”（权重最高，权重相同的取先列的）得分高者在前；仍相同的，先提交者在前，以回执时间为准。",
        name=named[heaviest(named)]["name"],
    )
