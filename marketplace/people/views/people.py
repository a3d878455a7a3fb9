"""The admin's pages about people."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts import employment, once
from marketplace.accounts.models import Person
from marketplace.accounts.policy import authorise, current_person, may, permission
from marketplace.audit import queries as histories
from marketplace.errors import Unmet
from marketplace.extensions import unit_of_work
from marketplace.i18n import _
from marketplace.notifications import queries as outbox
from marketplace.people import forms, queries, service, states
from marketplace.people.views import act_pages
from marketplace.people.views.account import unsent_link
from marketplace.people.views.blueprint import bp, fresh, page_number, pager, sent, words
from marketplace.people.workflow import PEOPLE
from marketplace.reference import options
from marketplace.sheets import Bound


@bp.get("/desk/people/")
@permission("people.manage")
def people() -> ResponseReturnValue:
    page = queries.people(words(), page_number())
    return render_template(
        "people/people.html",
        nav="desk",
        page=page,
        pager=pager(page, "people.people", q=words() or None),
        q=words(),
        standing=states.standing_of_person,
        standings=states.STANDINGS,
        failed=outbox.count_failed(),
        unverified=queries.count_unverified(),
    )


@bp.get("/desk/people/invite")
@permission("people.manage")
def invitation() -> ResponseReturnValue:
    return _invitation(fresh(forms.INVITATION, organisation=request.args.get("organisation", "")))


@bp.post("/desk/people/invite")
@permission("people.manage")
def invite() -> ResponseReturnValue:
    bound = sent(forms.INVITATION)
    try:
        with unit_of_work():
            if answer := once.answered("invitation"):
                return redirect(answer)
            if bound.complaints:
                return _invitation(bound), 422
            person, _link = service.invite(by=current_person(), **bound.values)
            target = url_for("people.person", person_id=person.id)
            once.remember("invitation", target)
    except Unmet as refused:
        bound.complaints += refused.complaints
        return _invitation(bound), 422
    flash(
        _("邀请邮件已写好，将寄给对方。")
        if person.approved_at
        else _("已提请开设账号，等待审定人确认；确认后寄出邀请邮件。")
    )
    return redirect(target)


def _invitation(bound: Bound) -> str:
    return render_template("people/invite.html", nav="desk", bound=bound, once=request.form.get("once") or once.token())


@bp.get("/desk/people/<int(max=2147483647):person_id>/")
@permission("people.manage")
def person(person_id: int) -> ResponseReturnValue:
    who = queries.person_by_id(person_id)
    return render_template(
        "people/person.html",
        nav="desk",
        who=who,
        fields=[label for one, label in options.fields() if one in (who.profile.get("fields") or ())],
        employers=employment.typed(who.profile.get("employers") or ()).replace("\n", "；"),
        link=unsent_link(who) if may("person.change", who) else "",
        revision=PEOPLE.table.standing.revision(who),
        rows=act_pages.offered(PEOPLE, who),
        standing=states.standing_of_person(who),
        standings=states.STANDINGS,
        events=queries.events_of(histories.history("person", str(who.id))),
    )


def _changeable(person_id: int) -> Person:
    authorise("people.manage")
    who = queries.person_by_id(person_id)
    authorise("person.change", who)
    return who


@bp.get("/desk/people/<int(max=2147483647):person_id>/<deed_id>")
@permission("person.change")
def person_act(person_id: int, deed_id: str) -> ResponseReturnValue:
    who = _changeable(person_id)
    return act_pages.show(PEOPLE, deed_id, who, url_for("people.person", person_id=person_id))


@bp.post("/desk/people/<int(max=2147483647):person_id>/<deed_id>")
@permission("person.change")
def do_to_person(person_id: int, deed_id: str) -> ResponseReturnValue:
    who = _changeable(person_id)
    return act_pages.post(PEOPLE, deed_id, who, url_for("people.person", person_id=person_id))
