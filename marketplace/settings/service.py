"""Set a figure from a day on."""

from __future__ import annotations

from datetime import date

from flask import g

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.accounts.policy import authorise
from marketplace.audit import service as audit
from marketplace.errors import Complaint, NotFound, Unmet
from marketplace.extensions import unit_of_work
from marketplace.furniture import times
from marketplace.i18n import _
from marketplace.settings import queries
from marketplace.settings.figures import FIGURES, Figure
from marketplace.settings.models import Setting
from marketplace.sheets import Bound


def figure(key: str) -> Figure:
    """The row of the table.

    :raises NotFound: there is no such figure.
    """
    if key not in FIGURES:
        raise NotFound(_("没有这项设置。"))
    return FIGURES[key]


def set_figure(*, key: str, bound: Bound, by: Person) -> Setting:
    """Set a figure from a day on, with a reason. Contests that run keep the figures that they were published with.

    :raises Forbidden: the person is no admin.
    :raises Unmet: below or above the bound, an effect date in the past, nothing changed, or no reason.
    """
    with unit_of_work() as session:
        authorise("settings.edit", None, by)
        g.pop("settings", None)
        row = figure(key)
        values = bound.values
        complaints = [*bound.complaints, *_out_of_bounds(row, values.get("value"))]
        day = date.fromisoformat(values["effective_on"]) if values.get("effective_on") else None
        if day is not None and day < clock.today():
            complaints.append(
                Complaint(_("生效日期不能早于今天 %(day)s。", day=times.day(clock.today())), "effective_on")
            )
        begins = clock.now() if day is None or day <= clock.today() else clock.at(day, 0)
        if not complaints and queries.in_force(key, begins) == values["value"]:
            complaints.append(Complaint(_("那一天已经是这个数，没有要改的。"), "value"))
        if complaints:
            raise Unmet.of(complaints)
        before = queries.in_force(key, begins)
        setting = Setting(
            key=key, value=values["value"], effective_from=begins, reason=values["reason"], at=clock.now(), by_id=by.id
        )
        session.add(setting)
        session.flush()
        audit.append(
            actor=by,
            action="set_figure",
            label=_("设置"),
            subject_kind="setting",
            subject_ref=key,
            reason=setting.reason,
            data={"from": before, "to": setting.value, "effective_from": begins.isoformat()},
        )
        g.pop("settings", None)
    return setting


def _out_of_bounds(row: Figure, value: int | None) -> list[Complaint]:
    if value is None:
        return []
    if not row.least <= value <= row.most:
        return [
            Complaint(
                _(
                    "“%(label)s”只能是 %(least)d 至 %(most)d（%(source)s）。",
                    label=row.label,
                    least=row.least,
                    most=row.most,
                    source=row.source,
                ),
                "value",
            )
        ]
    if row.odd and value % 2 == 0:
        return [Complaint(_("“%(label)s”应当为单数（%(source)s）。", label=row.label, source=row.source), "value")]
    return []
