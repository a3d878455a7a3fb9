"""The admin's pages about organisations."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts import once
from marketplace.accounts import queries as accounts_queries
from marketplace.accounts import service as accounts
from marketplace.accounts.policy import current_person, permission
from marketplace.accounts.queries import organisation_by_name
from marketplace.audit import queries as histories
from marketplace.errors import Complaint
from marketplace.extensions import unit_of_work
from marketplace.i18n import _
from marketplace.people import forms, queries, standing, states
from marketplace.people.views import act_pages
from marketplace.people.views.blueprint import bp, fresh, page_number, pager, sent, words
from marketplace.people.workflow import ORGANISATIONS
from marketplace.sheets import Bound


@bp.get("/desk/organisations/")
@permission("organisations.verify")
def organisations() -> ResponseReturnValue:
    unverified = request.args.get("show") == "unverified"
    page = queries.organisations(words(), page_number(), unverified=unverified)
    ways = pager(page, "people.organisations", q=words() or None, show="unverified" if unverified else None)
    return render_template(
        "people/organisations.html",
        nav="desk",
        page=page,
        pager=ways,
        q=words(),
        unverified=unverified,
        waiting=queries.count_unverified(),
        standing=states.standing_of_organisation,
        standings=states.STANDINGS,
    )


@bp.get("/desk/organisations/new")
@permission("organisations.verify")
def new_organisation() -> ResponseReturnValue:
    return _entry(fresh(forms.ORGANISATION))


@bp.post("/desk/organisations/new")
@permission("organisations.verify")
def enter_organisation() -> ResponseReturnValue:
    bound = sent(forms.ORGANISATION)
    with unit_of_work():
        if answer := once.answered("organisation"):
            return redirect(answer)
        if not bound.complaints and organisation_by_name(bound.values["code"]):
            bound.complaints.append(Complaint(_("这个代码已经有单位在用，请换一个。"), "code"))
        if bound.complaints:
            return _entry(bound), 422
        row = accounts.create_organisation(**bound.values, by=current_person())
        target = url_for("people.organisation", code=row.code)
        once.remember("organisation", target)
    flash(_("单位已登记。可以邀请它的人员了。"))
    return redirect(target)


def _entry(bound: Bound) -> str:
    return render_template(
        "people/new_organisation.html", nav="desk", bound=bound, once=request.form.get("once") or once.token()
    )


@bp.get("/desk/organisations/<code>/")
@permission("organisations.verify")
def organisation(code: str) -> ResponseReturnValue:
    row = queries.organisation_by_code(code)
    return render_template(
        "people/organisation.html",
        nav="desk",
        row=row,
        revision=ORGANISATIONS.table.standing.revision(row),
        rows=act_pages.offered(ORGANISATIONS, row),
        standing=states.standing_of_organisation(row),
        due=standing.decided_by(row) if states.is_undecided(row) else None,
        invites=row.id in {one.id for one in accounts_queries.open_to_admins()},
        standing_of=states.standing_of_person,
        standings=states.STANDINGS,
        events=queries.events_of(histories.history("organisation", code)),
    )


@bp.get("/desk/organisations/<code>/<deed_id>")
@permission("organisations.verify")
def organisation_act(code: str, deed_id: str) -> ResponseReturnValue:
    row = queries.organisation_by_code(code)
    return act_pages.show(ORGANISATIONS, deed_id, row, url_for("people.organisation", code=code))


@bp.post("/desk/organisations/<code>/<deed_id>")
@permission("organisations.verify")
def do_to_organisation(code: str, deed_id: str) -> ResponseReturnValue:
    row = queries.organisation_by_code(code)
    return act_pages.post(ORGANISATIONS, deed_id, row, url_for("people.organisation", code=code))
