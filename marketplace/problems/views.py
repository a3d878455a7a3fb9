"""The register of problems, a problem's page, and the pages of its acts."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts import once
from marketplace.accounts.policy import authorise, current_person, permission
from marketplace.acts import pages as acting
from marketplace.acts import service as acts
from marketplace.acts.kind import Form
from marketplace.errors import Complaint
from marketplace.extensions import unit_of_work
from marketplace.i18n import _
from marketplace.problems import pages, queries, service
from marketplace.problems.forms import RAISE, suggested
from marketplace.refused import or_again
from marketplace.section_pages import sent_files, sent_form
from marketplace.sheets import Bound
from marketplace.workflow import Move

bp = Blueprint("problems", __name__)


@bp.get("/desk/problems/")
@permission("problems.list")
def register() -> ResponseReturnValue:
    page = queries.register(current_person(), request.args)
    return render_template(
        "problems/register.html", nav="desk", page=page, rows=pages.rows(page.rows), **queries.choices()
    )


@bp.get("/desk/problems/new")
@permission("problem.raise")
def new() -> ResponseReturnValue:
    restored = acting.restored()
    form = restored if restored is not None else {"scenario": [request.args.get("scenario", "")[:20]]}
    return _new(Bound.of_form(RAISE, form), ())


@bp.post("/desk/problems/new")
@permission("problem.raise")
def create() -> ResponseReturnValue:
    bound = Bound.of_form(RAISE, sent_form())
    service.receive(bound=bound, uploads=sent_files(), by=current_person())

    def do() -> ResponseReturnValue:
        with unit_of_work():  # who presses twice at once waits here, and finds the first one's answer
            if answer := once.answered("problem"):
                return redirect(answer)
            problem = service.raise_problem(bound=bound, by=current_person())
            target = url_for("problems.overview", ref=problem.code)
            once.remember("problem", target)
        flash(_("已提出，区城市办会确定责任单位和期限。"))
        return redirect(target)

    return or_again(do, lambda complaints: _new(bound, complaints), keeps_files=lambda: True)


def _new(bound: Bound, complaints: tuple[Complaint, ...]) -> str:
    token = request.form.get("once") or once.token()
    return render_template("problems/new.html", nav="desk", bound=bound, complaints=complaints, once=token)


@bp.get("/desk/problems/<ref>/")
@permission("problem.read")
def overview(ref: str) -> ResponseReturnValue:
    problem = service.problem_by_code(ref)
    authorise("problem.read", problem)
    return render_template("problems/overview.html", nav="desk", **pages.overview(problem, current_person()))


@bp.get("/desk/problems/<ref>/actions/<action>")
@permission("problem.read")
def action(ref: str, action: str) -> ResponseReturnValue:
    return _act_page(ref, action, acting.restored(), ())


@bp.post("/desk/problems/<ref>/actions/<action>")
@permission("problem.read")
def act(ref: str, action: str) -> ResponseReturnValue:
    def show(form: Form | None, complaints: tuple[Complaint, ...]) -> str:
        return _act_page(ref, action, form, complaints)

    return acting.post(service.PROBLEM, ref, action, show, lambda _move: url_for("problems.overview", ref=ref))


def _act_page(ref: str, action: str, form: Form | None, complaints: tuple[Complaint, ...]) -> str:
    choice = acting.look(service.PROBLEM, ref, action)
    problem, section = service.problem_by_code(ref), acting.section_of(service.PROBLEM, ref, choice)
    bound = None
    if section is not None:
        bound = (
            Bound.of_form(section, form) if form is not None else Bound.of_values(section, suggested(section, problem))
        )
        acts.take_files(service.PROBLEM, bound, Move(problem, current_person(), problem.state_since, choice.row))
        bound.complaints = [one for one in complaints if one.field]
    return render_template(
        "acts/action.html",
        nav="desk",
        choice=choice,
        row=choice.row,
        bound=bound,
        complaints=complaints,
        subject=problem,
        ref=problem.code,
        title=problem.title,
        tag=pages.state_tag(problem),
        facts=pages.facts(problem),
        home=(_("问题登记簿"), url_for("problems.register")),
        back_url=url_for("problems.overview", ref=ref),
        post_url=url_for("problems.act", ref=ref, action=action),
    )
