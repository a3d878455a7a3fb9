"""What keeps a round unopened after its deadline: it waits, whoever owes something is named, and in the end it lapses sealed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.audit import service as audit
from marketplace.claims import opening
from marketplace.errors import CalendarEnds, Complaint
from marketplace.extensions import unit_of_work
from marketplace.furniture import kept
from marketplace.i18n import _, _l
from marketplace.lifecycle import guards as must
from marketplace.notifications import service as notifications
from marketplace.scenarios.models import Round
from marketplace.settings import queries as settings
from marketplace.workdays import queries as workdays
from marketplace.workflow import Move


@dataclass(frozen=True)
class Hold:
    """A guard of `close` for which the round waits instead of lapsing, and who owes what it asks for."""

    guard: Callable[[Move], Iterable[Complaint]]
    owed_by: str


HOLDS = (
    Hold(must.terms_decided, _l("没有审定过揭榜要求的区城市办审定人")),
    Hold(must.terms_stand, _l("发布方和区城市办审定人")),
    Hold(must.every_key_is_here, _l("区城市办系统管理员")),
)


def reasons(round_: Round) -> list[str]:
    """Why the round cannot be opened though its deadline has passed: each with who owes it; empty when nothing holds it."""
    move = Move(round_.scenario, None, clock.now(), None)  # type: ignore[arg-type]  # guards look at the subject only
    return [
        _("%(what)s（应由%(who)s办理）", what=str(complaint.message).rstrip("。"), who=hold.owed_by)
        for hold in HOLDS
        for complaint in hold.guard(move)
    ]


def words(round_: Round) -> str:
    """Why it waits, for every page that shows the round; empty while nothing holds it."""
    return "；".join(reasons(round_))


def lapse_words(round_: Round) -> str:
    """Why a round that could never be opened lapses, and who owed what."""
    return _(
        "揭榜截止后 %(n)d 个工作日仍不能开榜，依程序流榜；申请没有开启，一直密封。未办事项：%(why)s。",
        n=settings.of_round(round_.figures, "unopened_days"),
        why=words(round_) or round_.held_because,
    )


def wait(round_: Round, why: str) -> bool:
    """Keep why the round waits, for everyone to see, and tell the whole office once for each reason; True if that is new."""
    if round_.held_because == why:
        return False
    with unit_of_work():
        round_.held_because = why
        if round_.lapses_at is None and (end := _lapses_at(round_)):
            round_.lapses_at = end
            opening.stay_hidden(
                round_, round_.deadline, end
            )  # who claims is nobody's to know while the claims are sealed
        audit.append(
            actor=None,
            action="wait",
            label=_l("等待开榜"),
            subject_kind="scenario",
            subject_ref=round_.scenario.code,
            round_number=round_.number,
            reason=why,
            public=True,
        )
        _tell_the_office(round_, why)
    return True


def release(round_: Round) -> None:
    """An amendment moved the deadline: the contest runs again and waits for nothing."""
    if round_.lapses_at is not None:
        opening.stay_hidden(round_, round_.lapses_at)
    round_.held_because, round_.lapses_at = "", None


def reveal(round_: Round, now: datetime) -> None:
    """The claims are opened at last: who made them is hidden no more."""
    if round_.lapses_at is not None:
        opening.stay_hidden(round_, round_.lapses_at, now)


def _lapses_at(round_: Round) -> datetime | None:
    """Fixed when the wait begins; not before the calendar is known."""
    try:
        return workdays.end_of_working_days(round_.deadline, settings.of_round(round_.figures, "unopened_days"))
    except CalendarEnds:
        return None


def _tell_the_office(round_: Round, why: str) -> None:
    end = (
        _l("到 %(when)s 仍不能开榜的，依程序流榜，申请一直密封。", when=kept.until(round_.lapses_at, clock.now()))
        if round_.lapses_at
        else ""
    )
    key = f"wait/{round_.scenario.code}/{round_.number}/{hashlib.sha256(why.encode()).hexdigest()[:16]}"
    for person in accounts.whole_office():
        notifications.tell(
            person,
            key=key,
            title=_l("等待开榜：%(title)s", title=round_.scenario.public_title),
            body=_l(
                "《%(title)s》已过揭榜截止，还不能开榜：%(why)s。申请没有开启，也没有损坏，办好后自动开榜，不用另行操作。%(end)s",
                title=round_.scenario.public_title,
                why=why,
                end=end,
            ),
            link=f"/desk/scenarios/{round_.scenario.code}/",
        )
