"""The course of a contest (揭榜过程): the public events, each in words that everybody may read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from marketplace import clock
from marketplace.acts import reading
from marketplace.audit.models import AuditEvent
from marketplace.clock import SHANGHAI
from marketplace.furniture import components, kept, times
from marketplace.i18n import _

Data = Mapping[str, Any]


def _deadline(data: Data) -> str:
    when = times.moment_with_zone(datetime.fromisoformat(data["deadline"])) if data.get("deadline") else ""
    return _(
        "%(number)s，揭榜截止 %(when)s。截止前，已有几家提交对任何人不公开。", number=data.get("number", ""), when=when
    )


def _opening(data: Data) -> str:
    rows = data.get("opening") or []
    damaged = sum(1 for row in rows if row.get("damaged"))
    lacking = sum(1 for row in rows if row.get("damaged_files"))
    words = (
        _(
            "收到揭榜申请 %(n)d 份，开启 %(opened)d 份；%(damaged)d 份的密封内容与回执不一致，没有打开。",
            n=len(rows),
            opened=len(rows) - damaged,
            damaged=damaged,
        )
        if damaged
        else _("收到揭榜申请 %(n)d 份，已全部开启。", n=len(rows))
    )
    return str(kept.together(words, _("%(n)d 份有附件缺失或与登记不一致。", n=lacking))) if lacking else words


def _proposed(data: Data) -> str:
    until = times.until(datetime.fromisoformat(data["until"]), clock.now())
    return _("公示至 %(until)s，期间任何单位和实名市民可以提出异议。", until=until)


def _annulled(data: Data) -> str:
    count = data.get("released_experts")
    return _("对专家的异议成立，原专家全部更换，由其他专家重新评审。") if count else _("已锁定的评分表保留，重新评榜。")


def _happened(data: Data) -> str:
    return _("%(day)s，证明材料已存档。", day=times.day(date.fromisoformat(data["happened_on"])))


def _prolonged(data: Data) -> str:
    until = times.until(datetime.fromisoformat(data["until"]), clock.now())
    return _("延长 %(n)d 个工作日，至 %(until)s。", n=data["days"], until=until)


def _number(data: Data) -> str:
    return str(data.get("number", ""))


def _nothing(_data: Data) -> str:
    return ""


WORDS: Mapping[str, Callable[[Data], str]] = {
    "publish": _deadline,
    "amend": _deadline,
    "close": _opening,
    "announce": _proposed,
    "annul": _annulled,
    "prolong": _prolonged,
    "approve_plan": _number,
    "start": _happened,
    "complete": _happened,
    "take_effect": _happened,
}
"""What is said of an act beside its name. Whatever else its event holds stays with the office."""
WITH_REASON = frozenset(
    {
        "publish",
        "amend",
        "lapse",
        "withdraw",
        "annul",
        "forfeit",
        "announce",
        "terminate",
        "recover",
        "prolong",
        "wait",
        "replace",
    }
)
"""Acts whose reason is public: the others' comments are the office's own."""


BESIDE = frozenset({"recover", "wait", "replace"})
"""What happens beside the course: no step of it."""


def timeline(events: Sequence[AuditEvent]) -> list[components.Event]:
    """The events for the page, the newest first."""
    return [_event(event) for event in reversed(events)]


def _event(event: AuditEvent) -> components.Event:
    words = WORDS.get(event.action, _nothing)(event.data)
    reason = str(event.data.get("reason") or reading.reason_of(event)) if event.action in WITH_REASON else ""
    if decision := event.data.get("leading_group"):
        words = str(kept.together(words, _("依据领导小组书面决定 %(number)s。", number=decision["number"])))
    return components.Event(
        at=event.at,
        title=reading.label_of(event),
        text=words,
        reason=reason,
        action=event.action,
        url=_decision_url(event.data),
    )


def _decision_url(data: Data) -> str:
    """The written decision that an act rests on, where it does."""
    decision = data.get("leading_group")
    return f"/files/{decision['file']['id']}" if decision else ""


def openings(events: Sequence[AuditEvent]) -> list[tuple[AuditEvent, list[Data]]]:
    """Each recorded opening with the receipts that were opened and their hashes."""
    return [(event, event.data["opening"]) for event in events if event.data.get("opening") is not None]


def days(events: Sequence[AuditEvent], round_number: int | None, now: datetime) -> dict[str, str]:
    """On which day each act of the round was done, or what it reports happened; `end` is the newest act's day."""
    done: dict[str, str] = {}
    for event in events:
        if event.round_number == round_number and event.action not in BESIDE:
            happened = event.data.get("happened_on")
            when = date.fromisoformat(happened) if happened else event.at.astimezone(SHANGHAI).date()
            done[event.action] = done["end"] = times.short_day(when, now)
    return done
