"""What a desk waits for (我在等): whose turn it is, what they do, by when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.claims.models import Claim, ClaimMember
from marketplace.extensions import db
from marketplace.i18n import _
from marketplace.lifecycle.duties import OVERVIEW
from marketplace.lifecycle.moments import due, running_notices
from marketplace.room import Awaited
from marketplace.scenarios.models import Round, Scenario

MOST = 100


def _is_own_turn(person: Person, row: Scenario) -> bool:
    return row.publisher_id == person.organisation_id and row.state_row.awaits_publisher


def waiting_for(
    person: Person, rows: Sequence[Scenario], mine: set[int], ends: Mapping[int, datetime]
) -> list[Awaited]:
    """What others have to do first."""
    found = [
        Awaited(
            title=row.title,
            url=OVERVIEW.format(code=row.code),
            who=_("本单位负责人") if _is_own_turn(person, row) else row.state_row.turn,
            what=row.state_row.next,
            since=row.state_since,
            due=due(row, ends),
            opens=("scenario.act", row),
        )
        for row in rows
        if row.id not in mine and row.state_row.turn
    ]
    return [*found, *_in_the_contest(person)]


def _in_the_contest(person: Person) -> Iterator[Awaited]:
    """Submitted claims of one's own organisation, as lead or as confirmed member: sealed, then with the office."""
    if not (person.kind_row and person.kind_row.claims):
        return
    member = ClaimMember.organisation_id == person.organisation_id
    joined = member & ClaimMember.confirmed_at.is_not(None) & ClaimMember.left_at.is_(None)
    query = (
        select(Claim)
        .options(joinedload(Claim.round).joinedload(Round.scenario))
        .where(or_(Claim.is_entered, Claim.is_eligible))
        .where(or_(Claim.lead_organisation_id == person.organisation_id, Claim.members.any(joined)))
        .order_by(Claim.id.desc())
        .limit(MOST)
    )
    found = db.session.scalars(query).unique().all()
    ends = running_notices([claim.scenario for claim in found])
    for claim in found:
        scenario, sealed = claim.scenario, clock.now() < claim.round.deadline
        yield Awaited(
            title=claim.scenario.public_title,
            url=f"/desk/claims/{claim.ref}/",
            who=claim.state_row.turn if sealed else scenario.state_row.turn,
            what=claim.state_row.next if sealed else scenario.state_row.next,
            since=claim.state_since if sealed else scenario.state_since,
            due=claim.round.deadline if sealed else scenario.due_at or ends.get(claim.round_id),
            opens=("claim.see", claim),
        )
