"""The page of a deed: its form with the reasons why not, and the answer to it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import current_person
from marketplace.errors import Complaint, MarketplaceError, Unmet
from marketplace.i18n import _
from marketplace.people.deeds import Deed, Subjects, do, require_current, why_not
from marketplace.people.views.blueprint import fresh, sent
from marketplace.section_pages import sent_revision
from marketplace.sheets import Bound


def show(subjects: Subjects, deed: Deed, subject: Any, title: str, url: str) -> str:
    """The form of the deed, as it can be done now."""
    return _page(subjects, deed, subject, title, url, fresh(deed.section(subject), **deed.known(subject)))


def post(
    subjects: Subjects, deed: Deed, subject: Any, title: str, url: str, *, afterwards: str = ""
) -> ResponseReturnValue:
    """Do it, or show the form again with what stands against it; what was typed stays."""
    bound = sent(deed.section(subject))
    try:
        require_current(subjects=subjects, deed=deed, subject=subject, revision=sent_revision())
        if bound.complaints:
            raise Unmet
        is_done = do(
            subjects=subjects,
            deed=deed,
            subject=subject,
            by=current_person(),
            revision=sent_revision(),
            values=bound.values,
        )
    except MarketplaceError as refused:
        if refused.status not in (409, 422):
            raise
        known = {field.id for field in bound.section.fields}
        bound.complaints += [one for one in refused.complaints if one.field in known]
        return _page(subjects, deed, subject, title, url, bound, refused.complaints), refused.status
    flash(str(deed.done) if is_done else _("已提请，等待审定人确认；确认之前不生效。"))
    return redirect(afterwards or url)


def _page(
    subjects: Subjects,
    deed: Deed,
    subject: Any,
    title: str,
    url: str,
    bound: Bound,
    complaints: tuple[Complaint, ...] = (),
) -> str:
    return render_template(
        "people/deed.html",
        nav="desk",
        deed=deed,
        subject=subject,
        subject_title=title,
        back_url=url,
        bound=bound,
        why_not=why_not(subjects, deed, subject),
        waits=deed.waits(subject),
        revision=subjects.revision(subject),
        code=subjects.ref(subject),
        complaints=list(dict.fromkeys([*complaints, *bound.complaints])),
        home=_home(),
    )


def _home() -> tuple[str, str]:
    """Where the trail of the page begins: the desk, or one's own account."""
    if request.path.startswith("/account/"):
        return _("我的账号"), url_for("people.me")
    return _("工作台"), url_for("desk.desk")
