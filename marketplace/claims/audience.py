"""Whom news of a round reaches: the rooms below ask through what `rooms.py` installs, for they know no claim."""

from __future__ import annotations

from marketplace.claims import opening
from marketplace.claims.models import Claim
from marketplace.scenarios.models import Round


def participants(round_: Round) -> set[int]:
    """Ids of every organisation in a live claim of the round, members with their lead."""
    return {id_ for claim in opening.claims_of(round_, Claim.is_live) for id_ in claim.member_ids}
