"""Anyone with a name objects, and confirms that it was them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from marketplace import clock
from marketplace.accounts import once, throttle
from marketplace.accounts.policy import current_person, permission
from marketplace.acts import pages as acting
from marketplace.acts import service as acts
from marketplace.errors import Complaint, NotFound
from marketplace.extensions import unit_of_work
from marketplace.furniture import kept, times
from marketplace.i18n import _
from marketplace.objections import answers, confirming, deciders, pages, periods, queries, raising
from marketplace.objections.forms import OBJECTION as OBJECTION_FORM
from marketplace.objections.forms import objection_form
from marketplace.objections.models import Objection
from marketplace.objections.service import OBJECTION
from marketplace.objections.views.blueprint import bp
from marketplace.refused import or_again
from marketplace.scenarios.finding import scenario_for
from marketplace.scenarios.models import Scenario
from marketplace.scenarios.service import scenario_by_code
from marketplace.section_pages import sent_form
from marketplace.settings import queries as settings
from marketplace.sheets import Bound

OBJECTED = "objected"
"""Under this name the session keeps which objection was raised from this browser last."""


@bp.get("/scenarios/<code>/objections/")
@permission("public")
def object_to(code: str) -> ResponseReturnValue:
    form = acting.restored() or _known()
    return _public(scenario_for(code, "objection.raise"), Bound.of_form(OBJECTION_FORM, form))


def _known() -> dict[str, list[str]]:
    """Who signed in need not say again who they are."""
    person = current_person()
    if person is None:
        return {}
    return {"name": [person.organisation.name if person.organisation else person.name], "contact": [person.email]}


def _public(scenario: Scenario, bound: Bound, complaints: Sequence[Complaint] = ()) -> str:
    round_, found = scenario.round, periods.period(scenario)
    rows = queries.objections(round_) if round_ else ()
    answered = pages.objection_events([row for row in rows if row.decision], named=False)
    waiting = [row for row in rows if not row.decision and row.counts_at(clock.now())]
    bound.section = objection_form(found.abouts)
    return render_template(
        "objections/object_to.html",
        scenario=scenario,
        bound=bound,
        complaints=complaints,
        period=found,
        unsent_link=_unsent_link(scenario),
        days=settings.of_round(round_.figures if round_ else {}, "objection_answer_days"),
        experts_days=settings.of_round(round_.figures if round_ else {}, "experts_objection_days"),
        answered=answered,
        waiting=len(answers.together(waiting)),
        nav="notices",
        once=request.form.get("once") or once.token(),
    )


@bp.post("/scenarios/<code>/objections/")
@permission("public")
def raise_objection(code: str) -> ResponseReturnValue:
    scenario_for(code, "objection.raise")
    bound = Bound.of_form(OBJECTION_FORM, sent_form()).require()
    target = url_for("objections.object_to", code=code)

    def do() -> ResponseReturnValue:
        with unit_of_work():  # who presses twice at once waits here, and finds the first one's answer
            if answer := once.answered(f"objection/{code}"):
                return redirect(answer)
            row = raising.raise_objection(
                scenario=scenario_by_code(code),
                bound=bound,
                by=current_person(),
                uploads=request.files.to_dict(flat=False),
                client=_client(),
                place=throttle.client_of_request().place,
            )
            once.remember(f"objection/{code}", target)
            words, session[OBJECTED] = _received(row), row.ref
        flash(words)
        return redirect(target)

    def again(complaints: Sequence[Complaint]) -> str:
        bound.complaints = list(complaints)
        return _public(scenario_by_code(code), bound, complaints)

    return or_again(do, again)


def _unsent_link(scenario: Scenario) -> str:
    """In a rehearsal that sends no mail, the link that stands in the letter to whoever just objected from this browser."""
    is_unsent = current_app.config["DEMO"] and not current_app.config["MAIL_SERVER"]
    if not is_unsent or OBJECTED not in session:
        return ""
    try:
        row = queries.objection_by_ref(session[OBJECTED])
    except NotFound:  # a rehearsal that was begun anew
        return ""
    waits = row.round.scenario_id == scenario.id and row.confirmed_at is None and confirming.is_mail(row.contact)
    return confirming.path_for(row) if waits else ""


def _client() -> str:
    """A mark of the browser: whoever sends many names from one is one client."""
    return hashlib.sha256(str(session.get("csrf_token", "")).encode()).hexdigest()


def _received(row: Objection) -> str:
    """What was received, and what its objector has to do."""
    first = _("已补充到你还没有答复的那条异议。") if row.additions else _("异议已收到。")
    if row.confirmed_at is None and confirming.is_mail(row.contact):
        return str(kept.together(first, _("请打开发到 %(mail)s 的邮件确认，确认后自提出时起计入。", mail=row.contact)))
    due = deciders.due_words(row)
    if row.confirmed_at is None and row.confirm_by is not None:
        by = times.until(row.confirm_by, clock.now())
        called = _("区城市办在 %(by)s 前打你留的电话核实，没有打的视为已核实。", by=by)
        return str(kept.together(first, called, _("书面答复期限 %(due)s，答复在这里公开，并电话告知。", due=due)))
    return str(
        kept.together(first, _("区城市办在 %(due)s 前书面答复，答复在这里公开，并送达你留的联系方式。", due=due))
    )


@bp.get("/objections/confirm/<token>")
@permission("public")
def confirming_objection(token: str) -> ResponseReturnValue:
    return _confirming(confirming.read(token))


def _confirming(row: Objection) -> str:
    scenario = row.round.scenario
    done = confirming.confirmed_words(row) if row.confirmed_at else ""
    return render_template("objections/confirm.html", row=row, scenario=scenario, done=done, nav="notices")


@bp.post("/objections/confirm/<token>")
@permission("public")
def confirm_objection(token: str) -> ResponseReturnValue:
    ref = confirming.read(token).ref

    def do() -> ResponseReturnValue:
        move = acts.act(OBJECTION, ref=ref, action="confirm_objection", by=None)
        flash(acting.said_of(OBJECTION, move))
        return redirect(url_for("objections.object_to", code=move.subject.round.scenario.code))

    return or_again(do, lambda _complaints: _confirming(queries.objection_by_ref(ref)))
