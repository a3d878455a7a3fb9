"""The publisher's pages: a new scenario, the sections of its plan, comments dealt with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace import clock, reckoning, section_pages
from marketplace.accounts import once
from marketplace.accounts.policy import authorise, current_person, permission, why_not
from marketplace.accounts.signing import typed
from marketplace.extensions import unit_of_work
from marketplace.files import service as files
from marketplace.finance import figures_of, outlook_of
from marketplace.i18n import _
from marketplace.plans import service as plans
from marketplace.plans.models import PlanDocument
from marketplace.plans.sheet import PLAN, basics
from marketplace.rules import showing as rules
from marketplace.rules.gate import findings
from marketplace.scenarios import queries, service
from marketplace.scenarios.models import Scenario
from marketplace.section_pages import SectionPage
from marketplace.sheets import Bound, Section, Sheet

bp = Blueprint("scenarios", __name__)
BEGINNING = Section("new", "", tuple(basics.field(name) for name in ("title", "field", "year")))


@bp.get("/desk/scenarios/new")
@permission("scenario.create")
def new() -> ResponseReturnValue:
    restored = typed()
    form = restored.to_dict(flat=False) if restored else {"year": [str(clock.today().year)]}
    return _beginning(Bound.of_form(BEGINNING, form))


@bp.post("/desk/scenarios/new")
@permission("scenario.create")
def create() -> ResponseReturnValue:
    bound = Bound.of_form(BEGINNING, section_pages.sent_form())
    with unit_of_work():
        if answer := once.answered("scenario"):
            return redirect(answer)
        if not bound.complaints:
            bound.require()
        if bound.complaints:
            return _beginning(bound), 422
        scenario = service.create_scenario(by=current_person(), **bound.values)
        target = url_for("lifecycle.overview", code=scenario.code)
        once.remember("scenario", target)
    return redirect(target)


def _beginning(bound: Bound) -> str:
    return render_template("scenarios/new.html", bound=bound, once=request.form.get("once") or once.token(), nav="desk")


def _read(code: str) -> Scenario:
    scenario = service.scenario_by_code(code)
    authorise("plan.read", scenario)
    return scenario


def _page(scenario: Scenario, section_id: str) -> SectionPage:
    return page_of_plan(
        scenario,
        sheet=PLAN,
        section_id=section_id,
        document=plans.document(scenario.code, "plan"),
        endpoint="scenarios.section",
        template="scenarios/section.html",
        save=service.save_plan_section,
        closed=_why_closed,
        hints=lambda body: rules.at_fields(body, section_id),
    )


def page_of_plan(
    scenario: Scenario,
    *,
    sheet: Sheet,
    section_id: str,
    document: PlanDocument,
    endpoint: str,
    template: str,
    save: Callable[..., int],
    closed: Callable[[Scenario], list[str]],
    hints: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None,
) -> SectionPage:
    """A section of what is written about a scenario: of its plan, of its implementation plan."""
    code, person = scenario.code, current_person()
    return SectionPage(
        sheet=sheet,
        section_id=section_id,
        document=document,
        body=document.body,
        code=code,
        state=scenario.state,
        address=partial(url_for, endpoint, code=code),
        back_url=url_for("lifecycle.overview", code=code),
        save=lambda bound, revision, autosave: save(
            code=code, bound=bound, revision=revision, by=person, autosave=autosave
        ),
        take_files=partial(files.take, owner_kind=sheet.id, owner_ref=code, by=person),
        closed=partial(closed, scenario),
        template=template,
        beside=partial(_beside, scenario, sheet, document),
        hints=hints,
        reckons=(lambda values: {**document.body, "returns": values}) if section_id == "returns" else None,
    )


def _why_closed(scenario: Scenario) -> list[str]:
    if reasons := why_not("plan.write", scenario):
        return reasons
    if not scenario.edits_plan:
        return [_("方案在草稿、退回修改和揭榜中时可以修改，现在不能。")]
    return []


def _beside(scenario: Scenario, sheet: Sheet, document: PlanDocument, section: Section) -> dict[str, Any]:
    return {
        "scenario": scenario,
        "figures": figures_of(document.body) if section.id == "operation" else None,
        "comments": queries.comments(scenario, sheet.id).get(section.id, []),
    }


@bp.get("/desk/scenarios/<code>/plan/")
@permission("plan.read")
def document(code: str) -> ResponseReturnValue:
    scenario = _read(code)
    row = plans.document(code, "plan")
    return render_template(
        "scenarios/document.html",
        nav="desk",
        scenario=scenario,
        document=row,
        sections=PLAN.sections,
        problems=PLAN.problems(row.body),
        findings=findings(row.body),
        outlook=outlook_of(row.body),
    )


@bp.get("/desk/scenarios/<code>/plan/<section_id>")
@permission("plan.read")
def section(code: str, section_id: str) -> ResponseReturnValue:
    return section_pages.show(_page(_read(code), section_id))


@bp.post("/desk/scenarios/<code>/plan/<section_id>")
@permission("plan.write")
def save_section(code: str, section_id: str) -> ResponseReturnValue:
    scenario = _read(code)
    page = _page(scenario, section_id)
    authorise("plan.write", scenario)
    return section_pages.submit(page)


@bp.post("/desk/scenarios/<code>/plan/<section_id>/autosave")
@permission("plan.write")
def autosave(code: str, section_id: str) -> ResponseReturnValue:
    return section_pages.autosave(_page(_read(code), section_id))


@bp.post("/desk/scenarios/<code>/plan/returns/figures")
@permission("plan.read")
def figures(code: str) -> ResponseReturnValue:
    return reckoning.answer(_page(_read(code), "returns"))


@bp.post("/desk/scenarios/<code>/comments/<int(max=2147483647):comment_id>/settle")
@permission("comments.settle")
def settle(code: str, comment_id: int) -> ResponseReturnValue:
    comment = service.settle_comment(comment_id=comment_id, by=current_person())
    flash(_("已标为处理完毕。"))
    sheet = "supervision.section" if comment.sheet == "implementation" else "scenarios.section"
    return redirect(url_for(sheet, code=comment.scenario.code, section_id=comment.section))
