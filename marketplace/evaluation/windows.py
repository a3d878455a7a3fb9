"""When one can object, to what, until when, and what comes of it: in the words of the page where one does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from marketplace import clock
from marketplace.evaluation import queries, terms
from marketplace.furniture import times
from marketplace.i18n import _
from marketplace.scenarios.models import Scenario


@dataclass(frozen=True)
class Window:
    """What stands at the head of the page."""

    title: str
    until: datetime | None
    """The exclusive end of the time to object; None where there is no such time now."""
    takes: bool
    closed: str
    """Why not now, and when it will be possible; empty while it is."""
    then: str
    """What happens with an upheld objection."""


def window(scenario: Scenario) -> Window:
    """The time to object as it stands now."""
    notice = queries.current_notice(scenario.round) if scenario.round and scenario.state == "notice" else None
    if notice is not None:
        takes = clock.now() < notice.until
        return Window(_("对公示结果的异议"), notice.until, takes, "" if takes else _("公示期已经结束。"), _result())
    if scenario.state == "open" and scenario.round is not None:
        closes = terms.closes_at(scenario.round)
        takes = terms.takes_objections(scenario)
        closed = "" if takes else _later(_("对揭榜要求的异议已于 %(when)s 截止。", when=times.moment(closes)))
        return Window(_("对揭榜要求的异议"), closes, takes, closed, _terms(scenario.round.deadline))
    return Window(_("异议"), None, False, _why_not(scenario), _result())


def _later(words: str) -> str:
    return words + _("评榜结果公示后，可以在公示期内对结果提出异议。")


def _why_not(scenario: Scenario) -> str:
    if scenario.state in ("evaluating", "evaluated"):
        return _later(_("现在正在评榜，还没有公示的结果，不能提出异议。"))
    return _("现在不能提出异议：对揭榜要求的异议在揭榜期间提出，对结果的异议在公示期内提出。")


def _result() -> str:
    return _("由没有参与公示的审定人答复。有未答复的异议不能确认揭榜；异议成立的，撤销公示，重新评榜。")


def _terms(deadline: datetime) -> str:
    return _(
        "由没有审定揭榜要求的审定人答复。异议成立的，须在截止（%(when)s）前变更公告；届时没有变更的，本轮流榜，申请不开启。",
        when=times.moment(deadline),
    )
