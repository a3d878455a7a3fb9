"""Objections to terms and results: raised by anyone with a name, answered in writing by the office."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from marketplace import clock
from marketplace.accounts import once, throttle
from marketplace.accounts.policy import authorise, current_person, may, permission
from marketplace.accounts.signing import typed
from marketplace.errors import Complaint, MarketplaceError, NotFound, Throttled, WrongState
from marketplace.evaluation import confirming, deciders, group, notices, pages, queries, raising, seconding, windows
from marketplace.evaluation.forms import ANSWER, ANSWER_TO_RESULT, OBJECTION, objection_form
from marketplace.evaluation.models import Objection
from marketplace.evaluation.views.door import RESHOWN, TOO_LARGE, bp, scenario_for
from marketplace.extensions import unit_of_work
from marketplace.furniture import times
from marketplace.i18n import _
from marketplace.scenarios.models import Scenario
from marketplace.scenarios.service import scenario_by_code
from marketplace.section_pages import lose_files, sent_form
from marketplace.settings import queries as settings
from marketplace.sheets import Bound, Section

OBJECTED = "objected"
"""Under this name the session keeps which objection was raised from this browser last."""


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
    round_, found = scenario.round, windows.window(scenario)
    rows = queries.objections(round_) if round_ else ()
    answered = pages.objection_events([row for row in rows if row.decision], named=False)
    waiting = [row for row in rows if not row.decision and row.counts_at(clock.now())]
    bound.section = objection_form(found.abouts)
    return render_template(
        "evaluation/object_to.html",
        scenario=scenario,
        bound=bound,
        complaints=complaints,
        window=found,
        unsent_link=_unsent_link(scenario),
        days=settings.of_round(round_.figures if round_ else {}, "objection_answer_days"),
        experts_days=settings.of_round(round_.figures if round_ else {}, "experts_objection_days"),
        answered=answered,
        waiting=len(notices.together(waiting)),
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
    except MarketplaceError as refused:
        if refused.status not in RESHOWN | {TOO_LARGE, Throttled.status}:
            raise
        lose_files()
        bound.complaints = list(refused.complaints)
        page = _public(scenario_by_code(code), bound, refused.complaints), refused.status
        return (*page, {"Retry-After": str(refused.retry_after)}) if isinstance(refused, Throttled) else page
    flash(words)
    return redirect(target)


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
        return first + _("请打开发到 %(mail)s 的邮件确认，确认后自提出时起计入。", mail=row.contact)
    due = deciders.due_words(row)
    if row.confirmed_at is None and row.confirm_by is not None:
        by = times.until(row.confirm_by, clock.now())
        called = _("区城市办在 %(by)s 前打你留的电话核实，没有打的视为已核实。", by=by)
        return first + called + _("书面答复期限 %(due)s，答复在这里公开，并电话告知。", due=due)
    return first + _("区城市办在 %(due)s 前书面答复，答复在这里公开，并送达你留的联系方式。", due=due)


@bp.get("/objections/confirm/<token>")
@permission("public")
def confirming_objection(token: str) -> ResponseReturnValue:
    return _confirming(confirming.read(token))


def _confirming(row: Objection) -> str:
    scenario = row.round.scenario
    done = confirming.confirmed_words(row) if row.confirmed_at else ""
    return render_template("evaluation/confirm.html", row=row, scenario=scenario, done=done, nav="notices")


@bp.post("/objections/confirm/<token>")
@permission("public")
def confirm_objection(token: str) -> ResponseReturnValue:
    try:
        row = confirming.confirm(token=token)
    except WrongState:
        return _confirming(confirming.read(token)), 409
    flash(_("异议已确认，自提出时起计入。区城市办在 %(due)s 前书面答复。", due=deciders.due_words(row)))
    return redirect(url_for("evaluation.object_to", code=row.round.scenario.code))


@bp.get("/desk/scenarios/<code>/objections/")
@permission("objections.list")
def objections(code: str) -> ResponseReturnValue:
    return _listed(scenario_for(code, "objections.list"))


def _listed(scenario: Scenario) -> str:
    named = may("objectors.read", scenario)
    rows = queries.objections(scenario.round) if scenario.round else ()
    return render_template(
        "evaluation/objections.html", rows=pages.objection_events(rows, named=named), **pages.head(scenario)
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
        "evaluation/answer.html",
        objection=pages.objection_event(objection, named=True),
        alike=len(notices.alike(objection)) - 1 if not objection.decision and not objection.denied_at else 0,
        bound=bound,
        complaints=complaints,
        by_group=by_group,
        shut=group.why_not(objection, current_person()) if by_group else (),
        amend_days=settings.of_round(objection.round.figures, "terms_amendment_days"),
        **pages.head(objection.round.scenario),
    )


@bp.post("/desk/objections/<ref>/decide")
@permission("objection.decide")
def decide(ref: str) -> ResponseReturnValue:
    objection = queries.objection_by_ref(ref)
    authorise(seconding.permission(objection), objection)
    bound = Bound.of_form(_form_of(objection), sent_form()).require()
    try:
        objection = notices.decide_objection(ref=ref, bound=bound, by=current_person())
    except MarketplaceError as refused:
        if refused.status not in RESHOWN:
            raise
        bound.complaints = list(refused.complaints)
        return _answer(queries.objection_by_ref(ref), bound, refused.complaints), refused.status
    waits = _("已拟定异议成立，还须没有参与评榜结论和公示的另一人同意；同意以后公开并告知提出人。")
    flash(
        _("异议已书面答复，并告知提出人。")
        if objection.decision
        else waits
        if objection.upholding
        else _("已退回，重新答复。")
    )
    return redirect(url_for("evaluation.objections", code=objection.round.scenario.code))


@bp.get("/desk/objections/<ref>/decision")
@permission("objection.enter_decision")
def entering_decision(ref: str) -> ResponseReturnValue:
    objection, restored = queries.objection_by_ref(ref), typed()
    authorise("objection.enter_decision", objection)
    form = restored.to_dict(flat=False) if restored else {}
    return _answer(objection, Bound.of_form(group.form_of(objection), form), by_group=True)


@bp.post("/desk/objections/<ref>/decision")
@permission("objection.enter_decision")
def enter_decision(ref: str) -> ResponseReturnValue:
    objection = queries.objection_by_ref(ref)
    authorise("objection.enter_decision", objection)
    bound = Bound.of_form(group.form_of(objection), sent_form()).require()
    try:
        group.decide(ref=ref, bound=bound, uploads=request.files.to_dict(flat=False), by=current_person())
    except MarketplaceError as refused:
        if refused.status not in RESHOWN | {TOO_LARGE}:
            raise
        lose_files()
        bound.complaints = list(refused.complaints)
        page = _answer(queries.objection_by_ref(ref), bound, refused.complaints, by_group=True)
        return page, refused.status
    flash(_("领导小组的书面决定已录入并公开，已告知提出人。"))
    return redirect(url_for("evaluation.objections", code=objection.round.scenario.code))
