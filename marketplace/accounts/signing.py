"""Signing in with nothing lost: what a signed-out person posted comes back to them, filled in and unsaved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, g, make_response, redirect, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from marketplace.accounts import policy
from marketplace.errors import NotFound

PREFIX = "carried-"
DROPPED = frozenset({"csrf_token", "password", "current_password"})
"""Never carried: a token of the ended session, and passwords, which stand in no page."""


DESK = "/desk/"


def landing(person: Any, target: str | None) -> str:
    """Where a person goes on after signing in: to what they asked for, or to where their role begins its day."""
    wanted = local_path(target)
    return str(person.role_row.home) if wanted == DESK else wanted


def local_path(target: str | None) -> str:
    """An address of ours to go on to; the desk for anything else."""
    wanted = target or ""
    try:
        parts = urlsplit(wanted)
    except ValueError:  # half a bracketed address
        return DESK
    is_ours = not parts.scheme and not parts.netloc and parts.path.startswith("/") and not parts.path.startswith("//")
    return wanted if is_ours and wanted.isprintable() and "\\" not in wanted else DESK


def typed_fields() -> list[tuple[str, str]]:
    """What was just posted and may stand in a page again."""
    return [(name, value) for name, value in request.form.items(multi=True) if name not in DROPPED]


def sign_in_page(*, carry: bool = False, form: Any = None) -> str:
    """The sign-in form; with `carry` it holds what was just posted elsewhere."""
    from marketplace.accounts.forms import SignIn  # local: forms need the application's locale

    if carry:
        fields = typed_fields()
        files = [upload.filename for upload in request.files.values() if upload.filename]
        target = _page_of(request.path)
    else:
        posted = request.form.items(multi=True)
        fields = [(name.removeprefix(PREFIX), value) for name, value in posted if name.startswith(PREFIX)]
        files, target = request.form.getlist("carried_files"), local_path(request.values.get("next"))
    return render_template(
        "accounts/login.html",
        form=form or SignIn(formdata=None),
        carried=fields,
        carried_files=files,
        next=target,
        nav="login",
    )


def _view_at(path: str) -> tuple[str, Mapping[str, Any]] | None:
    """The endpoint and the arguments of a page at this address; None where nothing of ours can be opened."""
    adapter = current_app.create_url_adapter(request)
    try:
        found = adapter.match(path, method="GET") if adapter else None
    except HTTPException:
        return None
    return None if found is None or found[0] == "static" else found


def _page_of(path: str) -> str:
    """The page whose form is posted to this address: itself, or, where it can't be opened, the nearest above it."""
    while path.count("/") > 1 and _view_at(path) is None:
        path = path.rstrip("/").rpartition("/")[0] + "/"
    return path


def carried_fields() -> MultiDict[str, str]:
    """What the sign-in form carried."""
    pairs: Iterable[tuple[str, str]] = request.form.items(multi=True)
    return MultiDict([(name.removeprefix(PREFIX), value) for name, value in pairs if name.startswith(PREFIX)])


def typed() -> MultiDict[str, str] | None:
    """What a person typed before signing in again, while their page is shown to them once more; else None."""
    result: MultiDict[str, str] | None = g.get("restored")
    return result


def restore(target: str, fields: MultiDict[str, str]) -> Response:
    """Show the page that the fields were typed on, filled with them. One that is not there leads to the desk."""
    found = _view_at(_page_of(urlsplit(target).path))
    if found is None:
        return make_response(redirect(DESK))
    endpoint, arguments = found
    view = current_app.view_functions[endpoint]
    policy.pass_door(view)  # this request came in by another door
    g.restored, g.lost_files = fields, request.form.getlist("carried_files")
    try:
        return make_response(current_app.ensure_sync(view)(**arguments))
    except NotFound:
        return make_response(redirect(DESK))
