"""When one can object, to what, until when, and what comes of it: in the words of the page where one does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from marketplace import clock
from marketplace.errors import CalendarEnds, DeadlinePassed, WrongState
from marketplace.furniture import kept, times
from marketplace.i18n import _, _l
from marketplace.objections import queries, to_terms
from marketplace.objections.models import Notice
from marketplace.scenarios.models import EndProposal, Round, Scenario
from marketplace.settings import queries as settings
from marketplace.workdays import queries as workdays

ENDS = {"lapse": _l("流榜"), "withdraw": _l("撤回"), "forfeit": _l("取消中榜资格"), "terminate": _l("终止")}
OF_NOTICE = ("claim", "experts", "procedure")


@dataclass(frozen=True)
class Period:
    """The time to object as it stands now, and what stands at the head of the page."""

    title: str
    abouts: tuple[str, ...]
    """What can be objected to in it, what an objection is about by default first; nothing where there is no such time."""
    until: datetime | None
    """Its exclusive end; None where there is no such time now."""
    closed: str
    """Why not now, and when it will be possible; empty while it is."""
    then: str
    """What happens with an upheld objection."""
    notice: Notice | None = None
    """The notice that one objects to; None for the terms."""
    end: EndProposal | None = None
    """The end that one objects to, by the proposal on which it rests."""

    @property
    def takes(self) -> bool:
        """Whether one can object now."""
        return not self.closed


def period(scenario: Scenario) -> Period:
    """The time to object as it stands now."""
    round_ = scenario.round
    notice = queries.current_notice(round_) if round_ else None
    if notice is not None and notice.ended_at is None:
        over = clock.now() >= notice.until
        closed = _("公示期已经结束，不能再提出异议。") if over else ""
        return Period(_("对公示结果的异议"), OF_NOTICE, notice.until, closed, _result(notice.round), notice)
    if round_ is not None and scenario.takes_claims:
        closes = to_terms.closes_at(round_)
        late = _later(_("对揭榜要求的异议已于 %(when)s 截止。", when=times.moment(closes)))
        closed = "" if to_terms.takes_objections(scenario) else late
        return Period(_("对揭榜要求的异议"), ("terms",), closes, closed, _terms(round_))
    if round_ is not None and (end := queries.objectable_end(round_)):
        title = _("对“%(act)s”的异议", act=ENDS[end.act])
        return Period(title, ("procedure",), end.objections_until, "", _end(), end=end)
    if round_ is not None and notice is not None and (until := _experts_until(round_)):
        late = _("对专家的异议已于 %(when)s 截止。", when=times.until(until, clock.now()))
        closed = "" if clock.now() < until else late
        return Period(_("对专家的异议"), ("experts",), until, closed, _experts(), notice)
    return Period(_("异议"), (), None, _why_not(scenario), _result(round_))


def require(scenario: Scenario) -> Period:
    """The time to object, where there is one now.

    :raises DeadlinePassed: it is over.
    :raises WrongState: there is none in this state.
    """
    found = period(scenario)
    if found.closed:
        raise (DeadlinePassed if found.until else WrongState)(found.closed)
    return found


def _experts_until(round_: Round) -> datetime | None:
    """Experts' names are public from the award on: until when one can object to them. None where there was none, or where
    the time ended with the notice already."""
    if round_.awarded_at is None or not round_.is_won:
        return None
    try:
        return workdays.end_of_working_days(
            round_.awarded_at, settings.of_round(round_.figures, "experts_objection_days")
        )
    except CalendarEnds:
        return None


def _later(words: str) -> str:
    return str(kept.together(words, _("评榜结果公示后，可以在公示期内对结果提出异议。")))


def _why_not(scenario: Scenario) -> str:
    if scenario.awaits_result:
        return _later(_("现在正在评榜，还没有公示的结果，不能提出异议。"))
    return _("现在不能提出异议：对揭榜要求的异议在揭榜期间提出，对结果的异议在公示期内提出，现在都不在期内。")


def _result(round_: Round | None) -> str:
    days = settings.of_round(round_.figures if round_ else {}, "objection_block_days")
    return _(
        "由没有参与公示的审定人答复。有未答复的异议不能确认揭榜（市民的异议最多等到公示期满后 %(n)d 个工作日）；"
        "异议成立的，撤销公示，重新评榜。",
        n=days,
    )


def _experts() -> str:
    return _(
        "由没有参与公示的审定人答复。揭榜方已经确认；异议成立、影响结果的，由初审人提请终止揭榜、由审定人决定，结果公开。"
    )


def _end() -> str:
    return _(
        "由没有提请、也没有办理它的审定人答复。答复前，后续的重新谋划或者公示下一名不能办理；异议成立的，由区城市办依程序处理并公开。"
    )


def _terms(round_: Round) -> str:
    return _(
        "由没有审定揭榜要求的审定人答复；截止时还有未答复的，申请保持密封，答复后再开榜。"
        "异议成立的，须在 %(n)d 个工作日内变更公告；届时没有变更的，本轮流榜，申请不开启。",
        n=settings.of_round(round_.figures, "terms_amendment_days"),
    )
