"""The figures in force, what will change, and the form for one of them."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import current_person, permission
from marketplace.accounts.signing import typed
from marketplace.errors import Complaint, Unmet
from marketplace.furniture import times
from marketplace.i18n import _
from marketplace.section_pages import sent_form
from marketplace.settings import queries, service
from marketplace.settings.figures import ROWS, Figure
from marketplace.settings.forms import change_of
from marketplace.sheets import Bound

bp = Blueprint("settings", __name__)


@bp.get("/desk/settings/")
@permission("settings.edit")
def settings() -> ResponseReturnValue:
    restored = typed()
    key = (restored or request.args).get("key")
    if not key:
        return _page()
    row = service.figure(key)
    return _page(row, Bound.of_form(change_of(row), restored.to_dict(flat=False) if restored else _known(row)))


def _known(row: Figure) -> dict[str, list[str]]:
    return {"value": [str(queries.in_force(row.key))]}


@bp.post("/desk/settings/")
@permission("settings.edit")
def change() -> ResponseReturnValue:
    row = service.figure(request.form.get("key", ""))
    bound = Bound.of_form(change_of(row), sent_form()).require()
    try:
        setting = service.set_figure(key=row.key, bound=bound, by=current_person())
    except Unmet as refused:
        bound.complaints = [complaint for complaint in refused.complaints if complaint.field]
        return _page(row, bound, refused.complaints), refused.status
    flash(
        _(
            "“%(label)s”自 %(when)s起为 %(n)d%(unit)s。已经发布的揭榜不变。",
            label=row.label,
            when=times.moment(setting.effective_from),
            n=setting.value,
            unit=row.unit,
        )
    )
    return redirect(url_for("settings.settings"))


def _page(row: Figure | None = None, bound: Bound | None = None, complaints: Sequence[Complaint] = ()) -> str:
    groups: dict[str, list[dict[str, object]]] = {}
    for one in ROWS:
        line = {"row": one, "value": queries.in_force(one.key), "coming": queries.coming(one.key)}
        groups.setdefault(str(one.group), []).append(line)
    return render_template(
        "settings/settings.html",
        nav="desk",
        groups=groups,
        row=row,
        bound=bound,
        complaints=complaints,
        history=list(reversed(queries.changes())),
        labels={one.key: one for one in ROWS},
    )
