"""A lead's pages about their own organisation's people."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts import once
from marketplace.accounts.models import Person
from marketplace.accounts.policy import authorise, current_person, may, permission
from marketplace.accounts.policy import why_not as refusals
from marketplace.audit import queries as histories
from marketplace.errors import Unmet
from marketplace.extensions import unit_of_work
from marketplace.i18n import _
from marketplace.people import forms, queries, service
from marketplace.people.deeds import COLLEAGUES, ONESELF, Deed, Subjects, why_not
from marketplace.people.views import deed_pages
from marketplace.people.views.account import unsent_link
from marketplace.people.views.blueprint import bp, fresh, sent
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
        standing=queries.standing_of_person,
        standings=queries.STANDINGS,
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


def _colleague(person_id: int) -> tuple[Person, Subjects]:
    """A person of one's own organisation, and what can be done: to others, or to oneself."""
    by = current_person()
    who = queries.colleague_by_id(person_id, by.organisation_id)
    return who, ONESELF if who.id == by.id else COLLEAGUES


@bp.get("/account/people/<int(max=2147483647):person_id>/")
@permission("people.own")
def colleague(person_id: int) -> ResponseReturnValue:
    who, subjects = _colleague(person_id)
    offered = [deed for deed in subjects.deeds.values() if not why_not(subjects, deed, who) and _allowed(deed, who)]
    return render_template(
        "people/colleague.html",
        nav="account",
        who=who,
        link=unsent_link(who),
        revision=subjects.revision(who),
        deeds=offered,
        why=[*refusals("colleague.remove", who)] if subjects is COLLEAGUES else [],
        standing=queries.standing_of_person(who),
        standings=queries.STANDINGS,
        events=queries.events_of(histories.history("person", str(who.id)), named=True),
    )


def _allowed(deed: Deed, who: Person) -> bool:
    return not deed.permission or may(deed.permission, who)


def _changeable(person_id: int, deed_id: str) -> tuple[Person, Subjects, Deed]:
    authorise("people.own")
    who, subjects = _colleague(person_id)
    authorise(subjects.permission, who)
    if deed_id in COLLEAGUES.deeds and subjects is ONESELF:
        authorise("colleague.change", who)
    deed = subjects.deed(deed_id)
    authorise(deed.permission or subjects.permission, who)
    return who, subjects, deed


@bp.get("/account/people/<int(max=2147483647):person_id>/<deed_id>")
@permission("colleague.change")
def colleague_deed(person_id: int, deed_id: str) -> ResponseReturnValue:
    who, subjects, deed = _changeable(person_id, deed_id)
    return deed_pages.show(subjects, deed, who, who.name, url_for("people.colleague", person_id=person_id))


@bp.post("/account/people/<int(max=2147483647):person_id>/<deed_id>")
@permission("colleague.change")
def do_to_colleague(person_id: int, deed_id: str) -> ResponseReturnValue:
    who, subjects, deed = _changeable(person_id, deed_id)
    page = url_for("people.colleague", person_id=person_id)
    left = url_for("accounts.login") if subjects is ONESELF else ""
    return deed_pages.post(subjects, deed, who, who.name, page, afterwards=left)
