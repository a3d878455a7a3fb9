"""What a desk waits for (我在等): whose turn it is, what they do, by when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.claims.models import Claim, ClaimMember
from marketplace.claims.workflow import STATES as CLAIM_STATES
from marketplace.evaluation.queries import notice_ends
from marketplace.extensions import db
from marketplace.i18n import _
from marketplace.lifecycle.duties import OVERVIEW
from marketplace.lifecycle.states import DRAFT, NOTICE, OPEN, STATES
from marketplace.room import Awaited
from marketplace.scenarios.models import Round, Scenario

MOST = 100


def running_notices(rows: Iterable[Scenario]) -> dict[int, datetime]:
    """When the running notices of these scenarios end, by round."""
    return notice_ends([row.round_id for row in rows if row.state == NOTICE and row.round_id])


def _closes_at(row: Scenario) -> datetime | None:
    return row.round.deadline if row.state == OPEN and row.round else None


def _is_own_turn(person: Person, row: Scenario) -> bool:
    return row.publisher_id == person.organisation_id and STATES[row.state].turn == STATES[DRAFT].turn


def waiting_for(
    person: Person, rows: Sequence[Scenario], mine: set[int], ends: Mapping[int, datetime]
) -> list[Awaited]:
    """What others have to do first."""
    found = [
        Awaited(
            title=row.title,
            url=OVERVIEW.format(code=row.code),
            who=_("本单位负责人") if _is_own_turn(person, row) else STATES[row.state].turn,
            what=STATES[row.state].next,
            since=row.state_since,
            due=row.due_at or ends.get(row.round_id or 0) or _closes_at(row),
            opens=("scenario.act", row),
        )
        for row in rows
        if row.id not in mine and STATES[row.state].turn
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
        .where(Claim.state.in_(["submitted", "eligible"]))
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
            who=CLAIM_STATES["submitted"].turn if sealed else STATES[scenario.state].turn,
            what=CLAIM_STATES["submitted"].next if sealed else STATES[scenario.state].next,
            since=claim.state_since if sealed else scenario.state_since,
            due=claim.round.deadline if sealed else scenario.due_at or ends.get(claim.round_id),
            opens=("claim.see", claim),
        )
