"""Who had a claim unsealed: one event per person, claim and hour, which the claimant reads on the claim's page."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, Response, g, has_request_context

from marketplace import clock
from marketplace.accounts import records
from marketplace.accounts.models import Person
from marketplace.audit import queries as histories
from marketplace.audit import service as audit
from marketplace.broken import is_outage
from marketplace.claims.models import Claim
from marketplace.extensions import db, unit_of_work
from marketplace.i18n import _l

ACTION = "unseal"
log = logging.getLogger(__name__)


def record(claim: Claim, person: Person | None) -> None:
    """Record that the claim's key is unwrapped for this person (None: by the opening), once an hour.

    Within a refused act the event goes with the rollback; `record_refused` then writes it again.
    """
    ref, person_id = claim.ref, person.id if person else None
    if _is_recorded(ref, person_id):
        return
    if g.get("unit_of_work_open") and has_request_context():
        g.setdefault("unsealings", []).append((ref, person_id))
    _append(ref, person)


def _is_recorded(ref: str, person_id: int | None) -> bool:
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    return histories.happened("claim", ref, ACTION, actor_id=person_id, since=hour)


def _append(ref: str, person: Person | None) -> None:
    with unit_of_work():
        audit.append(
            actor=person,
            action=ACTION,
            label=_l("启封"),
            subject_kind="claim",
            subject_ref=ref,
            reason="" if person else "开榜",
        )


def record_refused(response: Response) -> Response:
    """After every request: an unsealing whose act was refused is recorded all the same."""
    try:
        for ref, person_id in g.pop("unsealings", ()):
            if not _is_recorded(ref, person_id):
                _append(ref, db.session.get(Person, person_id) if person_id else None)
    except Exception as error:  # a driver's own words too
        if not is_outage(error):
            raise
        log.warning("an unsealing of a refused act could not be recorded")
    return response


@dataclass(frozen=True)
class Unsealing:
    """One line of the record: who had the claim unsealed (empty: the opening), and when."""

    at: datetime
    who: str


def of_claim(claim: Claim) -> list[Unsealing]:
    """Every unsealing of the claim, the newest first, by the person's name and since when they belong. Experts go by
    their role: nobody who is judged learns their names."""
    events = [event for event in reversed(histories.history("claim", claim.ref)) if event.action == ACTION]
    names = records.names_of(events)
    return [Unsealing(event.at, names[event.position] if event.actor_id is not None else "") for event in events]


def install(app: Flask) -> None:
    """Look after every request."""
    app.after_request(record_refused)
