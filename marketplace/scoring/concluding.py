"""The evaluation is concluded: the eligible claims are ranked by the weighted mean of their scores."""

from __future__ import annotations

from typing import Any

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.claims import opening
from marketplace.extensions import db
from marketplace.scenarios.models import Round
from marketplace.scoring import queries
from marketplace.scoring import ranking as ranks
from marketplace.scoring.decided import CONCLUDED, LEFT_OUT, VOIDED, Conclusion


def conclude(round_: Round, *, by: Person, why: str) -> list[dict[str, Any]]:
    """Rank the claims, on record of who concluded; answers the ranking."""
    ranking = _ranking(round_)
    _decide(round_, CONCLUDED, ranking, by, why)
    return ranking


def void(round_: Round, *, by: Person, why: str) -> None:
    """The ranking counts no more, until it is concluded again."""
    _decide(round_, VOIDED, None, by, why)


def leave_out(round_: Round, ref: str, *, by: Person, why: str) -> None:
    """This claim is out: whoever came after it moves up."""
    left = [row for row in round_.ranking or [] if row["claim"] != ref]
    _decide(round_, LEFT_OUT, [{**row, "rank": place} for place, row in enumerate(left, 1)], by, why)


def _decide(round_: Round, what: str, ranking: list[dict[str, Any]] | None, by: Person, why: str) -> None:
    row = Conclusion(round=round_, at=clock.now(), by=by, why=why[:2000], what=what, ranking=ranking)
    db.session.add(row)
    db.session.flush()


def _ranking(round_: Round) -> list[dict[str, Any]]:
    panel = {a.expert_id for a in queries.full_panel(round_)}
    scored: dict[int, list[tuple[int, ...]]] = {}
    for sheet in queries.sheets(round_):
        if sheet.locked_at and sheet.expert_id in panel:
            scored.setdefault(sheet.claim_id, []).append(tuple(row["score"] for row in sheet.scores))
    eligible = {claim.ref: claim for claim in opening.eligible_claims(round_)}
    candidates = [
        ranks.Candidate(claim.ref, tuple(scored[claim.id]), opening.last_submission(claim).at)
        for claim in eligible.values()
    ]
    return [
        {
            "claim": s.ref,
            "organisation": eligible[s.ref].lead_organisation.code,
            "score": ranks.two_decimals(s.score),
            "rank": s.rank,
            "means": [ranks.two_decimals(mean) for mean in s.means],
            "below": list(s.below),
            "may_win": s.may_win,
        }
        for s in ranks.rank(candidates, round_.criteria)
    ]
