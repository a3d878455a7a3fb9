"""What is filled in to decide eligibility, to ask for a correction and to remedy."""

from __future__ import annotations

from decimal import Decimal

from marketplace.claims.models import Claim
from marketplace.i18n import _l
from marketplace.objections.forms import MOST_WORDS
from marketplace.settings import queries as settings
from marketplace.settings.figures import FIGURES
from marketplace.sheets import Section
from marketplace.sheets.fields import Choice, Files, Integer, LongText
from marketplace.workflow import Move

ELIGIBILITY = Section(
    "eligibility",
    "",
    (
        Choice(
            id="eligible",
            label=_l("资格审查结论"),
            required=True,
            widget="radio",
            source=lambda: [("yes", str(_l("资格通过"))), ("no", str(_l("资格不符")))],
        ),
        LongText(
            id="reason",
            label=_l("理由"),
            required=True,
            max=2000,
            hint=_l("对照揭榜要求逐条写明；自公示起揭榜方在申请页面看到。"),
        ),
    ),
)
REMEDY = Section(
    "remedy",
    "",
    (
        LongText(
            id="remedy",
            label=_l("补正说明"),
            required=True,
            max=MOST_WORDS,
            hint=_l("针对要求逐条说明。提交的揭榜方案不会改动。"),
        ),
        Files(id="file", label=_l("补正材料")),
    ),
)


def decided(claim: Claim) -> dict[str, str]:
    """What was decided of its eligibility, to begin with where it is decided again."""
    if not claim.eligibility_at:
        return {}
    return {"eligible": "yes" if claim.eligible else "no", "reason": claim.eligibility_reason}


def usual_days(claim: Claim) -> dict[str, int]:
    """As many days as the settings say."""
    return {"days": settings.of_round(claim.round.figures, "correction_days")}


def asking(_move: Move) -> Section:
    """What is to be remedied, and in how many working days: the bounds are those of the settings."""
    bounds = FIGURES["correction_days"]
    days = Integer(
        id="days",
        label=_l("补正期限"),
        required=True,
        unit=str(bounds.unit),
        min=Decimal(bounds.least),
        max=Decimal(bounds.most),
    )
    defect = LongText(
        id="defect",
        label=_l("补什么"),
        required=True,
        max=2000,
        hint=_l("写明缺什么、按哪一条要求、怎样补；原样发给揭榜方。"),
    )
    return Section("correction", "", (defect, days))
