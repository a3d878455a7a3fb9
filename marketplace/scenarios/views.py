"""The publisher's pages: a new scenario, the sections of its plan, comments dealt with."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace import clock, section_pages
from marketplace.accounts import once
from marketplace.accounts.policy import authorise, current_person, permission, why_not
from marketplace.accounts.signing import typed
from marketplace.extensions import unit_of_work
from marketplace.files import service as files
from marketplace.finance import figures_of
from marketplace.furniture import components, times
from marketplace.i18n import _
from marketplace.plans import service as plans
from marketplace.plans.models import PlanDocument
from marketplace.plans.sheet import PLAN, basics
from marketplace.scenarios import queries, service
from marketplace.scenarios.models import Scenario
from marketplace.section_pages import SectionPage, Uploads
from marketplace.sheets import Bound, Section

bp = Blueprint("scenarios", __name__)
BEGINNING = Section("new", "", tuple(basics.field(name) for name in ("title", "field", "year")))
WORDS = {"empty": ("未开始", ""), "incomplete": ("需完善", "waiting"), "complete": ("已完成", "done")}


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


def progress_tag(status: str) -> components.Tag:
    """The tag of a section's standing."""
    label, shape = WORDS[status]
    return components.Tag(_(label), shape)


def _page(code: str, section_id: str) -> SectionPage:
    scenario = service.scenario_by_code(code)
    authorise("plan.read", scenario)
    section = PLAN.section(section_id)
    document = plans.document(code, "plan")
    person = current_person()
    following = PLAN.after(section_id)
    overview = url_for("lifecycle.overview", code=code)
    return SectionPage(
        sheet=PLAN,
        section=section,
        values=document.body.get(section_id) or {},
        counter=document.counter(section_id),
        url=url_for("scenarios.section", code=code, section_id=section_id),
        back_url=overview,
        code=code,
        state=scenario.state,
        next_url=url_for("scenarios.section", code=code, section_id=following.id) if following else overview,
        save=lambda bound, revision, autosave: service.save_plan_section(
            code=code, bound=bound, revision=revision, by=person, autosave=autosave
        ),
        template="scenarios/section.html",
        saved_note=saved_words(document),
        refused=_why_closed(scenario),
        take_files=partial(_take_files, code),
        extra=_beside(scenario, document, section),
    )


def _take_files(code: str, bound: Bound, uploads: Uploads) -> None:
    files.take(bound, uploads, owner_kind="plan", owner_ref=code, by=current_person())


def _why_closed(scenario: Scenario) -> list[str]:
    if reasons := why_not("plan.write", scenario):
        return reasons
    if not scenario.edits_plan:
        return [_("方案在草稿、退回修改和揭榜中时可以修改，现在不能。")]
    return []


def saved_words(document: PlanDocument) -> str:
    """When and by whom the document was last saved."""
    who = document.updated_by.title if document.updated_by else _("系统")
    words = _("%(who)s，%(when)s", who=who, when=times.short_moment(document.updated_at, clock.now()))
    return words + (_("自动保存") if document.autosaved else _("保存"))


def _beside(scenario: Scenario, document: PlanDocument, section: Section) -> dict[str, Any]:
    standing = next(p for p in PLAN.progress(document.body) if p.section is section)
    figures = figures_of(document.body) if section.id in ("returns", "operation") else None
    problems = [(problem.message, "") for problem in standing.problems[:6]]
    return {
        "scenario": scenario,
        "problems": problems,
        "tag": progress_tag(standing.status),
        "figures": figures,
        "comments": queries.comments(scenario, "plan").get(section.id, []),
    }


@bp.get("/desk/scenarios/<code>/plan/")
@permission("plan.read")
def document(code: str) -> ResponseReturnValue:
    scenario = service.scenario_by_code(code)
    authorise("plan.read", scenario)
    row = plans.document(code, "plan")
    return render_template(
        "scenarios/document.html",
        nav="desk",
        scenario=scenario,
        document=row,
        sections=PLAN.sections,
        problems=PLAN.problems(row.body),
        figures=figures_of(row.body),
    )


@bp.get("/desk/scenarios/<code>/plan/<section_id>")
@permission("plan.read")
def section(code: str, section_id: str) -> ResponseReturnValue:
    return section_pages.show(_page(code, section_id))


@bp.post("/desk/scenarios/<code>/plan/<section_id>")
@permission("plan.write")
def save_section(code: str, section_id: str) -> ResponseReturnValue:
    page = _page(code, section_id)
    authorise("plan.write", service.scenario_by_code(code))
    return section_pages.submit(page)


@bp.post("/desk/scenarios/<code>/plan/<section_id>/autosave")
@permission("plan.write")
def autosave(code: str, section_id: str) -> ResponseReturnValue:
    return section_pages.autosave(_page(code, section_id))


@bp.post("/desk/scenarios/<code>/comments/<int(max=2147483647):comment_id>/settle")
@permission("comments.settle")
def settle(code: str, comment_id: int) -> ResponseReturnValue:
    comment = service.settle_comment(comment_id=comment_id, by=current_person())
    flash(_("已标为处理完毕。"))
    sheet = "supervision.section" if comment.sheet == "implementation" else "scenarios.section"
    return redirect(url_for(sheet, code=comment.scenario.code, section_id=comment.section))
