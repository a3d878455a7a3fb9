"""What cannot be opened may be handed in again: until when, by whom it is owed, and who is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.claims import keys
from marketplace.claims.models import Claim
from marketplace.errors import CalendarEnds
from marketplace.extensions import db
from marketplace.furniture import kept, times
from marketplace.i18n import _, _l
from marketplace.notifications import service as notifications
from marketplace.scenarios.models import Round
from marketplace.settings import queries as settings
from marketplace.workdays import queries as workdays


def is_running(claim: Claim) -> bool:
    """Whether its claimant may still hand in what cannot be opened: the panel waits as long."""
    return claim.replace_by is not None and clock.now() < claim.replace_by and lacks_something(claim)


def lacks_something(claim: Claim) -> bool:
    """Whether anything of what was submitted cannot be opened and was not handed in again."""
    if claim.is_opened:
        return claim.damaged or bool(claim.damaged_files)
    return claim.is_entered and not (claim.replacement and claim.replacement.complete)


def why_not_judging(claim: Claim) -> list[str]:
    """Why its eligibility cannot be decided yet."""
    if not is_running(claim):
        return []
    when = times.until(claim.replace_by or clock.now(), clock.now())
    return [_("这份申请有打不开的内容，揭榜方在 %(when)s 前可以补交，补交后或期满后可以作资格审查。", when=when)]


def offer(claim: Claim, now: datetime) -> None:
    """The claim was damaged when it was opened: its claimant may hand in what it downloaded."""
    claim.replace_by = _end(now, settings.of_round(claim.round.figures, "replacement_days"))
    if claim.damaged:
        _tell(claim, _l("开榜时发现内容与提交时登记的不一致，没有打开。"))
    else:
        files = len(claim.damaged_files)
        _tell(claim, _l("开榜时发现%(n)d 件附件与提交时登记的不一致，没有打开。", n=files))


def offers_from(round_: Round) -> datetime:
    """From when the claims of a round that lies without their key may be handed in again."""
    return _end(round_.deadline, settings.of_round(round_.figures, "key_wait_days"))


def to_offer(round_: Round) -> Sequence[Claim]:
    """Claims that lie without their key for so long that they may be handed in again, and were not told yet."""
    if clock.now() < offers_from(round_):
        return []
    waiting = (Claim.round_id == round_.id, Claim.is_entered, Claim.replace_by.is_(None))
    return [one for one in db.session.scalars(select(Claim).where(*waiting)).unique() if keys.is_absent(one)]


def offer_for_absent_keys(round_: Round) -> int:
    """Let the claimants hand in what lies without its key; answers how many were told."""
    found = to_offer(round_)
    days = settings.of_round(round_.figures, "key_wait_days") + settings.of_round(round_.figures, "replacement_days")
    for claim in found:
        claim.replace_by = max(_end(round_.deadline, days), _end(clock.now(), 1))
        _tell(claim, _l("密封它的钥匙（指纹 %(key)s）还没有恢复，没有开榜，也没有损坏。", key=claim.key_fingerprint))
    return len(found)


def _end(start: datetime, days: int) -> datetime:
    try:
        return workdays.end_of_working_days(start, days)
    except CalendarEnds:  # a right must not hang on a calendar that nobody entered: never fewer days than it grants
        return clock.at(start.astimezone(clock.SHANGHAI).date() + timedelta(days=3 * days + 8), 24)


def _tell(claim: Claim, why: str) -> None:
    assert claim.replace_by is not None
    by = kept.until(claim.replace_by, clock.now())
    for person in accounts.active_people(claim.member_ids, Person.writes):
        notifications.tell(
            person,
            key=f"replace/{claim.ref}/{claim.replace_by:%Y%m%d}",
            title=_l("请补交：揭榜申请 %(ref)s", ref=claim.ref),
            body=_l(
                "《%(title)s》的揭榜申请 %(ref)s：%(why)s请牵头单位在 %(by)s 前登录，交上提交后下载保存的提交件（.json）和附件原件；"
                "与回执的校验值一致的，照常参加评榜，评榜等到那时。没有保存的，请把情况告诉区城市办。",
                title=claim.scenario.public_title,
                ref=claim.ref,
                why=why,
                by=by,
            ),
            link=f"/desk/claims/{claim.ref}/replacement",
        )
