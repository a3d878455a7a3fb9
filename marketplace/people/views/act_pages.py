"""The page of an act on a person or an organisation: its form with the reasons why not, and the answer to it."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import current_person
from marketplace.acts import Kind
from marketplace.acts import pages as acting
from marketplace.acts.kind import Form
from marketplace.clock import now
from marketplace.errors import Complaint
from marketplace.i18n import _
from marketplace.people.forms import NOTHING
from marketplace.people.views.blueprint import fresh, sent
from marketplace.sheets import Section
from marketplace.workflow import Choice, Transition


def offered(kind: Kind, subject: Any) -> list[Transition]:
    """What the person who is signed in can do to it now."""
    return [choice.row for choice in kind.table.choices(current_person(), subject, now()) if choice.possible]


def show(kind: Kind, action: str, subject: Any, url: str) -> str:
    """The form of the act, as it can be done now."""
    choice = acting.look(kind, kind.ref(subject), action)
    known = choice.row.known(subject) if choice.row.known else {}
    return _page(kind, choice, subject, url, fresh(_section(kind, choice, subject), **known), ())


def post(kind: Kind, action: str, subject: Any, url: str, *, afterwards: str = "") -> ResponseReturnValue:
    """Do it, or show the form again with what stands against it; what was typed stays."""
    ref = kind.ref(subject)

    def again(_form: Form | None, refused: tuple[Complaint, ...]) -> str:
        choice = acting.look(kind, ref, action)
        bound = sent(_section(kind, choice, subject))
        known = {field.id for field in bound.section.fields}
        others = tuple(one for one in refused if one not in bound.complaints)
        bound.complaints += [one for one in others if one.field in known]
        return _page(kind, choice, subject, url, bound, others)

    return acting.post(kind, ref, action, again, lambda _move: afterwards or url)


def _section(kind: Kind, choice: Choice, subject: Any) -> Section:
    return acting.section_of(kind, kind.ref(subject), choice) or NOTHING


def _page(kind: Kind, choice: Choice, subject: Any, url: str, bound: Any, complaints: tuple[Complaint, ...]) -> str:
    return render_template(
        "people/act.html",
        nav="desk",
        row=choice.row,
        subject=subject,
        back_url=url,
        bound=bound,
        why_not="" if choice.possible else choice.reasons[0].message,
        waits=choice.row.is_to_wait(subject),
        revision=kind.table.standing.revision(subject),
        code=kind.ref(subject),
        complaints=list(dict.fromkeys([*complaints, *bound.complaints])),
        home=_home(),
    )


def _home() -> tuple[str, str]:
    """Where the trail of the page begins: the desk, or one's own account."""
    if request.path.startswith("/account/"):
        return _("我的账号"), url_for("people.me")
    return _("工作台"), url_for("desk.desk")
