"""Objections to the terms (对揭榜要求的异议): until when, and what an upheld one asks for before the deadline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.policy import amender
from marketplace.evaluation.models import Objection
from marketplace.extensions import db
from marketplace.furniture import times
from marketplace.i18n import _
from marketplace.notifications import service as notifications
from marketplace.publications.models import Publication
from marketplace.scenarios.models import Round, Scenario
from marketplace.settings import queries as settings


def closes_at(round_: Round) -> datetime:
    """From this moment on the terms cannot be objected to: some days before the deadline, wherever an amendment moved it."""
    return round_.deadline - timedelta(days=settings.of_round(round_.figures, "terms_objection_days"))


def takes_objections(scenario: Scenario) -> bool:
    """Whether the terms can be objected to now."""
    return scenario.state == "open" and scenario.round is not None and clock.now() < closes_at(scenario.round)


def _unmended() -> Select[Objection]:
    """Upheld objections to the terms of the newest rounds that no later amendment answered."""
    answered = exists().where(
        Publication.scenario_id == Scenario.id,
        Publication.round_number == Round.number,
        Publication.kind == "amendment",
        Publication.issued_at > Objection.decided_at,
    )
    return (
        select(Objection)
        .join(Round, Round.id == Objection.round_id)
        .join(Scenario, Scenario.round_id == Round.id)
        .where(Objection.about == "terms", Objection.decision == "upheld", ~answered)
        .order_by(Objection.decided_at)
    )


def _awaiting() -> Select[Objection]:
    """The same of contests that still take claims: an amendment can answer them."""
    return _unmended().where(Scenario.state == "open")


def upheld_too_late(round_: Round) -> Sequence[Objection]:
    """Objections to the terms that were upheld after the opening: no amendment can answer them any more."""
    late = (Round.id == round_.id, Objection.decided_at >= Round.opened_claims_at)
    return db.session.scalars(_unmended().where(*late)).all()


def unanswered(round_: Round) -> int:
    """How many objections to the round's terms nobody has answered."""
    query = select(func.count()).select_from(Objection)
    mine = (Objection.round_id == round_.id, Objection.about == "terms", Objection.decision == "")
    return db.session.scalar(query.where(*mine)) or 0


def awaiting_amendment(round_: Round) -> Sequence[Objection]:
    """The round's upheld objections to the terms that no amendment has answered: they keep its claims from being opened."""
    return db.session.scalars(_awaiting().where(Round.id == round_.id)).all()


def all_awaiting_amendment(*, limit: int) -> Sequence[Objection]:
    """The same of every running contest, for the desks."""
    loaded = _awaiting().options(joinedload(Objection.round).joinedload(Round.scenario))
    return db.session.scalars(loaded.limit(limit)).unique().all()


def may_amend(scenario: Scenario, person: Person) -> bool:
    """Whether an amendment is this person's to issue."""
    return amender(person, scenario)


def tell_of_upheld(objection: Objection) -> None:
    """The terms have to change before the deadline: the publisher writes the change, an approver issues it. Once the
    claims are open that is too late, and the round can only end."""
    if objection.round.is_opened:
        _tell_of_end(objection)
    else:
        _tell_of_change(objection)


def _tell_of_change(objection: Objection) -> None:
    scenario = objection.round.scenario
    writers = accounts.active_people([scenario.publisher_id], ("clerk", "lead"))
    issuers = [one for one in accounts.office_people("approver") if may_amend(scenario, one)]
    title = _("异议成立，须变更公告：%(title)s", title=scenario.public_title)
    then = _(
        "揭榜截止 %(deadline)s，届时仍未变更公告的，本轮流榜，申请不开启。",
        deadline=times.moment(objection.round.deadline),
    )
    asked = (
        (writers, _("请按答复修改方案，由区城市办变更公告"), f"/desk/scenarios/{scenario.code}/"),
        (issuers, _("请在发布方改好方案后变更公告"), f"/desk/scenarios/{scenario.code}/actions/amend"),
    )
    for people, what, link in asked:
        _tell(objection, people, title, _("%(what)s。%(then)s", what=what, then=then), link)


def _tell_of_end(objection: Objection) -> None:
    scenario = objection.round.scenario
    on_notice = objection.round.is_announced
    what = _("请先撤销公示，再办理流榜") if on_notice else _("请办理流榜")
    _tell(
        objection,
        accounts.impartial_office(objection, "approver"),
        _("异议成立，须流榜：%(title)s", title=scenario.public_title),
        _("申请已经开榜，揭榜要求不能再变更，本轮不能确认揭榜方。%(what)s。", what=what),
        f"/desk/scenarios/{scenario.code}/actions/{'annul' if on_notice else 'lapse'}",
    )


def _tell(objection: Objection, people: Iterable[Person], title: str, then: str, link: str) -> None:
    body = _(
        "对《%(title)s》揭榜要求的异议成立，答复如下：\n%(answer)s\n%(then)s",
        title=objection.round.scenario.public_title,
        answer=objection.answer,
        then=then,
    )
    for person in people:
        notifications.tell(person, key=f"upheld/{objection.ref}", title=title, body=body, link=link)
