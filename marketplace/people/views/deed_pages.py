"""The page of a deed: its form with the reasons why not, and the answer to it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import current_person
from marketplace.errors import Complaint, MarketplaceError, Unmet
from marketplace.people.deeds import Deed, Subjects, do, require_current
from marketplace.people.views.door import fresh, sent
from marketplace.section_pages import sent_revision
from marketplace.sheets import Bound


def show(subjects: Subjects, deed: Deed, subject: Any, title: str, url: str) -> str:
    """The form of the deed, as it can be done now."""
    return _page(subjects, deed, subject, title, url, fresh(deed.form(subject), **deed.known(subject)))


def post(subjects: Subjects, deed: Deed, subject: Any, title: str, url: str) -> ResponseReturnValue:
    """Do it, or show the form again with what stands against it; what was typed stays."""
    bound = sent(deed.form(subject))
    try:
        require_current(subjects=subjects, deed=deed, subject=subject, revision=sent_revision())
        if bound.complaints:
            raise Unmet
        do(
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
        return _page(subjects, deed, subject, title, url, bound, refused.complaints), refused.status
    flash(str(deed.done))
    return redirect(url)


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
        why_not=deed.why_not(subject),
        revision=subjects.revision(subject),
        code=subjects.ref(subject),
        complaints=[*complaints, *bound.complaints],
    )
