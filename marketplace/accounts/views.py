"""Sign in and out."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user

from marketplace.accounts import service, throttle
from marketplace.accounts.forms import SignIn
from marketplace.accounts.policy import current_person, permission
from marketplace.accounts.signing import carried_fields, landing, local_path, restore, sign_in_page
from marketplace.errors import Throttled, Unmet

bp = Blueprint("accounts", __name__)


@bp.get("/account/login")
@permission("public")
def login() -> ResponseReturnValue:
    if person := current_person():
        return redirect(landing(person, request.args.get("next")))
    return sign_in_page()


@bp.post("/account/login")
@permission("public")
def sign_in() -> ResponseReturnValue:
    form = SignIn()
    if not form.validate():
        return sign_in_page(form=form), 422
    try:
        person = service.sign_in(
            email=form.email.data or "", password=form.password.data or "", client=throttle.client_of_request()
        )
    except Throttled:
        raise
    except Unmet as refused:
        form.password.errors = [*form.password.errors, *refused.reasons]
        return sign_in_page(form=form), 422
    session.permanent = True
    session["epoch"] = person.epoch
    login_user(person)
    target = landing(person, request.values.get("next"))
    fields = carried_fields()
    answer = restore(target, fields) if fields else current_app.make_response(redirect(target))
    return throttle.know_browser(answer, person)


@bp.post("/account/logout")
@permission("public")
def logout() -> ResponseReturnValue:
    logout_user()
    session.pop("epoch", None)
    if "next" in request.form:  # to sign in under another account and go on there
        return redirect(url_for("accounts.login", next=local_path(request.form["next"])))
    return redirect("/")
