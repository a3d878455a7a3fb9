"""Questions (答疑): the public list with its form, the desks of publisher and office, the answer, its release."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts import once
from marketplace.accounts.policy import authorise, current_person, may, permission, why_not
from marketplace.accounts.signing import typed
from marketplace.errors import Complaint, MarketplaceError
from marketplace.extensions import unit_of_work
from marketplace.furniture import components
from marketplace.i18n import _
from marketplace.questions import queries, service
from marketplace.questions.forms import ANSWER, QUESTION
from marketplace.questions.models import Question
from marketplace.scenarios.models import Scenario
from marketplace.scenarios.service import scenario_by_code
from marketplace.section_pages import sent_form, sent_revision
from marketplace.settings import queries as settings
from marketplace.sheets import Bound

bp = Blueprint("questions", __name__)
RESHOWN = frozenset({409, 422})
"""Refusals after which the page is shown again with everything that was typed."""


def _scenario_for(code: str, name: str) -> Scenario:
    scenario = scenario_by_code(code)
    authorise("scenario.read", scenario)
    authorise(name, scenario)
    return scenario


# --- everyone -----------------------------------------------------------------------------------------------------


@bp.get("/scenarios/<code>/questions/")
@permission("public")
def questions(code: str) -> ResponseReturnValue:
    restored = typed()
    form = restored.to_dict(flat=False) if restored else {}
    return _public(_scenario_for(code, "public"), Bound.of_form(QUESTION, form))


def _public(scenario: Scenario, bound: Bound, complaints: Sequence[Complaint] = ()) -> str:
    person, round_ = current_person(), scenario.round
    return render_template(
        "questions/questions.html",
        scenario=scenario,
        bound=bound,
        complaints=complaints,
        rounds=queries.released(scenario),
        unanswered=queries.unanswered_at_the_end(scenario),
        closes=queries.closes_at(round_) if round_ else None,
        takes=queries.takes_questions(scenario),
        refusals=list(dict.fromkeys(why_not("question.ask", scenario))) if person else [],
        waiting=queries.own_waiting(round_, person) if person and round_ and may("question.ask", scenario) else (),
        days=settings.of_round(round_.figures if round_ else {}, "question_answer_days"),
        nav="scenarios",
        once=request.form.get("once") or once.token(),
    )


@bp.post("/scenarios/<code>/questions/")
@permission("signed_in")
def ask(code: str) -> ResponseReturnValue:
    _scenario_for(code, "question.ask")
    bound = Bound.of_form(QUESTION, sent_form()).require()
    target = url_for("questions.questions", code=code)
    try:
        with unit_of_work():
            if answer := once.answered(f"question/{code}"):
                return redirect(answer)
            row = service.ask(code=code, bound=bound, by=current_person())
            once.remember(f"question/{code}", target)
            due = service.due_words(row)
    except MarketplaceError as refused:
        if refused.status not in RESHOWN:
            raise
        bound.complaints = list(refused.complaints)
        return _public(scenario_by_code(code), bound, refused.complaints), refused.status
    flash(_("提问已收到。发布方在 %(due)s 前答复，区城市办核对后在这里公开，不写明是谁提问。", due=due))
    return redirect(target)


# --- publisher and office -----------------------------------------------------------------------------------------


@bp.get("/desk/scenarios/<code>/questions/")
@permission("questions.list")
def listing(code: str) -> ResponseReturnValue:
    scenario = _scenario_for(code, "questions.list")
    rows = queries.of_round(scenario.round) if scenario.round else ()
    return render_template(
        "questions/listing.html",
        scenario=scenario,
        rows=[_shown(row) for row in rows],
        closes=queries.closes_at(scenario.round) if scenario.round else None,
        nav="desk",
    )


def _shown(row: Question) -> dict[str, Any]:
    """A question for the desks; who asked and when stands in it for the office alone."""
    open_ = row.released_at is None
    late = [name for name in ("question.answer", "question.release") if open_ and service.why_too_late(row, name)]
    return {
        "row": row,
        "tag": _tag(row),
        "asker": row if may("askers.read", row) else None,
        "may_answer": open_ and "question.answer" not in late and may("question.answer", row),
        "may_release": open_ and "question.release" not in late and bool(row.answer) and may("question.release", row),
        "shut": [service.why_too_late(row, name) for name in late[:1]] if open_ else [service.released_words(row)],
    }


def _tag(row: Question) -> components.Tag:
    if row.released_at:
        return components.Tag(_("已公开"), "done")
    if service.why_too_late(row, "question.answer"):
        return components.Tag(_("未答复"), "over")
    return components.Tag(_("待公开"), "waiting") if row.answered_at else components.Tag(_("待答复"), "waiting")


def _question_for(ref: str, name: str) -> Question:
    row = queries.question_by_ref(ref)
    authorise("question.read", row)
    authorise(name, row)
    return row


@bp.get("/desk/questions/<ref>/answer")
@permission("question.answer")
def answering(ref: str) -> ResponseReturnValue:
    row, restored = _question_for(ref, "question.answer"), typed()
    form = restored.to_dict(flat=False) if restored else {"answer": [row.answer]}
    return _page("questions/answer.html", row, Bound.of_form(ANSWER, form))


def _page(template: str, row: Question, bound: Bound | None = None, complaints: Sequence[Complaint] = ()) -> str:
    return render_template(
        template,
        question=_shown(row),
        bound=bound,
        complaints=complaints,
        scenario=row.round.scenario,
        release_by=queries.release_ends_at(row.round),
        nav="desk",
    )


@bp.post("/desk/questions/<ref>/answer")
@permission("question.answer")
def answer(ref: str) -> ResponseReturnValue:
    _question_for(ref, "question.answer")
    bound = Bound.of_form(ANSWER, sent_form()).require()
    try:
        row = service.answer(ref=ref, bound=bound, by=current_person(), revision=sent_revision())
    except MarketplaceError as refused:
        if refused.status not in RESHOWN:
            raise
        page = _page("questions/answer.html", queries.question_by_ref(ref), bound, refused.complaints)
        return page, refused.status
    flash(_("答复已送区城市办，初审人核对后公开；公开前还可以修改。"))
    return redirect(url_for("questions.listing", code=row.round.scenario.code))


@bp.get("/desk/questions/<ref>/release")
@permission("question.release")
def releasing(ref: str) -> ResponseReturnValue:
    return _page("questions/release.html", _question_for(ref, "question.release"))


@bp.post("/desk/questions/<ref>/release")
@permission("question.release")
def release(ref: str) -> ResponseReturnValue:
    _question_for(ref, "question.release")
    try:
        row = service.release(ref=ref, by=current_person(), revision=sent_revision())
    except MarketplaceError as refused:
        if refused.status not in RESHOWN:
            raise
        page = _page("questions/release.html", queries.question_by_ref(ref), None, refused.complaints)
        return page, refused.status
    flash(_("答疑已公开，提问单位和参加揭榜的单位已经通知。"))
    return redirect(url_for("questions.listing", code=row.round.scenario.code))
