"""A lead's pages about their own organisation's people."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts import once
from marketplace.accounts.models import Person
from marketplace.accounts.policy import authorise, current_person, permission
from marketplace.accounts.policy import why_not as refusals
from marketplace.audit import queries as histories
from marketplace.errors import Unmet
from marketplace.extensions import unit_of_work
from marketplace.i18n import _
from marketplace.people import forms, queries, service, states
from marketplace.people.views import act_pages
from marketplace.people.views.account import unsent_link
from marketplace.people.views.blueprint import bp, fresh, sent
from marketplace.people.workflow import COLLEAGUES
from marketplace.sheets import Bound


@bp.get("/account/people/")
@permission("people.own")
def colleagues() -> ResponseReturnValue:
    organisation = current_person().organisation
    return render_template(
        "people/colleagues.html",
        nav="account",
        organisation=organisation,
        rows=queries.people_of(organisation.id),
        standing=states.standing_of_person,
        standings=states.STANDINGS,
    )


@bp.get("/account/people/invite")
@permission("people.own")
def invite_colleague() -> ResponseReturnValue:
    return _invitation(fresh(forms.COLLEAGUE))


@bp.post("/account/people/invite")
@permission("people.own")
def enter_colleague() -> ResponseReturnValue:
    bound, by = sent(forms.COLLEAGUE), current_person()
    try:
        with unit_of_work():
            if answer := once.answered("colleague"):
                return redirect(answer)
            if bound.complaints:
                return _invitation(bound), 422
            authorise("people.own", None, by)
            person, _link = service.invite_colleague(by=by, **bound.values)
            target = url_for("people.colleague", person_id=person.id)
            once.remember("colleague", target)
    except Unmet as refused:
        bound.complaints += refused.complaints
        return _invitation(bound), 422
    flash(_("邀请邮件已写好，将寄给对方。"))
    return redirect(target)


def _invitation(bound: Bound) -> str:
    return render_template(
        "people/invite_colleague.html",
        nav="account",
        bound=bound,
        organisation=current_person().organisation,
        once=request.form.get("once") or once.token(),
    )


def _colleague(person_id: int) -> Person:
    """A person of one's own organisation."""
    return queries.colleague_by_id(person_id, current_person().organisation_id)


@bp.get("/account/people/<int(max=2147483647):person_id>/")
@permission("people.own")
def colleague(person_id: int) -> ResponseReturnValue:
    who = _colleague(person_id)
    return render_template(
        "people/colleague.html",
        nav="account",
        who=who,
        link=unsent_link(who),
        revision=COLLEAGUES.table.standing.revision(who),
        rows=act_pages.offered(COLLEAGUES, who),
        why=[*refusals("colleague.remove", who)] if who.id != current_person().id else [],
        standing=states.standing_of_person(who),
        standings=states.STANDINGS,
        events=queries.events_of(histories.history("person", str(who.id)), named=True),
    )


@bp.get("/account/people/<int(max=2147483647):person_id>/<deed_id>")
@permission("colleague.change")
def colleague_act(person_id: int, deed_id: str) -> ResponseReturnValue:
    authorise("people.own")
    return act_pages.show(COLLEAGUES, deed_id, _colleague(person_id), url_for("people.colleague", person_id=person_id))


@bp.post("/account/people/<int(max=2147483647):person_id>/<deed_id>")
@permission("colleague.change")
def do_to_colleague(person_id: int, deed_id: str) -> ResponseReturnValue:
    authorise("people.own")
    who = _colleague(person_id)
    page = url_for("people.colleague", person_id=person_id)
    left = url_for("accounts.login") if who.id == current_person().id else ""
    return act_pages.post(COLLEAGUES, deed_id, who, page, afterwards=left)
