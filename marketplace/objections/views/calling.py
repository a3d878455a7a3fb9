"""Calls to citizens who objected: to whom, what about, what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import authorise, current_person, permission
from marketplace.accounts.signing import typed
from marketplace.errors import Complaint
from marketplace.i18n import _
from marketplace.objections import calling, pages, queries
from marketplace.objections.forms import CALL, CALL_OUTCOMES
from marketplace.objections.models import Objection
from marketplace.objections.views.blueprint import bp
from marketplace.refused import or_again
from marketplace.section_pages import sent_form
from marketplace.sheets import Bound


@bp.get("/desk/objections/<ref>/call")
@permission("objection.call")
def calling_objector(ref: str) -> ResponseReturnValue:
    row, restored = queries.objection_by_ref(ref), typed()
    authorise("objection.call", row)
    return _calling(row, Bound.of_form(CALL, restored.to_dict(flat=False) if restored else {}))


def _calling(row: Objection, bound: Bound, complaints: Sequence[Complaint] = ()) -> str:
    purpose = calling.purpose_of(row)
    return render_template(
        "objections/call.html",
        objection=pages.objection_event(row, named=True),
        purpose=calling.PURPOSES.get(purpose, ""),
        calls=calling.calls_about(row),
        purposes=calling.PURPOSES,
        outcomes=CALL_OUTCOMES,
        bound=bound,
        complaints=complaints,
        scenario=row.round.scenario,
        nav="desk",
    )


@bp.post("/desk/objections/<ref>/call")
@permission("objection.call")
def record_call(ref: str) -> ResponseReturnValue:
    authorise("objection.call", queries.objection_by_ref(ref))
    bound = Bound.of_form(CALL, sent_form()).require()

    def do() -> ResponseReturnValue:
        calling.record_call(ref=ref, bound=bound, by=current_person())
        flash(_("回电已记录。"))
        return redirect(url_for("objections.objections", code=queries.objection_by_ref(ref).round.scenario.code))

    def again(complaints: Sequence[Complaint]) -> str:
        bound.complaints = list(complaints)
        return _calling(queries.objection_by_ref(ref), bound, complaints)

    return or_again(do, again)
