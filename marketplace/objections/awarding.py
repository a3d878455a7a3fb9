"""A notice that was not annulled becomes an award (中榜), and an award is lost again."""

from __future__ import annotations

from datetime import datetime

from marketplace.accounts.models import Person
from marketplace.objections.models import Notice
from marketplace.scenarios.models import Round


def award(notice: Notice, *, at: datetime) -> None:
    """The proposed winner has won."""
    round_, winner = notice.round, notice.claim
    round_.award_claim_ref, round_.awarded_at = winner.ref, at
    round_.winner_id, round_.winning_member_ids = winner.lead_organisation_id, sorted(winner.member_ids)


def forfeit(round_: Round, *, by: Person) -> None:
    """Nobody has won any more, on record of who took the award back."""
    round_.award_claim_ref = round_.awarded_at = round_.winner_id = None
    round_.winning_member_ids = []
    round_.forfeiter_ids = sorted({*round_.forfeiter_ids, by.id})
