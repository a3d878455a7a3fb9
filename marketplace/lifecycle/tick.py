"""What became due: closed or lapsed, each in its own transaction, exactly once however many processes tick."""

from __future__ import annotations

import logging
import threading

from flask import Flask
from sqlalchemy.exc import OperationalError

from marketplace import clock
from marketplace.claims.opening import count_submitted
from marketplace.errors import WrongState
from marketplace.evaluation.terms import awaiting_amendment
from marketplace.extensions import db, unit_of_work
from marketplace.lifecycle import service
from marketplace.lifecycle.clockwork import CLOCK
from marketplace.lifecycle.states import OPEN
from marketplace.notifications import sending
from marketplace.questions.service import sound_alarms
from marketplace.scenarios.service import scenario_by_code

EVERY = 1.0
"""Seconds between two looks of a server process."""
log = logging.getLogger(__name__)


def tick() -> list[str]:
    """Do everything that is due; answers what was done, as `code: action`."""
    done = [f"{code}: question_alarm" for code in sound_alarms()]  # before a deadline that has passed meanwhile closes
    for code in service.due_codes():
        with unit_of_work():  # the state is looked at again inside: another process may have been first
            scenario = scenario_by_code(code)
            if scenario.state != OPEN or scenario.round is None or clock.now() < scenario.round.deadline:
                continue
            enough = count_submitted(scenario.round) >= scenario.round.figures["fewest_claims"]
            action = "close" if enough and not awaiting_amendment(scenario.round) else "lapse"
            try:
                service.act(code=code, action=action, by=CLOCK, revision=scenario.revision)
            except WrongState:
                continue
            done.append(f"{code}: {action}")
    return done


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
