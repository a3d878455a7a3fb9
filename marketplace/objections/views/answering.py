"""The office answers objections in writing."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import current_person, may, permission
from marketplace.acts import pages as acting
from marketplace.acts import service as acts
from marketplace.acts.kind import Form
from marketplace.errors import Complaint
from marketplace.extensions import unit_of_work
from marketplace.objections import answers, pages, queries
from marketplace.objections.service import OBJECTION, act_of
from marketplace.objections.views.blueprint import bp
from marketplace.refused import or_again
from marketplace.scenarios.finding import scenario_for
from marketplace.section_pages import sent_files, sent_form, sent_revision
from marketplace.settings import queries as settings
from marketplace.workflow import Move

BY_GROUP = "enter_decision"


@bp.get("/desk/scenarios/<code>/objections/")
@permission("objections.list")
def objections(code: str) -> ResponseReturnValue:
    scenario = scenario_for(code, "objections.list")
    named = may("objectors.read", scenario)
    rows = queries.objections(scenario.round) if scenario.round else ()
    return render_template(
        "objections/objections.html", rows=pages.objection_events(rows, named=named), scenario=scenario, nav="desk"
    )


def _page(ref: str, action: str, form: Form | None, complaints: Sequence[Complaint] = ()) -> str:
    choice, bound = acting.filled_act(OBJECTION, ref, action, form, complaints)
    objection = queries.objection_by_ref(ref)
    return render_template(
        "objections/answer.html",
        objection=pages.objection_event(objection, named=True),
        alike=len(answers.alike(objection)) - 1 if not objection.decision and not objection.denied_at else 0,
        bound=bound,
        complaints=complaints,
        by_group=action == BY_GROUP,
        shut=choice.words,
        amend_days=settings.of_round(objection.round.figures, "terms_amendment_days"),
        scenario=objection.round.scenario,
        nav="desk",
    )


@bp.get("/desk/objections/<ref>/decide")
@permission("objection.decide")
def answering(ref: str) -> ResponseReturnValue:
    return _page(ref, act_of(ref, {}), acting.restored())


@bp.post("/desk/objections/<ref>/decide")
@permission("objection.decide")
def decide(ref: str) -> ResponseReturnValue:
    def show(form: Form | None, complaints: Sequence[Complaint]) -> str:
        return _page(ref, act_of(ref, form or {}), form, complaints)

    return acting.post(OBJECTION, ref, act_of(ref, sent_form()), show, _listed)


def _listed(move: Move) -> str:
    return url_for("objections.objections", code=move.subject.round.scenario.code)


@bp.get("/desk/objections/<ref>/decision")
@permission("objection.enter_decision")
def entering_decision(ref: str) -> ResponseReturnValue:
    return _page(ref, BY_GROUP, acting.restored())


@bp.post("/desk/objections/<ref>/decision")
@permission("objection.enter_decision")
def enter_decision(ref: str) -> ResponseReturnValue:
    def do() -> ResponseReturnValue:
        with unit_of_work():  # what came beside something wrong is not kept: it would be public with the answer
            move = acts.act(
                OBJECTION,
                ref=ref,
                action=BY_GROUP,
                by=current_person(),
                form=sent_form(),
                uploads=sent_files(),
                revision=sent_revision(),
            )
        flash(acting.said_of(OBJECTION, move))
        return redirect(_listed(move))

    return or_again(do, lambda complaints: _page(ref, BY_GROUP, sent_form(), complaints))
