"""One's own account: registration, the links that are mailed, passwords."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts import once, passwords
from marketplace.accounts.models import Person
from marketplace.accounts.policy import current_person, permission
from marketplace.errors import Unmet, WrongState
from marketplace.extensions import db, unit_of_work
from marketplace.i18n import _
from marketplace.people import forms, links, queries, service
from marketplace.people.views.blueprint import bp, fresh, sent
from marketplace.sheets import Bound


@bp.get("/account/register")
@permission("public")
def register() -> ResponseReturnValue:
    return _registration(fresh(forms.REGISTRATION))


@bp.post("/account/register")
@permission("public")
def create() -> ResponseReturnValue:
    if answer := once.answered("registration"):
        return redirect(answer)
    bound = sent(forms.REGISTRATION)
    if bound.complaints:
        return _registration(bound), 422
    password_hash = passwords.hash_password(bound.values["password"])  # outside the transaction: it takes long
    try:
        return redirect(_register_once(bound, password_hash))
    except Unmet as refused:
        bound.complaints += refused.complaints
        return _registration(bound), 422


def _register_once(bound: Bound, password_hash: str) -> str:
    values = {name: value for name, value in bound.values.items() if name != "password"}
    with unit_of_work():
        if answer := once.answered("registration"):
            return answer
        person = service.register(**values, password_hash=password_hash)
        target = url_for("people.registered")
        once.remember("registration", target)
    session["registered"] = [person.id if person else 0, values["email"].lower()]
    return target


def _registration(bound: Bound) -> str:
    return render_template(
        "people/register.html", bound=bound, once=request.form.get("once") or once.token(), nav="login"
    )


@bp.get("/account/registered")
@permission("public")
def registered() -> ResponseReturnValue:
    """The same page whether the account is new or was there before."""
    if "registered" not in session:
        return redirect(url_for("people.register"))
    person_id, email = session["registered"]
    person = db.session.get(Person, person_id) if person_id else None
    return render_template(
        "people/registered.html",
        nav="login",
        email=email,
        is_active=person is not None and person.is_active,
        link=unsent_link(person) if person else _link_to_nobody(),
    )


def _link_to_nobody() -> str:
    """Where a rehearsal shows links, one stands here too: the page tells nothing of who is registered."""
    return links.path_to_nobody() if current_app.config["DEMO"] and not current_app.config["MAIL_SERVER"] else ""


def unsent_link(person: Person) -> str:
    """In a rehearsal that sends no mail, the link that stands in the letter to somebody who cannot sign in yet."""
    is_unsent = current_app.config["DEMO"] and not current_app.config["MAIL_SERVER"]
    if not is_unsent or person.confirmed_at or person.disabled_at:
        return ""
    return links.path_for(service.letter_for(person), person)


@bp.get("/account/confirm-email/<token>", defaults={"purpose": "confirm"})
@bp.get("/account/invitation/<token>", defaults={"purpose": "invitation"})
@bp.get("/account/password/<token>", defaults={"purpose": "password"})
@permission("public")
def link(purpose: str, token: str) -> ResponseReturnValue:
    found = links.read(purpose, token)
    return _link_page(found, Bound.of_values(found.purpose.form, {}))


@bp.post("/account/confirm-email/<token>", defaults={"purpose": "confirm"})
@bp.post("/account/invitation/<token>", defaults={"purpose": "invitation"})
@bp.post("/account/password/<token>", defaults={"purpose": "password"})
@permission("public")
def use_link(purpose: str, token: str) -> ResponseReturnValue:
    found = links.read(purpose, token)
    bound = sent(found.purpose.form)
    if bound.complaints and not found.why_not:
        return _link_page(found, bound), 422
    try:
        service.use_link(purpose=purpose, token=token, password=bound.values.get("password", ""))
    except WrongState:
        return _link_page(links.read(purpose, token), bound), 409
    flash(str(found.purpose.done))
    return redirect(url_for("accounts.login"))


def _link_page(found: links.Link, bound: Bound) -> str:
    return render_template(
        "people/link.html", nav="login", found=found, bound=bound, next_step=queries.where_next(found)
    )


@bp.get("/account/password/forgot")
@permission("public")
def forgot() -> ResponseReturnValue:
    return render_template("people/forgot.html", nav="login", bound=fresh(forms.FORGOTTEN))


@bp.post("/account/password/forgot")
@permission("public")
def send_forgotten() -> ResponseReturnValue:
    bound = sent(forms.FORGOTTEN)
    if bound.complaints:
        return render_template("people/forgot.html", nav="login", bound=bound), 422
    service.send_forgotten(email=bound.values["email"])
    flash(_("如果这个邮箱有账号，邮件已经寄出，请查收。几分钟后还没有收到，请看看垃圾邮件。"))
    return redirect(url_for("accounts.login"))


@bp.get("/account/")
@permission("signed_in")
def me() -> ResponseReturnValue:
    return render_template("people/me.html", nav="account")


@bp.get("/account/password/change")
@permission("signed_in")
def password() -> ResponseReturnValue:
    return _changing(fresh(forms.CHANGING_PASSWORD))


@bp.post("/account/password/change")
@permission("signed_in")
def change_password() -> ResponseReturnValue:
    bound = sent(forms.CHANGING_PASSWORD)
    if bound.complaints:
        return _changing(bound), 422
    try:
        person = service.change_password(
            by=current_person(), current=bound.values["current_password"], new=bound.values["password"]
        )
    except Unmet as refused:
        bound.complaints += refused.complaints
        return _changing(bound), 422
    session["epoch"] = person.epoch  # this session stays, the others end
    flash(_("密码已修改，别处的登录已失效。"))
    return redirect(url_for("people.me"))


def _changing(bound: Any) -> str:
    return render_template("people/change_password.html", nav="account", bound=bound)
