"""What has to hold before a figure or a wording is changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from marketplace import clock
from marketplace.errors import Complaint
from marketplace.furniture import times
from marketplace.i18n import _
from marketplace.settings import queries, wordings
from marketplace.workflow import Move


def _day(move: Move) -> date | None:
    typed = move.values.get("effective_on")
    return date.fromisoformat(typed) if typed else None


def beginning(move: Move) -> datetime:
    """When the figure begins to hold: 0:00 of its day, or now."""
    day = _day(move)
    return clock.now() if day is None or day <= clock.today() else clock.at(day, 0)


def within_bounds(move: Move) -> Iterator[Complaint]:
    """The figure is within what the law allows."""
    row, value = move.subject, move.values.get("value")
    if value is None:
        return
    if not row.least <= value <= row.most:
        yield Complaint(
            _(
                "“%(label)s”只能是 %(least)d 至 %(most)d（%(source)s）。",
                label=row.label,
                least=row.least,
                most=row.most,
                source=row.source,
            ),
            "value",
        )
    elif row.odd and value % 2 == 0:
        yield Complaint(_("“%(label)s”应当为单数（%(source)s）。", label=row.label, source=row.source), "value")


def begins_today_or_later(move: Move) -> Iterator[Complaint]:
    """It begins today or later."""
    day = _day(move)
    if day is not None and day < clock.today():
        yield Complaint(_("生效日期不能早于今天 %(day)s。", day=times.day(clock.today())), "effective_on")


def figure_changes(move: Move) -> Iterator[Complaint]:
    """It is another figure than that day's."""
    if move.values.get("value") == queries.in_force(move.subject.key, beginning(move)):
        yield Complaint(_("那一天已经是这个数，没有要改的。"), "value")


def looks_as_it_must(move: Move) -> Iterator[Complaint]:
    """The wording has its form."""
    row, value = move.subject, str(move.values.get("value") or "")
    if value and not re.fullmatch(row.form, value):
        yield Complaint(_("“%(label)s”应当是%(hint)s", label=row.label, hint=row.hint), "value")


def wording_changes(move: Move) -> Iterator[Complaint]:
    """It is another wording than the present one."""
    value = str(move.values.get("value") or "")
    if value and value == wordings.in_force(move.subject.key):
        yield Complaint(_("现在就是这样，没有要改的。"), "value")
