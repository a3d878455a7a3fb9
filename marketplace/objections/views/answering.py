"""The office answers objections in writing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import authorise, current_person, may, permission
from marketplace.accounts.signing import typed
from marketplace.errors import Complaint
from marketplace.i18n import _
from marketplace.objections import answers, group_decisions, pages, queries, seconding
from marketplace.objections.forms import ANSWER, ANSWER_TO_RESULT
from marketplace.objections.models import Objection
from marketplace.objections.views.blueprint import bp
from marketplace.refused import or_again
from marketplace.scenarios.finding import scenario_for
from marketplace.scenarios.models import Scenario
from marketplace.section_pages import sent_form
from marketplace.settings import queries as settings
from marketplace.sheets import Bound, Section


@bp.get("/desk/scenarios/<code>/objections/")
@permission("objections.list")
def objections(code: str) -> ResponseReturnValue:
    return _listed(scenario_for(code, "objections.list"))


def _listed(scenario: Scenario) -> str:
    named = may("objectors.read", scenario)
    rows = queries.objections(scenario.round) if scenario.round else ()
    return render_template(
        "objections/objections.html", rows=pages.objection_events(rows, named=named), scenario=scenario, nav="desk"
    )


@bp.get("/desk/objections/<ref>/decide")
@permission("objection.decide")
def answering(ref: str) -> ResponseReturnValue:
    objection = queries.objection_by_ref(ref)
    authorise(seconding.permission(objection), objection)
    restored: Any = typed()
    stored = {
        "decision": [objection.decision],
        "answer": [objection.answer or objection.upholding.get("answer", "")],
        "amend_sections": list(objection.amend_sections),
        "about_experts": ["yes" if objection.about_experts or objection.upholding.get("about_experts") else "no"],
    }
    return _answer(objection, Bound.of_form(_form_of(objection), restored.to_dict(flat=False) if restored else stored))


def _form_of(objection: Objection) -> Section:
    return ANSWER if objection.about == "terms" else ANSWER_TO_RESULT


def _answer(objection: Objection, bound: Bound, complaints: Sequence[Complaint] = (), *, by_group: bool = False) -> str:
    return render_template(
        "objections/answer.html",
        objection=pages.objection_event(objection, named=True),
        alike=len(answers.alike(objection)) - 1 if not objection.decision and not objection.denied_at else 0,
        bound=bound,
        complaints=complaints,
        by_group=by_group,
        shut=group_decisions.why_not(objection, current_person()) if by_group else (),
        amend_days=settings.of_round(objection.round.figures, "terms_amendment_days"),
        scenario=objection.round.scenario,
        nav="desk",
    )


@bp.post("/desk/objections/<ref>/decide")
@permission("objection.decide")
def decide(ref: str) -> ResponseReturnValue:
    objection = queries.objection_by_ref(ref)
    authorise(seconding.permission(objection), objection)
    bound = Bound.of_form(_form_of(objection), sent_form()).require()

    def do() -> ResponseReturnValue:
        answered = answers.decide_objection(ref=ref, bound=bound, by=current_person())
        waits = _("已拟定异议成立，还须没有参与评榜结论和公示的另一人同意；同意以后公开并告知提出人。")
        flash(
            _("异议已书面答复，并告知提出人。")
            if answered.decision
            else waits
            if answered.upholding
            else _("已退回，重新答复。")
        )
        return redirect(url_for("objections.objections", code=answered.round.scenario.code))

    return or_again(do, partial(_again, ref, bound))


def _again(ref: str, bound: Bound, complaints: Sequence[Complaint], *, by_group: bool = False) -> str:
    bound.complaints = list(complaints)
    return _answer(queries.objection_by_ref(ref), bound, complaints, by_group=by_group)


@bp.get("/desk/objections/<ref>/decision")
@permission("objection.enter_decision")
def entering_decision(ref: str) -> ResponseReturnValue:
    objection, restored = queries.objection_by_ref(ref), typed()
    authorise("objection.enter_decision", objection)
    form = restored.to_dict(flat=False) if restored else {}
    return _answer(objection, Bound.of_form(group_decisions.form_of(objection), form), by_group=True)


@bp.post("/desk/objections/<ref>/decision")
@permission("objection.enter_decision")
def enter_decision(ref: str) -> ResponseReturnValue:
    objection = queries.objection_by_ref(ref)
    authorise("objection.enter_decision", objection)
    bound = Bound.of_form(group_decisions.form_of(objection), sent_form()).require()

    def do() -> ResponseReturnValue:
        group_decisions.decide(ref=ref, bound=bound, uploads=request.files.to_dict(flat=False), by=current_person())
        flash(_("领导小组的书面决定已录入并公开，已告知提出人。"))
        return redirect(url_for("objections.objections", code=objection.round.scenario.code))

    return or_again(do, partial(_again, ref, bound, by_group=True))
