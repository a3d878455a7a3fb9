"""The figures in force, what will change, and the form for one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import current_person, permission
from marketplace.accounts.signing import typed
from marketplace.acts import Kind
from marketplace.acts import service as acts
from marketplace.acts.kind import Form
from marketplace.errors import Complaint
from marketplace.furniture import times
from marketplace.i18n import _
from marketplace.refused import or_again
from marketplace.section_pages import sent_form
from marketplace.settings import queries, service, wordings
from marketplace.settings.figures import ROWS, Figure
from marketplace.settings.forms import change_of
from marketplace.settings.workflow import FIGURE, WORDING
from marketplace.sheets import Bound, Section

bp = Blueprint("settings", __name__)


@bp.get("/desk/settings/")
@permission("settings.edit")
def settings() -> ResponseReturnValue:
    restored = typed()
    key = (restored or request.args).get("key")
    if not key:
        return _page()
    row, section = _row(key)
    known = {"value": [str(wordings.in_force(key) if key in wordings.WORDINGS else queries.in_force(key))]}
    return _page(row, Bound.of_form(section, restored.to_dict(flat=False) if restored else known))


def _row(key: str) -> tuple[Figure | wordings.Words, Section]:
    """What is to be changed, and its form."""
    if key in wordings.WORDINGS:
        words = wordings.wording(key)
        return words, wordings.change_of(words)
    figure = service.figure(key)
    return figure, change_of(figure)


@bp.post("/desk/settings/")
@permission("settings.edit")
def change() -> ResponseReturnValue:
    row, section = _row(request.form.get("key", ""))
    form = sent_form()

    def do() -> ResponseReturnValue:
        flash(_change(row, form))
        return redirect(url_for("settings.settings"))

    def again(refused: tuple[Complaint, ...]) -> str:
        bound = Bound.of_form(section, form)
        bound.complaints = [complaint for complaint in refused if complaint.field]
        return _page(row, bound, refused)

    return or_again(do, again)


def _done(kind: Kind, action: str, row: Figure | wordings.Words, form: Form) -> Any:
    """What was made of it. A change stands beside those before it, so nobody is asked what they saw."""
    revision = kind.table.standing.revision(row)
    move = acts.act(kind, ref=row.key, action=action, by=current_person(), form=form, revision=revision)
    return move.told["made"]


def _change(row: Figure | wordings.Words, form: Form) -> str:
    """Change it, and say what holds now."""
    if isinstance(row, wordings.Words):
        made = _done(WORDING, "set_wording", row, form)
        return _("“%(label)s”改为“%(value)s”。已经发的文不变。", label=row.label, value=made.value)
    setting = _done(FIGURE, "set_figure", row, form)
    return _(
        "“%(label)s”自 %(when)s起为 %(n)d%(unit)s。已经发布的揭榜不变。",
        label=row.label,
        when=times.moment(setting.effective_from),
        n=setting.value,
        unit=row.unit,
    )


def _page(
    row: Figure | wordings.Words | None = None, bound: Bound | None = None, complaints: Sequence[Complaint] = ()
) -> str:
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
        words=[{"row": one, "value": wordings.in_force(one.key)} for one in wordings.ROWS],
        worded=wordings.changes(),
        word_labels={one.key: one.label for one in wordings.ROWS},
        history=list(reversed(queries.changes())),
        labels={one.key: one for one in ROWS},
    )
