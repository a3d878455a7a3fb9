"""A claim that is not submitted lapses: its holders are reminded in time, and told when it has lapsed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.claims.models import Claim
from marketplace.extensions import db, unit_of_work
from marketplace.furniture import kept
from marketplace.i18n import _l
from marketplace.notifications import queries as told
from marketplace.notifications import service as notifications
from marketplace.scenarios.models import Round, Scenario
from marketplace.settings import queries as settings

STEPS = (
    ("remind_first_days", timedelta(days=1)),
    ("remind_last_days", timedelta(days=1)),
    ("remind_hours", timedelta(hours=1)),
)
"""The figures that say how long before the deadline a reminder goes, and their unit; the nearest last."""


def remind() -> None:
    """Remind the holders of drafts and of unconfirmed claims, once for each step and deadline."""
    keys = {_key(claim, at) for claim, at in _due()}
    if not (silent := keys - told.keys_told(keys)):
        return
    with unit_of_work():
        due = [(claim, at) for claim, at in _due() if _key(claim, at) in silent]
        for claim, at in due:
            _remind(claim, _key(claim, at))


def _due() -> Iterable[tuple[Claim, datetime]]:
    """Unfinished claims with the last step that has come for them; one begun after it was warned by its own page."""
    now = clock.now()
    spans = [unit * settings.in_force(key) for key, unit in STEPS]
    for claim in _unfinished(now, max(spans)):
        came = [
            claim.round.deadline - span for span in spans if claim.state_since <= claim.round.deadline - span <= now
        ]
        if came:
            yield claim, max(came)


def _unfinished(now: datetime, span: timedelta) -> Sequence[Claim]:
    query = (
        select(Claim)
        .options(joinedload(Claim.round).joinedload(Round.scenario))
        .join(Round, Round.id == Claim.round_id)
        .join(Scenario, Scenario.round_id == Round.id)
        .where(Claim.is_unfinished, Scenario.takes_claims, Round.deadline > now, Round.deadline <= now + span)
    )
    return db.session.scalars(query.order_by(Round.deadline, Claim.id)).unique().all()


def _key(claim: Claim, at: datetime) -> str:
    return f"remind/{claim.ref}/{claim.state}/{at:%Y%m%d%H%M}"


def _holders(claim: Claim) -> Sequence[Person]:
    return accounts.active_people(claim.confirmed_member_ids, Person.writes)


def _words(claim: Claim) -> dict[str, str]:
    return {
        "title": claim.scenario.public_title,
        "deadline": kept.moment_with_zone(claim.round.deadline),
        "ref": claim.ref,
        "number": claim.amended_by,
    }


def _remind(claim: Claim, key: str) -> None:
    deadline = claim.round.deadline
    text = (
        _l(
            "《{title}》揭榜截止 {deadline}。你单位的揭榜申请 {ref} 还没有确认变更公告 {number}。"
            "请负责人登录确认继续有效，或者修改后再次提交。到截止时仍是这样的，申请失效，不开榜。"
        )
        if claim.awaits_confirmation
        else _l(
            "《{title}》揭榜截止 {deadline}。你单位的揭榜申请 {ref} 还是草稿，没有提交。"
            "请把六节写完、成员都确认后，由负责人登录提交。到截止时仍是这样的，申请失效，不开榜。"
        )
    )
    for person in _holders(claim):
        notifications.tell(
            person,
            key=key,
            title=_l("还没有提交：揭榜申请 %(ref)s", ref=claim.ref)
            if claim.is_fresh
            else _l("还没有确认：揭榜申请 %(ref)s", ref=claim.ref),
            body=kept.sentence(text, _words(claim)),
            link=f"/desk/claims/{claim.ref}/",
            masked_until=deadline,
        )


def tell_lapsed(claim: Claim) -> None:
    """The deadline came, and it was not submitted or not confirmed: its holders hear that it has lapsed, and why."""
    text = (
        _l(
            "《{title}》揭榜已于 {deadline} 截止。你单位的揭榜申请 {ref} 到截止时没有确认变更公告 {number}，已经失效，"
            "没有开启，一直密封，不用再办理。场景再次推介的，可以重新揭榜，并取用这份申请的内容。"
        )
        if claim.amended_by
        else _l(
            "《{title}》揭榜已于 {deadline} 截止。你单位的揭榜申请 {ref} 到截止时仍是草稿，没有提交，已经失效，"
            "没有开启，一直密封，不用再办理。场景再次推介的，可以重新揭榜，并取用这份申请的内容。"
        )
    )
    for person in _holders(claim):
        notifications.tell(
            person,
            key=f"lapsed/{claim.ref}",
            title=_l("揭榜申请 %(ref)s 已失效", ref=claim.ref),
            body=kept.sentence(text, _words(claim)),
            link=f"/desk/claims/{claim.ref}/",
        )
