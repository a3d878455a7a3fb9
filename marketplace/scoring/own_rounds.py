"""An expert's rounds with the claims of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marketplace.accounts.models import Person
from marketplace.claims import opening
from marketplace.claims.models import Claim
from marketplace.furniture import components
from marketplace.i18n import _
from marketplace.panel import queries as panel_queries
from marketplace.panel.models import Assignment
from marketplace.panel.states import DECLARATIONS
from marketplace.scoring import queries, steps
from marketplace.scoring.models import ScoreSheet
from marketplace.scoring.states import STATES


def tasks(expert: Person) -> list[dict[str, Any]]:
    """An expert's rounds with the claims of each, by reference, so that no order tells of scores; beside them how many
    claims are left out, and why."""
    mine = panel_queries.my_assignments(expert.id)
    claims = opening.opened_by_round([one.round_id for one in mine])
    sheets = queries.sheets_by([one.id for one in mine])
    return [_round_of_expert(one, claims.get(one.round_id, []), sheets) for one in mine]


def _round_of_expert(
    assignment: Assignment, claims: Sequence[Claim], sheets: Mapping[tuple[int, int], ScoreSheet]
) -> dict[str, Any]:
    judged = [claim for claim in claims if not claim.is_ineligible]
    own = [sheets.get((assignment.id, claim.id)) for claim in judged]
    work = steps.Work(
        assignment,
        owed=sum(1 for sheet in own if sheet is None or not sheet.locked_at),
        unexplained=sum(1 for sheet in own if sheet and queries.waits_for_words(sheet)),
    )
    return {
        "next": steps.next_step(work),
        "assignment": assignment,
        "scenario": assignment.round.scenario,
        "rows": [
            {"claim": claim, "tag": _own_tag(assignment.is_recused, sheets.get((assignment.id, claim.id)))}
            for claim in judged
        ],
        "total": len(claims),
        "left_out": len(claims) - len(judged),
        "released": assignment.released_at is not None,
        "declared": DECLARATIONS[assignment.declared],
    }


def _own_tag(recused: bool, sheet: ScoreSheet | None) -> components.Tag:
    if recused:
        return components.Tag(_("回避"), "over")
    if sheet is None:
        return components.Tag(_("未打分"), "waiting")
    row = STATES[sheet.state]
    return components.Tag(str(row.label), row.tag)
