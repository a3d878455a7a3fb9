"""The implementation plan's pages: its sections, the difference from the published plan, the endorsement."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace import reckoning, section_pages
from marketplace.accounts.policy import authorise, current_person, permission, why_not
from marketplace.errors import Complaint, Unmet, WrongState
from marketplace.i18n import _
from marketplace.plans.sheet import IMPLEMENTATION, PLAN
from marketplace.publications import service as publications
from marketplace.scenarios.models import Scenario
from marketplace.scenarios.service import scenario_by_code
from marketplace.scenarios.views import page_of_plan
from marketplace.section_pages import SectionPage
from marketplace.sheets.diff import diff
from marketplace.supervision import queries, service

bp = Blueprint("supervision", __name__)


def _scenario(code: str) -> Scenario:
    scenario = scenario_by_code(code)
    authorise("scenario.read", scenario)
    authorise("implementation.read", scenario)
    return scenario


def _page(scenario: Scenario, section_id: str) -> SectionPage:
    return page_of_plan(
        scenario,
        sheet=IMPLEMENTATION,
        section_id=section_id,
        document=queries.implementation(scenario),
        endpoint="supervision.section",
        template="supervision/section.html",
        save=service.save_implementation_section,
        closed=_why_closed,
    )


def _why_closed(scenario: Scenario) -> list[str]:
    if reasons := why_not("implementation.write", scenario):
        return reasons
    return [] if scenario.takes_implementation else [_("实施方案只在“已揭榜”时可以修改。")]


@bp.get("/desk/scenarios/<code>/implementation/<section_id>")
@permission("implementation.read")
def section(code: str, section_id: str) -> ResponseReturnValue:
    return section_pages.show(_page(_scenario(code), section_id))


@bp.post("/desk/scenarios/<code>/implementation/<section_id>")
@permission("implementation.write")
def save_section(code: str, section_id: str) -> ResponseReturnValue:
    scenario = _scenario(code)
    page = _page(scenario, section_id)
    authorise("implementation.write", scenario)
    return section_pages.submit(page)


@bp.post("/desk/scenarios/<code>/implementation/<section_id>/autosave")
@permission("implementation.write")
def autosave(code: str, section_id: str) -> ResponseReturnValue:
    return section_pages.autosave(_page(_scenario(code), section_id))


@bp.post("/desk/scenarios/<code>/implementation/returns/figures")
@permission("implementation.read")
def figures(code: str) -> ResponseReturnValue:
    return reckoning.answer(_page(_scenario(code), "returns"))


@bp.get("/desk/scenarios/<code>/implementation/")
@permission("implementation.read")
def changes(code: str) -> ResponseReturnValue:
    scenario = _scenario(code)
    document = queries.implementation(scenario)
    published = next(p for p in reversed(publications.versions(scenario)) if p.kind != "result")
    return render_template(
        "supervision/changes.html",
        nav="desk",
        scenario=scenario,
        publication=published,
        changes=diff(PLAN, published.content["plan"], document.body),
        document=document,
    )


@bp.get("/desk/scenarios/<code>/implementation/endorse")
@permission("implementation.endorse")
def endorsing(code: str) -> ResponseReturnValue:
    return _endorsing(code)


@bp.post("/desk/scenarios/<code>/implementation/endorse")
@permission("implementation.endorse")
def endorse(code: str) -> ResponseReturnValue:
    try:
        service.endorse(
            code=code,
            by=current_person(),
            plan_revision=section_pages.sent_revision("plan_revision"),
            confirmed=request.form.get("confirm") == "yes",
        )
    except (Unmet, WrongState) as refused:
        return _endorsing(code, refused.complaints), refused.status
    flash(_("已确认实施方案，揭榜方可以提交了。"))
    return redirect(url_for("lifecycle.overview", code=code))


def _endorsing(code: str, complaints: tuple[Complaint, ...] = ()) -> str:
    """What the endorsement binds the publisher to, before it is given."""
    scenario = _scenario(code)
    authorise("implementation.endorse", scenario)
    writable = scenario.takes_implementation
    document = queries.implementation(scenario) if writable else None
    return render_template(
        "supervision/endorse.html",
        nav="desk",
        scenario=scenario,
        document=document,
        endorsed=document is not None and queries.is_endorsed(document),
        writable=writable,
        complaints=complaints,
    )
