"""What became due: closed or lapsed, each in its own transaction, exactly once however many processes tick."""

from __future__ import annotations

import logging
import threading
from datetime import datetime

from flask import Flask
from sqlalchemy.exc import OperationalError

from marketplace import clock
from marketplace.claims import reminders, replacing
from marketplace.claims.opening import count_submitted
from marketplace.errors import Unmet, WrongState
from marketplace.evaluation import terms
from marketplace.extensions import db, unit_of_work
from marketplace.files.checking import take_away_broken_off
from marketplace.lifecycle import holds, service
from marketplace.lifecycle.clockwork import CLOCK
from marketplace.lifecycle.states import OPEN
from marketplace.notifications import sending
from marketplace.questions.service import sound_alarms
from marketplace.scenarios.models import Round
from marketplace.scenarios.service import scenario_by_code

EVERY = 1.0
"""Seconds between two looks of a server process."""
log = logging.getLogger(__name__)


def tick() -> list[str]:
    """Do everything that is due; answers what was done, as `code: action`."""
    take_away_broken_off()
    done = [f"{code}: question_alarm" for code in sound_alarms()]  # before a deadline that has passed meanwhile closes
    reminders.remind()  # silently: who reads what was done must not learn where a claim is being written
    done += [f"{code}: objection_alarm" for code in terms.sound_alarms()]
    for code in service.due_codes():
        try:
            done += _end_of_contest(code)
        except (WrongState, Unmet):
            log.warning("%s is due and was refused; it is tried again", code)
    return done


def _end_of_contest(code: str) -> list[str]:
    """Open or lapse a contest whose deadline has passed, or keep why it waits."""
    if _still_waits(scenario_by_code(code).round):
        return []
    with unit_of_work():  # the state is looked at again inside: another process may have been first
        scenario = scenario_by_code(code)
        round_ = scenario.round
        if scenario.state != OPEN or round_ is None or not (action := _due_action(round_)):
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
    if terms.not_mended_in_time(round_):
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


def start_ticker(app: Flask) -> threading.Thread:
    """Tick in the background of a server process, and send what waits in the outbox."""

    def loop(stop: threading.Event) -> None:
        while not stop.wait(EVERY):
            with app.app_context():
                try:
                    tick()
                    sending.send_waiting(limit=20)
                except OperationalError:
                    log.warning("the ticker could not reach the database; it tries again")
                except Exception:
                    log.exception("the ticker failed and goes on")
                finally:
                    db.session.remove()

    thread = threading.Thread(target=loop, args=(threading.Event(),), name="ticker", daemon=True)
    thread.start()
    return thread
