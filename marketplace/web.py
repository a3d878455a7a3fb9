"""Between the browser and the rooms: who may enter in which order, what every answer carries, how refusals look."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import HTTPException, InternalServerError

from marketplace import broken, clock, races
from marketplace.accounts import policy
from marketplace.accounts import queries as accounts
from marketplace.accounts.signing import sign_in_page, typed_fields
from marketplace.errors import MarketplaceError, NotFound, SignInNeeded, Throttled
from marketplace.extensions import csrf, db
from marketplace.files.service import places_removed
from marketplace.i18n import _, enumerated
from marketplace.notifications import queries as notifications

log = logging.getLogger(__name__)
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CONTENT_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
NEXT_STEPS = {
    400: "请返回上一页，刷新后重新提交；填写的文字仍在页面上。",
    404: "请核对地址，或者从场景榜单重新查找。",
    405: "请从页面上的按钮办理。",
    408: "请检查网络后再试。",
    413: "请压缩或拆分文件后重新提交，每个文件不超过 20 MB。",
    429: "请稍候再试。",
}
TITLES = {400: "请求无法处理", 404: "没有找到", 405: "不能这样办理", 408: "请求超时", 413: "内容太大"}


def guard_door() -> None:
    """Before every view: read the form, then sign-in, CSRF, and permissions that are about no object, in this order."""
    if request.method not in SAFE:
        _read = (
            len(request.form),
            len(request.files),
        )  # read before any transaction: no one waits for a slow client inside one
    if request.endpoint is None or request.endpoint == "static":
        return
    view = current_app.view_functions[request.endpoint]
    if policy.permission_of(view) != "public" and policy.current_person() is None:
        raise SignInNeeded
    if request.method not in SAFE:
        csrf.protect()
    if not all(str(value).isprintable() for value in (request.view_args or {}).values()):
        raise NotFound  # nothing of ours is named so, and PostgreSQL takes no NUL
    policy.pass_door(view)


def dress(response: Response) -> Response:
    """After every view: what was done to uploaded pictures, and the headers that every answer carries."""
    if (names := places_removed()) and response.status_code < 400:
        flash(_("照片“%(names)s”里的拍摄地点等信息已去掉，画面没有变。", names=enumerated(names)))
    response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Frame-Options"] = "DENY"
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint != "static" and "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = (
            "no-store" if request.path.startswith(("/desk/", "/account/")) else "no-cache"
        )
    return response


def page_context() -> dict[str, Any]:
    """What every page knows."""
    person = policy.current_person()
    return {
        "person": person,
        "rehearsal": current_app.config["DEMO"],
        "now": clock.now(),
        "may": policy.may,
        "why_not": policy.why_not,
        "large_print": bool(session.get("large_print")),
        "unread": notifications.count_unread(person.id) if person else 0,
        "office": accounts.contact(),
        "files_to_choose": g.get("lost_files") or (),
    }


def refuse(error: MarketplaceError) -> ResponseReturnValue:
    """A refusal on purpose: its status, its reasons, and what then."""
    if isinstance(error, NotFound):
        return _nothing_there()
    if broken.wants_json():
        return broken.problem(error.status, str(_(error.title)), error.reasons)
    if isinstance(error, SignInNeeded):
        if request.method in SAFE:
            return redirect(url_for("accounts.login", next=request.full_path.rstrip("?")))
        return sign_in_page(carry=True), 401
    page = render_template(
        "errors/error.html",
        title=_(error.title),
        reasons=error.reasons,
        next_step=_(NEXT_STEPS[error.status]) if error.status in NEXT_STEPS else "",
        back_url=_back(),
        back_label=_("返回"),
        elsewhere=_meant_for_another(error.status),
    )
    response = current_app.make_response((page, error.status))
    if isinstance(error, Throttled):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _nothing_there() -> ResponseReturnValue:
    """404, the same whatever the reason: what never was, what is another's, and an address that leads nowhere."""
    title = str(_(NotFound.title))
    if broken.wants_json():
        return broken.problem(NotFound.status, title, [])
    page = render_template(
        "errors/error.html",
        title=title,
        reasons=[],
        next_step=_(NEXT_STEPS[NotFound.status]),
        back_url=_back(),
        back_label=_("返回"),
        elsewhere=_meant_for_another(NotFound.status),
    )
    return current_app.make_response((page, NotFound.status))


def _meant_for_another(status: int) -> str:
    """The address that a signed-in person was not shown: it may have been sent to another account of theirs."""
    shown = status in (403, 404) and request.method in SAFE and request.path.startswith("/desk/")
    return request.path if shown and policy.current_person() else ""


def _back() -> str:
    referrer = request.referrer or ""
    return referrer if referrer.startswith(request.host_url) else ""


def _is_ours() -> bool:
    """Whether the form was sent from a page of ours: what came from elsewhere is never offered to be sent again."""
    came_from = request.headers.get("Origin") or request.referrer or ""
    return request.headers.get("Sec-Fetch-Site") == "same-origin" or f"{came_from}/".startswith(request.host_url)


def refuse_http(error: HTTPException) -> ResponseReturnValue:
    """A refusal of the framework's: bad request, unknown address, wrong method."""
    status = error.code or 500
    if status < 400:
        return error
    if isinstance(error, InternalServerError):  # an answer that failed in its turn
        return broken.refuse(error.original_exception or error)
    if status == NotFound.status:
        return _nothing_there()
    is_forged = isinstance(error, CSRFError)
    reason = _("页面打开太久或者来自别处，安全标记不对。") if is_forged else ""
    if broken.wants_json():
        return broken.problem(status, str(_(TITLES.get(status, HTTPStatus(status).phrase))), [reason] if reason else [])
    page = render_template(
        "errors/error.html",
        title=_(TITLES.get(status, "请求无法处理")),
        reasons=[reason] if reason else [],
        next_step=_(NEXT_STEPS[status]) if status in NEXT_STEPS else "",
        back_url=_back(),
        again=typed_fields() if is_forged and _is_ours() else None,
        lost_files=[upload.filename for upload in request.files.values() if upload.filename],
    )
    response = current_app.make_response((page, status))
    for header, value in error.get_headers():
        if header.lower() in ("allow", "retry-after"):
            response.headers[header] = value
    return response


def refuse_race(error: IntegrityError) -> ResponseReturnValue:
    """Another was first, and the database said so: a refusal in words. What is no race is logged, for it is a fault."""
    db.session.rollback()
    log.warning("a constraint was met at %s", request.path, exc_info=error)
    return refuse(races.as_refusal(error))


def contexts() -> dict[str, Any]:
    """The page context, unless the database is what failed."""
    return broken.context() if broken.is_broken() else page_context()


def install(app: Flask) -> None:
    """Put all of this around the application."""
    app.before_request(guard_door)
    app.after_request(dress)
    app.context_processor(contexts)
    app.register_error_handler(MarketplaceError, refuse)
    app.register_error_handler(HTTPException, refuse_http)
    app.register_error_handler(IntegrityError, refuse_race)
    broken.install(app)
