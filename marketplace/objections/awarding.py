"""A notice that was not annulled becomes an award (中榜), and an award is lost again."""

from __future__ import annotations

from datetime import datetime

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.extensions import db
from marketplace.objections.decided import LOST, WON, Award
from marketplace.objections.models import Notice
from marketplace.scenarios.models import Round


def award(notice: Notice, *, at: datetime, by: Person, why: str) -> None:
    """The proposed winner has won."""
    winner = notice.claim
    _decide(
        Award(
            round=notice.round,
            at=at,
            by=by,
            why=why[:2000],
            what=WON,
            claim_ref=winner.ref,
            winner_id=winner.lead_organisation_id,
            member_ids=sorted(winner.member_ids),
        )
    )


def forfeit(round_: Round, *, by: Person, why: str) -> None:
    """Nobody has won any more, on record of who took the award back."""
    _decide(
        Award(
            round=round_,
            at=clock.now(),
            by=by,
            why=why[:2000],
            what=LOST,
            claim_ref=round_.award_claim_ref or "",
            winner_id=round_.winner_id,
            member_ids=round_.winning_member_ids,
        )
    )


def _decide(row: Award) -> None:
    db.session.add(row)
    db.session.flush()
