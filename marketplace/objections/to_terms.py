"""Objections to the terms (对揭榜要求的异议): until when, what an upheld one asks for, and what waits until they are settled."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.extensions import db, unit_of_work
from marketplace.furniture import kept
from marketplace.i18n import _l
from marketplace.notifications import queries as told
from marketplace.notifications import service as notifications
from marketplace.objections import queries
from marketplace.objections.models import Objection
from marketplace.scenarios.models import Round, Scenario
from marketplace.scenarios.permissions import amender
from marketplace.settings import queries as settings
from marketplace.workdays import queries as workdays


def closes_at(round_: Round) -> datetime:
    """From this moment on the terms cannot be objected to: some days before the deadline, wherever an amendment moved it."""
    return round_.deadline - timedelta(days=settings.of_round(round_.figures, "terms_objection_days"))


def takes_objections(scenario: Scenario) -> bool:
    """Whether the terms can be objected to now."""
    return scenario.takes_claims and scenario.round is not None and clock.now() < closes_at(scenario.round)


def _awaiting() -> Select[Objection]:
    """Upheld objections to the terms of running contests that no amendment has answered."""
    return (
        select(Objection)
        .join(Round, Round.id == Objection.round_id)
        .join(Scenario, Scenario.round_id == Round.id)
        .where(Objection.about == "terms", Objection.decision == "upheld", Objection.amended_by == "")
        .where(Scenario.takes_claims)
        .order_by(Objection.decided_at)
    )


def _unanswered() -> Select[Objection]:
    """Objections to the terms of running contests that nobody has answered: while one is, the claims stay sealed."""
    return (
        select(Objection)
        .join(Round, Round.id == Objection.round_id)
        .join(Scenario, Scenario.round_id == Round.id)
        .where(Objection.about == "terms", Objection.decision == "", Scenario.takes_claims)
        .where(queries.counting(clock.now()))
        .order_by(Objection.at)
    )


def unanswered(round_: Round) -> Sequence[Objection]:
    """The objections to the round's terms that nobody has answered: its claims wait for them."""
    return db.session.scalars(_unanswered().where(Round.id == round_.id)).all()


def not_mended_in_time(round_: Round) -> Sequence[Objection]:
    """Upheld objections to the round's terms whose time to be answered by an amendment is over."""
    return db.session.scalars(_awaiting().where(Round.id == round_.id, Objection.amend_by <= clock.now())).all()


def rounds_not_mended_in_time() -> set[int]:
    """The running contests of which that is so."""
    return set(db.session.scalars(_awaiting().where(Objection.amend_by <= clock.now()).with_only_columns(Round.id)))


def amend_by(round_: Round) -> datetime | None:
    """Until when an objection upheld now has to be answered by an amendment."""
    return workdays.due_after(settings.of_round(round_.figures, "terms_amendment_days"))


def awaiting_amendment(round_: Round) -> Sequence[Objection]:
    """The round's upheld objections to the terms that no amendment has answered: they too keep its claims sealed."""
    return db.session.scalars(_awaiting().where(Round.id == round_.id)).all()


def is_carried(objection: Objection, changed: Collection[str]) -> bool:
    """Whether an amendment that changes these sections carries its remedy: those that the answer named, else any."""
    return bool(changed) and set(objection.amend_sections) <= set(changed)


def answered_by(round_: Round, changed: Collection[str], named: Collection[str] = ()) -> list[Objection]:
    """The upheld objections that an amendment of these sections answers: those it names; without a name each whose
    remedy it carries."""
    carried = [one for one in awaiting_amendment(round_) if is_carried(one, changed)]
    return [one for one in carried if one.ref in named] if named else carried


def mark_answered(objections: Iterable[Objection], number: str) -> None:
    """These objections are answered by the publication of that number."""
    for one in objections:
        one.amended_by = number


def all_awaiting_amendment(*, limit: int) -> Sequence[Objection]:
    """The same of every running contest, for the desks."""
    loaded = _awaiting().options(joinedload(Objection.round).joinedload(Round.scenario))
    return db.session.scalars(loaded.limit(limit)).unique().all()


def may_amend(scenario: Scenario, person: Person) -> bool:
    """Whether an amendment is this person's to issue."""
    return amender(person, scenario)


def mended_words(objection: Objection) -> str:
    """By when an amendment has to answer it, in words."""
    days = settings.of_round(objection.round.figures, "terms_amendment_days")
    return kept.within(objection.amend_by, days, clock.now())


# --- alarms -------------------------------------------------------------------------------------------------------


def sound_alarms() -> list[str]:
    """Tell the whole office, once, of each objection to the terms whose limit has passed; answers the scenarios' codes."""
    late = _unanswered().where(Objection.due_at <= clock.now())
    keys = {_alarm_key(row) for row in db.session.scalars(late)}
    if not (silent := keys - told.keys_told(keys)):
        return []
    with unit_of_work():
        due = [row for row in db.session.scalars(late) if _alarm_key(row) in silent]
        for row in due:
            _alarm(row)
    return [row.round.scenario.code for row in due]


def _alarm_key(row: Objection) -> str:
    return f"objection-alarm/{row.ref}"


def _alarm(row: Objection) -> None:
    scenario = row.round.scenario
    for person in accounts.whole_office():
        notifications.tell(
            person,
            key=_alarm_key(row),
            title=_l("异议没有按期答复：%(title)s", title=scenario.public_title),
            body=_l(
                "《%(title)s》有一条对揭榜要求的异议应在 %(due)s 前答复，期限已过。请没有审定过揭榜要求的审定人立即书面答复；"
                "揭榜截止（%(deadline)s）时仍未答复的，不能开榜。",
                title=scenario.public_title,
                due=kept.limit(row.due_at, clock.now()),
                deadline=kept.moment(row.round.deadline),
            ),
            link=f"/desk/scenarios/{scenario.code}/objections/",
        )
