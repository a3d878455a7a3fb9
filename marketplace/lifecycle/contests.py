"""Contests whose deadline has passed: closed or lapsed, each in its own transaction, exactly once however many processes
look."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime

from marketplace import clock
from marketplace.claims import replacing
from marketplace.claims.opening import count_submitted
from marketplace.errors import Unmet, WrongState
from marketplace.extensions import unit_of_work
from marketplace.lifecycle import holds, service
from marketplace.lifecycle.clockwork import CLOCK
from marketplace.objections import to_terms
from marketplace.scenarios.models import Round
from marketplace.scenarios.service import scenario_by_code

log = logging.getLogger(__name__)


def end_what_is_due() -> Iterator[str]:
    """End every contest that is due; one that is refused is tried again."""
    for code in service.due_codes():
        try:
            yield from _end_of_contest(code)
        except (WrongState, Unmet):
            log.warning("%s is due and was refused; it is tried again", code)


def _end_of_contest(code: str) -> list[str]:
    """Open or lapse a contest whose deadline has passed, or keep why it waits."""
    if _still_waits(scenario_by_code(code).round):
        return []
    with unit_of_work():  # the state is looked at again inside: another process may have been first
        scenario = scenario_by_code(code)
        round_ = scenario.round
        if not scenario.takes_claims or round_ is None or not (action := _due_action(round_)):
            return []
        if action == "close" and (why := holds.words(round_)):
            replacing.offer_for_absent_keys(round_)
            if holds.wait(round_, why) or not is_over(round_.lapses_at):
                return [f"{code}: wait"]
            action = "lapse"
        service.act(code=code, action=action, by=CLOCK, revision=scenario.revision)
        return [f"{code}: {action}"]


def _due_action(round_: Round) -> str:
    """What the clock has to do with the round; nothing before its deadline, but where its terms were not mended in time."""
    if to_terms.not_mended_in_time(round_):
        return "lapse"
    if clock.now() < round_.deadline:
        return ""
    return "close" if count_submitted(round_) >= round_.figures["fewest_claims"] else "lapse"


def _still_waits(round_: Round | None) -> bool:
    """Whether it waits as it did, with nothing to write: looked at each second, so without a writer's turn."""
    return bool(
        round_
        and round_.held_because
        and not is_over(round_.lapses_at)
        and _due_action(round_) == "close"
        and holds.words(round_) == round_.held_because
        and not replacing.to_offer(round_)
    )


def is_over(moment: datetime | None) -> bool:
    """Whether a moment that ends a wait has come."""
    return moment is not None and clock.now() >= moment
