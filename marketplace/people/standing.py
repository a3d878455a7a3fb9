"""How an organisation stands that may claim: verified, counted as verified, refused, suspended; and what it may begin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from marketplace import clock
from marketplace.accounts.models import Organisation
from marketplace.errors import CalendarEnds
from marketplace.furniture.times import moment_with_zone
from marketplace.furniture.words import sentence
from marketplace.i18n import _
from marketplace.workdays.arithmetic import Calendar, add_working_days
from marketplace.workdays.queries import calendar_for

UNDECIDED_DAYS = 2
"""Working days after which a verification that nobody decided counts as given, for submitting."""


def decided_by(organisation: Organisation) -> datetime | None:
    """When an undecided verification begins to count as given; None where the year's calendar is not known yet."""
    return decisions_due([organisation])[organisation.id]


def decisions_due(organisations: Sequence[Organisation]) -> dict[int, datetime | None]:
    """The same for several, with one look at the calendar."""
    if not organisations:
        return {}
    years = [row.created_at.year for row in organisations]
    calendar = calendar_for(min(years), max(years) + 1)
    return {row.id: _end(calendar, row.created_at) for row in organisations}


def _end(calendar: Calendar, start: datetime) -> datetime | None:
    try:
        last = add_working_days(calendar, start.astimezone(clock.SHANGHAI).date(), UNDECIDED_DAYS)
    except CalendarEnds:
        return None
    return clock.at(last, 24)


def _counted(organisation: Organisation, at: datetime) -> bool:
    """Whether at that moment it was verified, or undecided for so long that it counted as verified."""
    if organisation.verified_at is not None or not organisation.kind_row.registers_itself:
        return True
    due = decided_by(organisation)
    return due is not None and at >= due


def why_not_submit(organisation: Organisation, begun_at: datetime) -> str:
    """Why the organisation can't submit what it began at that moment; empty when it can.

    A suspension stops nothing that was begun before it; neither does a refusal that came when the verification already
    counted as given.
    """
    if organisation.suspended_at is not None and begun_at >= organisation.suspended_at:
        return _(
            "本单位自 %(when)s 起被暂停资格，之后开始的申请不能提交；理由：%(reason)s请联系区城市办；"
            "暂停之前开始的申请和提出异议不受影响。",
            when=moment_with_zone(organisation.suspended_at),
            reason=sentence(organisation.suspension_reason),
        )
    if organisation.refused_at is not None:
        if begun_at < organisation.refused_at and _counted(organisation, organisation.refused_at):
            return ""
        return _(
            "本单位的核验未通过，不能提交；理由：%(reason)s请更正登记信息后联系区城市办重新核验。",
            reason=sentence(organisation.standing_reason),
        )
    if _counted(organisation, clock.now()):
        return ""
    due = decided_by(organisation)
    until = _("（%(when)s 前没有办理的，视同通过）", when=moment_with_zone(due)) if due else ""
    return _("本单位尚未通过核验，暂时不能提交。核验一般 2 个工作日%(until)s，可以先把方案写好。", until=until)


def why_not_begin(organisation: Organisation | None) -> str:
    """Why the organisation can't begin a claim now; empty when it can. Who waits for verification may begin at once."""
    if organisation is None or organisation.suspended_at is None:
        return ""
    return why_not_submit(organisation, clock.now())


def notes_about(organisations: Iterable[Organisation]) -> list[str]:
    """What whoever decides eligibility weighs: suspensions and refusals, and who was never verified."""
    notes = []
    for row in dict.fromkeys(organisations):
        if row.suspended_at is not None:
            when, words, reason = row.suspended_at, _("被暂停资格"), row.suspension_reason
        elif row.refused_at is not None:
            when, words, reason = row.refused_at, _("核验未通过"), row.standing_reason
        else:
            if row.kind_row.registers_itself and row.verified_at is None:
                notes.append(_("%(name)s的核验没有办理，逾期视同通过。请一并审查。", name=row.name))
            continue
        notes.append(
            _(
                "%(name)s自 %(when)s 起%(words)s，理由：%(reason)s请一并考虑。",
                name=row.name,
                when=moment_with_zone(when),
                words=words,
                reason=sentence(reason),
            )
        )
    return notes
