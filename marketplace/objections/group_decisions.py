"""The leading group's written decision (领导小组书面决定) of an objection: where nobody may answer it, or nobody did in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from werkzeug.datastructures import FileStorage

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.accounts.policy import may
from marketplace.errors import CalendarEnds, NotFound, refuse
from marketplace.files import rights
from marketplace.files import service as files
from marketplace.files.models import StoredFile
from marketplace.furniture import times
from marketplace.i18n import _
from marketplace.objections import answers, deciders, queries
from marketplace.objections.models import Objection
from marketplace.people import removals
from marketplace.settings import queries as settings
from marketplace.sheets import Bound
from marketplace.workdays import queries as workdays

Uploads = Mapping[str, Sequence[FileStorage]]
KIND = "objection_decision"
"""The kind of owner of such a decision's file."""


def from_when(row: Objection) -> datetime | None:
    """From when an undecided one is the leading group's; None while that lies in a year whose calendar is not known."""
    try:
        return workdays.end_of_working_days(row.at, settings.of_round(row.round.figures, "group_decision_days"))
    except CalendarEnds:
        return None


def why_not(row: Objection, by: Person) -> list[str]:
    """Why this person does not enter the leading group's decision in an approver's place now; empty where they do."""
    if reasons := answers.why_not_answering(row):
        return reasons
    when = from_when(row)
    if when is not None and clock.now() >= when:
        return []
    if not deciders.of(row):
        return removals.why_not_entering(by, lambda one: may("objection.decide", row, one))
    late = times.until(when, clock.now()) if when else _("规定时限")
    return [_("还有审定人可以答复；%(when)s 后仍没有答复的，由领导小组书面决定。", when=late)]


def take_decision(bound: Bound, uploads: Uploads, *, owner_kind: str, owner_ref: str, by: Person) -> None:
    """Keep the file of a written decision, once nothing else is wrong.

    :raises TooLarge: it is.
    :raises Unmet: something is missing or cannot be taken.
    """
    if any(upload.filename for upload in uploads.get("decision_file", ())):
        bound.complaints = [one for one in bound.complaints if one.field != "decision_file"]
    files.take(bound, uploads, owner_kind=owner_kind, owner_ref=owner_ref, by=by)
    refuse(bound.complaints)


def _readable(stored: StoredFile) -> bool:
    try:
        return bool(queries.objection_by_ref(stored.owner_ref).decision)
    except NotFound:
        return False


GRANTS: rights.Grants = ((KIND, rights.Grant(_readable, public=True)),)
