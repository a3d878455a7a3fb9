"""What the public may know of a contest, and from when: counts, ranking, notice, award."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer

from marketplace.accounts import queries as accounts
from marketplace.catalogue.models import Entry
from marketplace.extensions import db
from marketplace.i18n import _l
from marketplace.objections import queries as objection_queries
from marketplace.objections.models import Notice
from marketplace.panel import queries as panel_queries
from marketplace.scenarios.models import Round, Scenario
from marketplace.scenarios.queries import OUTCOMES


@dataclass(frozen=True)
class Contest:
    """One round as it stands in public."""

    round: Round
    claims: int | None
    """How many complete claims there were; None until the deadline."""
    ranking: list[dict[str, Any]] | None
    """From the notice on `{claim, organisation, score, rank}`."""
    noticed: dict[str, Any] | None
    """The proposed winner while the notice runs: `{claim, organisation, until}`, and why not the first-ranked."""
    award: dict[str, Any] | None
    """`{claim, organisation, at}`."""


def contests(scenario: Scenario) -> list[Contest]:
    """Every round of a scenario, the newest first."""
    query = select(Round).where(Round.scenario_id == scenario.id).order_by(Round.number.desc())
    rounds = db.session.scalars(query.options(undefer(Round.ranking))).all()
    winners = accounts.organisations_by_id([r.winner_id for r in rounds if r.winner_id])
    return [_contest(round_, winners) for round_ in rounds]


def _contest(round_: Round, winners: dict[int, Any]) -> Contest:
    ranking = None
    if round_.announced_at is not None and round_.ranking is not None:
        ranking = [{key: row[key] for key in ("claim", "organisation", "score", "rank")} for row in round_.ranking]
    award = None
    if round_.award_claim_ref and round_.awarded_at:
        winner = winners.get(round_.winner_id or 0)
        award = {
            "claim": round_.award_claim_ref,
            "organisation": winner.code if winner else None,
            "at": round_.awarded_at,
        }
    return Contest(round_, round_.claims_count, ranking, _noticed(round_), award)


def _noticed(round_: Round) -> dict[str, Any] | None:
    if round_.announced_at is None or round_.award_claim_ref:
        return None
    notice = objection_queries.current_notice(round_)
    if notice is None or notice.ended_at is not None:
        return None
    claim = notice.claim
    return {
        "claim": claim.ref,
        "organisation": claim.lead_organisation.code,
        "until": notice.until,
        "reason": notice.reason,
    }


ENDINGS = {"award": _l("期满，已确认揭榜"), "annul": _l("已撤销")}


@dataclass(frozen=True)
class Earlier:
    """An earlier round as its public record keeps it."""

    contest: Contest
    outcome: str
    notices: list[dict[str, Any]]
    """`{claim, organisation, from, until, ending}` of each notice that there was."""


def earlier(rows: Sequence[Contest]) -> list[Earlier]:
    """The rounds before the newest, which was planned anew since; nothing that was not public in its time."""
    past = rows[1:]
    notices = objection_queries.notices_of([one.round.id for one in past])
    return [
        Earlier(one, str(OUTCOMES.get(one.round.outcome, "")), [_kept(n) for n in notices.get(one.round.id, ())])
        for one in past
    ]


def _kept(notice: Notice) -> dict[str, Any]:
    return {
        "claim": notice.claim.ref,
        "organisation": notice.claim.lead_organisation.name,
        "from": notice.announced_at,
        "until": notice.until,
        "ending": str(ENDINGS.get(notice.ending, "")),
    }


def publishes_draws(rows: Sequence[Contest]) -> bool:
    """Whether experts were drawn in a round that was awarded: from then on the draw is public."""
    return bool(panel_queries.drawn_rounds([one.round.id for one in rows if one.round.awarded_at]))


def notice_ends(rows: Sequence[Entry]) -> dict[int, datetime]:
    """When the running notice of each of these scenarios ends, by its round."""
    return objection_queries.notice_ends([row.scenario.round_id for row in rows if row.scenario.round_id])
