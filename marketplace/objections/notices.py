"""A notice begins, and ends with the award or an annulment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.claims.models import Claim
from marketplace.extensions import unit_of_work
from marketplace.objections.models import Notice
from marketplace.scenarios.models import Round
from marketplace.settings import queries as settings
from marketplace.workdays import queries as workdays


def begin_notice(*, round_: Round, claim: Claim, by: Person, reason: str) -> Notice:
    """Put the proposed winner on public notice from now, for the working days that the round was published with."""
    with unit_of_work() as session:
        now = clock.now()
        until = workdays.end_of_working_days(now, settings.of_round(round_.figures, "notice_days"))
        last = (until - timedelta(seconds=1)).astimezone(clock.SHANGHAI).date()
        notice = Notice(
            round_id=round_.id,
            claim_id=claim.id,
            announced_at=now,
            announced_by_id=by.id,
            until=until,
            provisional=workdays.uses_provisional(clock.today(), last),
            reason=reason,
        )
        session.add(notice)
        session.flush()
    return notice


def end_notice(*, notice: Notice, ending: str, reason: str, ground: dict[str, Any] | None = None) -> None:
    """The notice ends with the award, or with an annulment on this ground."""
    with unit_of_work() as session:
        notice.ended_at, notice.ending, notice.ending_reason = clock.now(), ending, reason
        if ground is not None:
            notice.ground = ground
        session.flush()
