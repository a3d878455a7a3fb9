"""When a part fails: the database is gone, the disk is full, or a fault is ours. The answer asks nothing of what failed.

Nobody is loaded, no query is made, and what was typed goes back to its writer. If not even the page can be made,
a plain sentence is answered: nobody ever sees the server's own words.
"""

from __future__ import annotations

import errno
import logging
import sqlite3
from collections.abc import Iterator
from typing import Any

import psycopg
from flask import Flask, Response, current_app, g, jsonify, render_template, request
from flask_login import AnonymousUserMixin
from sqlalchemy.exc import DataError, DBAPIError, NotSupportedError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from marketplace.accounts.signing import DROPPED, typed_fields
from marketplace.extensions import Busy, csrf, db
from marketplace.i18n import _

log = logging.getLogger(__name__)
RETRY_AFTER = 5
TITLES = {500: "系统出错了", 503: "系统暂时不能办理"}
STEPS = {
    500: "已经记录，我们会尽快处理。请稍后再试。",
    503: "数据没有丢失。请过几秒再试；如果一直这样，请与区城市办联系。",
}
FULL_STEP = "存储空间已满或者暂时不能写入，刚才的内容没有保存。请稍后再试；如果一直这样，请与区城市办联系。"
STORAGE = frozenset(
    getattr(errno, name)
    for name in (
        "ENOSPC",
        "EDQUOT",
        "EROFS",
        "EIO",
        "EMFILE",
        "ENFILE",
        "EACCES",
        "EPERM",
        "ENOENT",
        "ENOTDIR",
        "ESTALE",
    )
)
"""What the operating system says when the disk, and not the program, is at fault."""
GONE = frozenset({"42P01", "3F000", "42501", "25006"})
"""PostgreSQL's words, among those about statements, for a database that is not there, not ours, or read only."""
LEAST_SHOWN = 8
"""Typed texts of so many characters are shown, so that they can be copied; shorter ones travel in the form alone."""
LAST_RESORT = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title></head><body><main><h1>{title}</h1><p>{step}</p><p><a href="/">返回首页</a></p></main></body></html>
"""


def is_outage(error: BaseException) -> bool:
    """Whether a part has failed that may come back, rather than our own code."""
    if isinstance(error, Busy | PoolTimeout | MemoryError):
        return True
    if isinstance(error, DBAPIError):
        if isinstance(error, ProgrammingError):
            return getattr(error.orig, "sqlstate", None) in GONE
        return not isinstance(error, DataError | NotSupportedError)
    if isinstance(error, sqlite3.Error | psycopg.Error):  # from a statement that prepares a connection
        return True
    return isinstance(error, OSError) and error.errno in STORAGE


def refuse(error: BaseException) -> Response:
    """503 for an outage, 500 for a fault of ours; each is logged."""
    if not is_outage(error):
        log.error("unexpected fault at %s", request.path, exc_info=error)
        return page(500)
    log.warning("a part did not answer at %s: %s", request.path, getattr(error, "orig", None) or error)
    is_storage = isinstance(error, OSError) and not isinstance(error, Busy)
    return page(503, FULL_STEP if is_storage or "full" in str(error) else "")


def page(status: int, step: str = "") -> Response:
    """The plain page of this status."""
    _ask_nobody()
    title, step = str(_(TITLES[status])), str(_(step or STEPS[status]))
    try:
        response = _answer(status, title, step)
    except Exception:  # whatever else is broken, an answer is given
        log.exception("not even the page about the failure could be made")
        response = Response(LAST_RESORT.format(title=title, step=step), status=status, mimetype="text/html")
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _ask_nobody() -> None:
    """From here on this request loads no person and makes no query."""
    try:
        db.session.rollback()
    except Exception:
        log.warning("the session could not be rolled back")
    g.broken = True
    g._login_user = AnonymousUserMixin()  # where flask-login looks before it asks the database


def is_broken() -> bool:
    """Whether a part failed in this request."""
    return bool(g.get("broken"))


def context() -> dict[str, Any]:
    """What the page about a failure knows: nothing that would have to be asked."""
    return {"person": None, "rehearsal": False, "unread": 0, "office": {}}


def wants_json() -> bool:
    """Whether the answer is for a program: the open data API, or a script of a form."""
    return request.path.startswith("/api/") or request.path.endswith(("/autosave", "/figures"))


def problem(status: int, title: str, reasons: list[str]) -> Response:
    """A problem document (RFC 9457)."""
    answer = jsonify({"type": "about:blank", "title": title, "status": status, "detail": "；".join(reasons)})
    answer.status_code = status
    answer.headers["Content-Type"] = "application/problem+json"
    return answer


def _answer(status: int, title: str, step: str) -> Response:
    if wants_json():
        return problem(status, title, [step])
    typed = typed_fields() if request.method == "POST" else []
    shown = [text for _name, text in typed if len(text.strip()) >= LEAST_SHOWN]
    body = render_template(
        "errors/broken.html",
        title=title,
        next_step=step,
        again=typed if _may_be_sent_again() else None,
        typed=list(dict.fromkeys(shown)),
        lost_files=list(_lost_files()),
    )
    return current_app.make_response((body, status))


def _lost_files() -> Iterator[str]:
    for upload in request.files.values():
        if upload.filename:
            yield upload.filename


def _may_be_sent_again() -> bool:
    """Whether the form can be offered once more: it came from a page of ours, and no password was in it."""
    if request.method != "POST" or any(request.form.get(name) for name in DROPPED - {"csrf_token"}):
        return False
    try:
        csrf.protect()  # asks the session's cookie alone
    except Exception:
        return False
    return True


def install(app: Flask) -> None:
    """Answer for everything that nobody else answers for."""
    app.register_error_handler(Exception, refuse)
