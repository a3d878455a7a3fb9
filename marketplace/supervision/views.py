"""The implementation plan's pages: its sections, the difference from the published plan, the endorsement."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace import section_pages
from marketplace.accounts.policy import authorise, current_person, permission, why_not
from marketplace.errors import Complaint, Unmet, WrongState
from marketplace.files import service as files
from marketplace.finance import figures_of
from marketplace.i18n import _
from marketplace.plans.sheet import IMPLEMENTATION, PLAN
from marketplace.publications import service as publications
from marketplace.scenarios import queries as scenarios
from marketplace.scenarios.models import Scenario
from marketplace.scenarios.service import scenario_by_code
from marketplace.scenarios.views import progress_tag, saved_words
from marketplace.section_pages import SectionPage, Uploads
from marketplace.sheets import Bound
from marketplace.sheets.diff import diff
from marketplace.supervision import queries, service

bp = Blueprint("supervision", __name__)


def _scenario(code: str) -> Scenario:
    scenario = scenario_by_code(code)
    authorise("scenario.read", scenario)
    authorise("implementation.read", scenario)
    return scenario


def _page(code: str, section_id: str) -> SectionPage:
    scenario = _scenario(code)
    section = IMPLEMENTATION.section(section_id)
    document = queries.implementation(scenario)
    person = current_person()
    following = IMPLEMENTATION.after(section_id)
    overview = url_for("lifecycle.overview", code=code)
    standing = next(p for p in IMPLEMENTATION.progress(document.body) if p.section is section)

    def take_files(bound: Bound, uploads: Uploads) -> None:
        files.take(bound, uploads, owner_kind="implementation", owner_ref=code, by=person)

    return SectionPage(
        sheet=IMPLEMENTATION,
        section=section,
        values=document.body.get(section_id) or {},
        counter=document.counter(section_id),
        url=url_for("supervision.section", code=code, section_id=section_id),
        back_url=overview,
        code=code,
        state=scenario.state,
        next_url=url_for("supervision.section", code=code, section_id=following.id) if following else overview,
        save=lambda bound, revision, autosave: service.save_implementation_section(
            code=code, bound=bound, revision=revision, by=person, autosave=autosave
        ),
        template="supervision/section.html",
        saved_note=saved_words(document),
        refused=_why_closed(scenario),
        take_files=take_files,
        extra={
            "scenario": scenario,
            "tag": progress_tag(standing.status),
            "problems": [(problem.message, "") for problem in standing.problems[:6]],
            "figures": figures_of(document.body) if section_id in ("returns", "operation") else None,
            "comments": scenarios.comments(scenario, "implementation").get(section_id, []),
        },
    )


def _why_closed(scenario: Scenario) -> list[str]:
    if reasons := why_not("implementation.write", scenario):
        return reasons
    return [] if scenario.takes_implementation else [_("实施方案只在“已揭榜”时可以修改。")]


@bp.get("/desk/scenarios/<code>/implementation/<section_id>")
@permission("implementation.read")
def section(code: str, section_id: str) -> ResponseReturnValue:
    return section_pages.show(_page(code, section_id))


@bp.post("/desk/scenarios/<code>/implementation/<section_id>")
@permission("implementation.write")
def save_section(code: str, section_id: str) -> ResponseReturnValue:
    page = _page(code, section_id)
    authorise("implementation.write", scenario_by_code(code))
    return section_pages.submit(page)


@bp.post("/desk/scenarios/<code>/implementation/<section_id>/autosave")
@permission("implementation.write")
def autosave(code: str, section_id: str) -> ResponseReturnValue:
    return section_pages.autosave(_page(code, section_id))


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
