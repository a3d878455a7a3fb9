"""The public pages: home, list, one scenario with its versions, notices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from marketplace.accounts import once
from marketplace.accounts.policy import permission
from marketplace.accounts.signing import local_path
from marketplace.catalogue import details, front_pages
from marketplace.catalogue import verify as checking
from marketplace.catalogue import versions as issued
from marketplace.errors import BadRequest, MarketplaceError
from marketplace.i18n import _
from marketplace.publications import service as publications

bp = Blueprint("catalogue", __name__)


@bp.get("/")
@permission("public")
def home() -> ResponseReturnValue:
    return render_template("catalogue/home.html", **front_pages.home())


@bp.get("/scenarios/")
@permission("public")
def scenarios() -> ResponseReturnValue:
    return render_template("catalogue/scenarios.html", nav="scenarios", **front_pages.scenarios(request.args))


@bp.get("/scenarios/<code>/")
@permission("public")
def scenario(code: str) -> ResponseReturnValue:
    return render_template("catalogue/scenario.html", nav="scenarios", once=once.token(), **details.page(code))


@bp.get("/scenarios/<code>/versions/")
@permission("public")
def versions(code: str) -> ResponseReturnValue:
    scenario, publication = details.published(code)
    rows = issued.history(publications.versions(scenario), details.material_versions(code))
    return render_template(
        "catalogue/versions.html",
        nav="scenarios",
        scenario=scenario,
        publication=publication,
        state=details.state_of(scenario),
        versions=rows,
    )


@bp.get("/scenarios/<code>/versions/<int:number>/")
@permission("public")
def version(code: str, number: int) -> ResponseReturnValue:
    scenario, newest = details.published(code)
    publication = publications.version(scenario, number)
    return render_template(
        "catalogue/version.html",
        nav="scenarios",
        scenario=scenario,
        publication=publication,
        newest=newest,
        state=details.state_of(scenario),
        **details.document(publication),
    )


@bp.get("/scenarios/<code>/diff")
@permission("public")
def diff(code: str) -> ResponseReturnValue:
    scenario, newest = details.published(code)
    old = publications.version(scenario, _version_number("from", max(newest.version - 1, 1)))
    new = publications.version(scenario, _version_number("to", newest.version))
    return render_template(
        "catalogue/diff.html",
        nav="scenarios",
        scenario=scenario,
        old=old,
        new=new,
        state=details.state_of(scenario),
        changes=issued.compare(old, new),
    )


def _version_number(name: str, usual: int) -> int:
    raw = request.args.get(name, "")
    if not raw:
        return usual
    if not (raw.isascii() and raw.isdigit() and len(raw) < 7):
        raise BadRequest(_("版本号请填整数，例如 from=1&to=2。"))
    return int(raw)


@bp.get("/notices/")
@permission("public")
def notices() -> ResponseReturnValue:
    return render_template("catalogue/notices.html", nav="notices", **front_pages.notices())


@bp.get("/verify")
@permission("public")
def verify() -> ResponseReturnValue:
    raw = request.args.get("sha256", "")
    return _verified(raw, lambda: checking.asked_hash(raw)) if raw else _verify_page()


@bp.post("/verify")
@permission("public")
def check() -> ResponseReturnValue:
    raw = request.form.get("sha256", "").strip()
    return _verified(raw, lambda: checking.asked_hash(raw) if raw else checking.file_hash(request.files.get("file")))


def _verified(raw: str, hashed: Callable[[], str]) -> ResponseReturnValue:
    try:
        sha256 = hashed()
    except MarketplaceError as refused:
        return _verify_page(raw, complaints=refused.complaints), refused.status
    return _verify_page(sha256, found=checking.look_up(sha256), asked=True)


def _verify_page(sha256: str = "", **shown: Any) -> str:
    return render_template("catalogue/verify.html", nav="notices", sha256=sha256, **shown)


@bp.post("/large-print")
@permission("public")
def large_print() -> ResponseReturnValue:
    session["large_print"] = not session.get("large_print")
    came_from = request.referrer or ""
    own = came_from.startswith(request.host_url)
    return redirect(local_path("/" + came_from.removeprefix(request.host_url)) if own else "/")
