"""The calendar that an admin keeps: years entered, month sheets, and the form for a year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace import clock
from marketplace.accounts.policy import current_person, permission
from marketplace.accounts.signing import typed
from marketplace.acts import service as acts
from marketplace.acts.kind import Form
from marketplace.audit import queries as histories
from marketplace.errors import Complaint
from marketplace.i18n import _
from marketplace.refused import or_again
from marketplace.section_pages import sent_form, sent_revision
from marketplace.sheets import Bound
from marketplace.sheets.bound import rearranged
from marketplace.workdays import arrangement, months, queries
from marketplace.workdays.forms import CALENDAR, STATUSES
from marketplace.workdays.models import OFFICIAL, CalendarYear
from marketplace.workdays.workflow import CALENDAR_KIND, ENTER

bp = Blueprint("workdays", __name__)


@bp.get("/desk/calendar/")
@permission("calendar.edit")
def calendar() -> ResponseReturnValue:
    restored = typed()
    bound = (
        Bound.of_form(CALENDAR, restored.to_dict(flat=False))
        if restored
        else Bound.of_values(CALENDAR, _stored(_asked()))
    )
    return _page(bound)


@bp.post("/desk/calendar/")
@permission("calendar.edit")
def enter() -> ResponseReturnValue:
    form = sent_form()
    bound = Bound.of_form(CALENDAR, form)
    if rearranged(bound, form):
        return _page(bound)
    if "preview" in form:
        return _page(_checked(bound))
    return or_again(lambda: _save(bound.values.get("year") or 0, form), lambda refused: _again(bound, refused))


def _save(year: int, form: Form) -> ResponseReturnValue:
    acts.act(CALENDAR_KIND, ref=str(year), action=ENTER, by=current_person(), form=form, revision=sent_revision())
    flash(_("%(year)s 年的放假安排已保存。已经公布的期限不变。", year=year))
    return redirect(url_for("workdays.calendar", year=year))


def _again(bound: Bound, refused: tuple[Complaint, ...]) -> str:
    """The page with what is wrong in the form, and before it what stands against the whole."""
    return _page(_checked(bound), [one.message for one in refused if not one.field])


def _checked(bound: Bound) -> Bound:
    """The form with everything that is missing, wrong, or against the weekday."""
    bound.require()
    values = bound.values
    if "year" in values:
        known = {complaint.anchor for complaint in bound.complaints}
        faults = arrangement.complaints_about(
            year=values["year"], notice=values.get("notice", ""), status=values.get("status", ""), days=values["days"]
        )
        bound.complaints += [fault for fault in faults if fault.anchor not in known]
    return bound


def _asked() -> int:
    """The year in the address; else next year where it is due, or this one."""
    raw = request.args.get("year", "")
    if raw.isascii() and raw.isdigit() and len(raw) == len("2026"):
        return min(max(int(raw), arrangement.EARLIEST_YEAR), arrangement.LATEST_YEAR)
    missing = queries.missing_next_year()
    return missing.year if missing else clock.today().year


def _stored(year: int) -> dict[str, Any]:
    row = queries.year(year)
    days = [
        {"day": day.day.isoformat(), "kind": day.kind, "name": day.name, "source": day.source}
        for day in queries.days_of(year)
    ]
    if row is None:
        return {"year": year, "status": OFFICIAL, "days": days}
    return {
        "year": year,
        "status": row.status,
        "notice": row.notice,
        "days": days,
        "issued_on": row.issued_on.isoformat() if row.issued_on else None,
    }


def _revision() -> int:
    """Rises with every year that is entered."""
    return histories.count_events("calendar")


def _near_and_far() -> tuple[list[CalendarYear], list[CalendarYear]]:
    """The years entered: up to next year, and those that only a rehearsal looks at."""
    rows, next_year = queries.years(), clock.today().year + 1
    return [row for row in rows if row.year <= next_year], [row for row in rows if row.year > next_year]


def _page(bound: Bound, reasons: Sequence[str] = ()) -> str:
    year = bound.values.get("year")
    return render_template(
        "workdays/calendar.html",
        nav="desk",
        bound=bound,
        year=year,
        years=_near_and_far(),
        statuses=STATUSES,
        revision=_revision(),
        missing=queries.missing_next_year(),
        complaints=[*map(Complaint, reasons), *bound.complaints],
        sheets=months.sheets(year, bound.raw["days"]) if year else [],
    )
