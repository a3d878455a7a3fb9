"""What became due as time went by: each room looks after its own, from the ground up."""

from __future__ import annotations

import logging
import threading

from flask import Flask
from sqlalchemy.exc import OperationalError

from marketplace.extensions import db
from marketplace.notifications import sending
from marketplace.room import rooms

EVERY = 1.0
"""Seconds between two looks of a server process."""
log = logging.getLogger(__name__)


def tick() -> list[str]:
    """Do everything that is due; answers what was done, as `code: action`."""
    return [line for room in rooms() for look_after in room.scheduled for line in look_after()]


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
