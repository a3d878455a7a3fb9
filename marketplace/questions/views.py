"""Questions (答疑): the public list with its form, the desks of publisher and office, the answer, its release."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts import once
from marketplace.accounts.policy import current_person, may, permission, why_not
from marketplace.acts import pages as acting
from marketplace.acts.kind import Form
from marketplace.errors import Complaint
from marketplace.extensions import unit_of_work
from marketplace.i18n import _
from marketplace.questions import queries, service
from marketplace.questions.forms import QUESTION as QUESTION_FORM
from marketplace.questions.limits import due_words
from marketplace.questions.pages import shown
from marketplace.questions.service import QUESTION
from marketplace.refused import or_again
from marketplace.scenarios.finding import scenario_for
from marketplace.scenarios.models import Scenario
from marketplace.scenarios.service import scenario_by_code
from marketplace.section_pages import sent_form
from marketplace.settings import queries as settings
from marketplace.sheets import Bound
from marketplace.workflow import Move

bp = Blueprint("questions", __name__)


# --- everyone -----------------------------------------------------------------------------------------------------


@bp.get("/scenarios/<code>/questions/")
@permission("public")
def questions(code: str) -> ResponseReturnValue:
    return _public(scenario_for(code, "public"), Bound.of_form(QUESTION_FORM, acting.restored() or {}))


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
    scenario_for(code, "question.ask")
    bound = Bound.of_form(QUESTION_FORM, sent_form()).require()
    target = url_for("questions.questions", code=code)

    def do() -> ResponseReturnValue:
        with unit_of_work():  # who presses twice at once waits here, and finds the first one's answer
            if answer := once.answered(f"question/{code}"):
                return redirect(answer)
            row = service.ask(code=code, bound=bound, by=current_person())
            once.remember(f"question/{code}", target)
            due = due_words(row)
        flash(_("提问已收到。发布方在 %(due)s 前答复，区城市办核对后在这里公开，不写明是谁提问。", due=due))
        return redirect(target)

    def again(complaints: Sequence[Complaint]) -> str:
        bound.complaints = list(complaints)
        return _public(scenario_by_code(code), bound, complaints)

    return or_again(do, again)


# --- publisher and office -----------------------------------------------------------------------------------------


@bp.get("/desk/scenarios/<code>/questions/")
@permission("questions.list")
def listing(code: str) -> ResponseReturnValue:
    scenario = scenario_for(code, "questions.list")
    rows = queries.of_round(scenario.round) if scenario.round else ()
    return render_template(
        "questions/listing.html",
        scenario=scenario,
        rows=[shown(row) for row in rows],
        closes=queries.closes_at(scenario.round) if scenario.round else None,
        nav="desk",
    )


def _page(template: str, ref: str, action: str, form: Form | None, complaints: Sequence[Complaint] = ()) -> str:
    choice = acting.look(QUESTION, ref, action)
    row = queries.question_by_ref(ref)
    known, section = choice.row.known(row) if choice.row.known else {}, choice.row.form
    return render_template(
        template,
        question=shown(row),
        reasons=choice.words,
        bound=acting.filled(section, form, complaints, known) if section else None,
        complaints=complaints,
        scenario=row.round.scenario,
        release_by=queries.release_ends_at(row.round),
        nav="desk",
    )


def _post(template: str, ref: str, action: str) -> ResponseReturnValue:
    def listed(move: Move) -> str:
        return url_for("questions.listing", code=move.subject.round.scenario.code)

    return acting.post(
        QUESTION, ref, action, lambda form, complaints: _page(template, ref, action, form, complaints), listed
    )


@bp.get("/desk/questions/<ref>/answer")
@permission("question.read")
def answering(ref: str) -> ResponseReturnValue:
    return _page("questions/answer.html", ref, "answer_question", acting.restored())


@bp.post("/desk/questions/<ref>/answer")
@permission("question.read")
def answer(ref: str) -> ResponseReturnValue:
    return _post("questions/answer.html", ref, "answer_question")


@bp.get("/desk/questions/<ref>/release")
@permission("question.read")
def releasing(ref: str) -> ResponseReturnValue:
    return _page("questions/release.html", ref, "release_answer", None)


@bp.post("/desk/questions/<ref>/release")
@permission("question.read")
def release(ref: str) -> ResponseReturnValue:
    return _post("questions/release.html", ref, "release_answer")
