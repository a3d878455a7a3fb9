"""What scoring puts into the file of a contest: every locked sheet, and the conclusions."""

from __future__ import annotations

from marketplace.room import Filed
from marketplace.scenarios.decisions import filed
from marketplace.scenarios.models import Round
from marketplace.scoring import queries
from marketplace.scoring.decided import Conclusion


def _refs(round_: Round) -> list[str]:
    return [f"{sheet.claim.ref}/{sheet.expert_id}" for sheet in queries.sheets(round_)]


FILED = (
    Filed(
        "evaluation.json",
        queries.sheets,  # one that was never handed in is not recorded, and so left out
        "sheets",
        holds=lambda round_: round_.is_opened,
        subject="score_sheet",
        refs=_refs,
    ),
    filed(Conclusion),
)
