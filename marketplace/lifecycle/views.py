"""A scenario's overview, its acts, its history."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace import clock
from marketplace.accounts.policy import authorise, current_person, permission
from marketplace.accounts.signing import typed
from marketplace.acts import pages as acting
from marketplace.acts import service as acts
from marketplace.acts.kind import Form
from marketplace.errors import Complaint
from marketplace.furniture import samples
from marketplace.i18n import _
from marketplace.lifecycle import by_decision, pages, prolonging
from marketplace.lifecycle import register as registers
from marketplace.lifecycle.forms import suggested, with_others
from marketplace.lifecycle.service import SCENARIO
from marketplace.refused import or_again
from marketplace.scenarios.models import Scenario
from marketplace.scenarios.service import scenario_by_code
from marketplace.section_pages import sent_form, sent_revision
from marketplace.sheets import Bound
from marketplace.workflow import Move

bp = Blueprint("lifecycle", __name__)


def _scenario(code: str, permission_name: str = "scenario.act") -> Scenario:
    scenario = scenario_by_code(code)
    authorise("scenario.read", scenario)
    authorise(permission_name, scenario)
    return scenario


@bp.get("/desk/scenarios/<code>/")
@permission("scenario.act")
def overview(code: str) -> ResponseReturnValue:
    scenario = _scenario(code)
    context = pages.overview(scenario, current_person())
    if restored := typed():
        context["prolonging"] = {name: restored.get(name, "") for name in ("days", "reason")}
    return render_template("lifecycle/overview.html", nav="desk", **context)


@bp.get("/desk/scenarios/<code>/history")
@permission("history.read")
def history(code: str) -> ResponseReturnValue:
    scenario = scenario_by_code(code)
    authorise("history.read", scenario)
    return render_template("lifecycle/history.html", nav="desk", **pages.history(scenario))


@bp.get("/desk/scenarios/<code>/actions/<action>")
@permission("scenario.act")
def action(code: str, action: str) -> ResponseReturnValue:
    return _act_page(code, action, acting.restored(), ())


@bp.post("/desk/scenarios/<code>/actions/<action>")
@permission("scenario.act")
def act(code: str, action: str) -> ResponseReturnValue:
    def show(form: Form | None, complaints: tuple[Complaint, ...]) -> str:
        return _act_page(code, action, form, complaints)

    return acting.post(SCENARIO, code, action, show, lambda _move: url_for("lifecycle.overview", code=code))


def _act_page(code: str, action: str, form: Form | None, complaints: tuple[Complaint, ...]) -> str:
    person, choice = current_person(), acting.look(SCENARIO, code, action)
    scenario = scenario_by_code(code)
    others = pages.other_judgements(scenario, choice, person)
    section = with_others(acting.section_of(SCENARIO, code, choice), [other.row for other in others])
    bound = None
    if section is not None:
        bound = Bound.of_form(section, form) if form is not None else Bound.of_values(section, suggested(section))
        acts.take_files(SCENARIO, bound, Move(scenario, person, clock.now(), choice.row))
        bound.complaints = [c for c in complaints if c.field and c.section in ("", "act")]
    return render_template(
        f"lifecycle/{choice.row.page}.html",
        nav="desk",
        choice=choice,
        bound=bound,
        complaints=complaints,
        others=others,
        **pages.act(scenario, choice, person),
    )


@bp.get("/desk/scenarios/<code>/decisions/<deed>")
@permission("decision.enter")
def entering_decision(code: str, deed: str) -> ResponseReturnValue:
    restored = typed()
    return _decision_page(_scenario(code, "decision.enter"), deed, restored.to_dict(flat=False) if restored else None)


@bp.post("/desk/scenarios/<code>/decisions/<deed>")
@permission("decision.enter")
def enter_decision(code: str, deed: str) -> ResponseReturnValue:
    _scenario(code, "decision.enter")

    def do() -> ResponseReturnValue:
        move = by_decision.act(
            code=code,
            action=deed,
            by=current_person(),
            form=sent_form(),
            uploads=request.files.to_dict(flat=False),
            revision=sent_revision(),
        )
        flash(_("已录入领导小组书面决定：%(label)s。", label=move.row.label))
        return redirect(url_for("lifecycle.overview", code=code))

    return or_again(do, lambda complaints: _decision_page(scenario_by_code(code), deed, sent_form(), complaints))


def _decision_page(scenario: Scenario, action: str, form: Any = None, complaints: tuple[Complaint, ...] = ()) -> str:
    row = by_decision.row_of(action, scenario)
    by_decision.require_another(row, scenario, current_person())
    section = by_decision.decision_form(row, scenario)
    bound = Bound.of_form(section, form) if form is not None else Bound.of_values(section, suggested(section))
    bound.complaints = [c for c in complaints if c.field and c.section in ("", "act")]
    return render_template(
        "lifecycle/decision.html",
        nav="desk",
        row=row,
        bound=bound,
        complaints=complaints,
        **pages.judged(scenario, row),
    )


@bp.post("/desk/scenarios/<code>/prolong")
@permission("scenario.prolong")
def prolong(code: str) -> ResponseReturnValue:
    days, reason = request.form.get("days", ""), request.form.get("reason", "")

    def do() -> ResponseReturnValue:
        prolonging.prolong(code=code, days=days, reason=reason, by=current_person(), revision=sent_revision())
        flash(_("时限已延长。"))
        return redirect(url_for("lifecycle.overview", code=code))

    def again(complaints: tuple[Complaint, ...]) -> str:
        context = pages.overview(scenario_by_code(code), current_person())
        context |= {"complaints": complaints, "prolonging": {"days": days, "reason": reason}}
        return render_template("lifecycle/overview.html", nav="desk", **context)

    return or_again(do, again)


@bp.get("/desk/scenarios/")
@permission("scenarios.register")
def register() -> ResponseReturnValue:
    context = registers.page(current_person(), request.args)
    return render_template("lifecycle/register.html", nav="desk", **context)


@bp.get("/desk/furniture/")
@permission("rehearsal")
def furniture() -> ResponseReturnValue:
    return render_template("furniture.html", nav="desk", **samples.context(clock.now()))
