"""What an approver's desk says of proposals to end something: until when others answer, by when to decide."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.accounts.predicates import approver, approver_role
from marketplace.extensions import db
from marketplace.i18n import _
from marketplace.lifecycle import proposals
from marketplace.lifecycle.duties import ACTIONS
from marketplace.lifecycle.waiting import MOST
from marketplace.room import Waiting
from marketplace.scenarios.models import EndProposal, Round


def ends(person: Person) -> Iterator[Waiting]:
    """Proposals that this approver may decide: not their own, and of what can still be done."""
    if not approver_role(person, None):
        return
    with_scenario = joinedload(EndProposal.round).joinedload(Round.scenario)
    query = select(EndProposal).options(with_scenario).where(*proposals.WAITING).order_by(EndProposal.id).limit(MOST)
    for one in db.session.scalars(query).unique():
        scenario = one.round.scenario
        current = scenario.round_id == one.round_id and one.act in scenario.state_row.proposes
        if not current or proposals.is_void(one) or one.by_id == person.id or not approver(person, scenario):
            continue
        act = proposals.ACTS[one.act]
        words = (
            _("提请%(act)s，答复期至 %(when)s，期满后决定", act=act, when=proposals.until(one))
            if clock.now() < one.until
            else _("提请%(act)s，请决定；到期没有办理的失效", act=act)
        )
        address = ACTIONS.format(code=scenario.code) + one.act
        title, seen = scenario.title, ("scenario.act", scenario)
        yield Waiting(title, words, one.stands_until, address, _("查看提请"), one.at, seen)
