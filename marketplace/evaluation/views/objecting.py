"""Objections to terms and results: raised by anyone with a name, answered in writing by the office."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts import once
from marketplace.accounts.policy import authorise, current_person, may, permission
from marketplace.accounts.signing import typed
from marketplace.errors import Complaint, MarketplaceError
from marketplace.evaluation import notices, pages, queries, windows
from marketplace.evaluation.forms import ANSWER, ANSWER_TO_RESULT, OBJECTION
from marketplace.evaluation.models import Objection
from marketplace.evaluation.views.door import RESHOWN, bp, scenario_for
from marketplace.extensions import unit_of_work
from marketplace.i18n import _
from marketplace.scenarios.models import Scenario
from marketplace.scenarios.service import scenario_by_code
from marketplace.section_pages import sent_form
from marketplace.settings import queries as settings
from marketplace.sheets import Bound, Section


@bp.get("/scenarios/<code>/objections/")
@permission("public")
def object_to(code: str) -> ResponseReturnValue:
    restored = typed()
    return _public(
        scenario_for(code, "objection.raise"),
        Bound.of_form(OBJECTION, restored.to_dict(flat=False) if restored else _known()),
    )


def _known() -> dict[str, list[str]]:
    """Who signed in need not say again who they are."""
    person = current_person()
    if person is None:
        return {}
    return {"name": [person.organisation.name if person.organisation else person.name], "contact": [person.email]}


def _public(scenario: Scenario, bound: Bound, complaints: Sequence[Complaint] = ()) -> str:
    round_ = scenario.round
    rows = queries.objections(round_) if round_ else ()
    answered = [pages.objection_event(row, named=False) for row in rows if row.decision]
    return render_template(
        "evaluation/object_to.html",
        scenario=scenario,
        bound=bound,
        complaints=complaints,
        window=windows.window(scenario),
        days=settings.of_round(round_.figures if round_ else {}, "objection_answer_days"),
        answered=answered,
        waiting=len(rows) - len(answered),
        nav="notices",
        once=request.form.get("once") or once.token(),
    )


@bp.post("/scenarios/<code>/objections/")
@permission("public")
def raise_objection(code: str) -> ResponseReturnValue:
    scenario_for(code, "objection.raise")
    bound = Bound.of_form(OBJECTION, sent_form()).require()
    target = url_for("evaluation.object_to", code=code)
    try:
        with unit_of_work():
            if answer := once.answered(f"objection/{code}"):
                return redirect(answer)
            row = notices.raise_objection(scenario=scenario_by_code(code), bound=bound, by=current_person())
            once.remember(f"objection/{code}", target)
            due = notices.due_words(row)
    except MarketplaceError as refused:
        if refused.status not in RESHOWN:
            raise
        return _public(scenario_by_code(code), bound, refused.complaints), refused.status
    flash(_("异议已收到。区城市办在 %(due)s 前书面答复，答复在这里公开，并送达你留的联系方式。", due=due))
    return redirect(target)


@bp.get("/desk/scenarios/<code>/objections/")
@permission("objections.list")
def objections(code: str) -> ResponseReturnValue:
    return _listed(scenario_for(code, "objections.list"))


def _listed(scenario: Scenario) -> str:
    named = may("objectors.read", scenario)
    rows = queries.objections(scenario.round) if scenario.round else ()
    return render_template(
        "evaluation/objections.html",
        rows=[pages.objection_event(row, named=named) for row in rows],
        **pages.head(scenario),
    )


@bp.get("/desk/objections/<ref>/decide")
@permission("objection.decide")
def answering(ref: str) -> ResponseReturnValue:
    objection = notices.objection_by_ref(ref)
    authorise("objection.decide", objection)
    restored: Any = typed()
    stored = {
        "decision": [objection.decision],
        "answer": [objection.answer],
        "about_experts": ["yes" if objection.about_experts else "no"],
    }
    return _answer(objection, Bound.of_form(_form_of(objection), restored.to_dict(flat=False) if restored else stored))


def _form_of(objection: Objection) -> Section:
    return ANSWER if objection.about == "terms" else ANSWER_TO_RESULT


def _answer(objection: Objection, bound: Bound, complaints: Sequence[Complaint] = ()) -> str:
    return render_template(
        "evaluation/answer.html",
        objection=pages.objection_event(objection, named=True),
        bound=bound,
        complaints=complaints,
        **pages.head(objection.round.scenario),
    )


@bp.post("/desk/objections/<ref>/decide")
@permission("objection.decide")
def decide(ref: str) -> ResponseReturnValue:
    objection = notices.objection_by_ref(ref)
    authorise("objection.decide", objection)
    bound = Bound.of_form(_form_of(objection), sent_form()).require()
    try:
        objection = notices.decide_objection(ref=ref, bound=bound, by=current_person())
    except MarketplaceError as refused:
        if refused.status not in RESHOWN:
            raise
        bound.complaints = list(refused.complaints)
        return _answer(notices.objection_by_ref(ref), bound, refused.complaints), refused.status
    flash(_("异议已书面答复，并告知提出人。"))
    return redirect(url_for("evaluation.objections", code=objection.round.scenario.code))
