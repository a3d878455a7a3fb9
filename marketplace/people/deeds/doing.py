"""The one way in which a deed is done: now, or when an approver confirms it."""

from __future__ import annotations

from typing import Any

from marketplace.accounts.models import Person
from marketplace.accounts.policy import authorise
from marketplace.audit import service as audit
from marketplace.errors import Stale, WrongState
from marketplace.extensions import unit_of_work
from marketplace.i18n import _
from marketplace.people import proposals
from marketplace.people.deeds.table import Deed, Subjects, Values
from marketplace.people.models import Proposal


def do(*, subjects: Subjects, deed: Deed, subject: Any, by: Person, revision: int | None, values: Values) -> bool:
    """Do a deed, with its event, in one transaction; answers whether it is done, or only proposed.

    :raises Forbidden: not theirs to do, above all to oneself.
    :raises WrongState: it cannot be done now.
    :raises Stale: something happened to the subject since the form was opened.
    :raises Unmet: the values can't be taken.
    """
    with unit_of_work():
        authorise(deed.permission or subjects.permission, subject, by)
        require_current(subjects=subjects, deed=deed, subject=subject, revision=revision)
        deed.check(subject, values)
        kept = {key: value for key, value in values.items() if key != "confirm"}
        if deed.waits(subject):
            _propose(subjects, deed, subject, by, kept)
            return False
        _perform(subjects, deed, subject, by, kept)
    return True


def _propose(subjects: Subjects, deed: Deed, subject: Any, by: Person, values: Values) -> None:
    row = proposals.propose(
        kind=subjects.kind,
        ref=subjects.ref(subject),
        deed=deed.id,
        label=str(deed.label),
        about=subject,
        values=values,
        by=by,
    )
    deed.on_proposed(subject, values, f"proposed/{row.id}")
    _record(subjects, subject, by, f"propose_{deed.id}", _("提请%(label)s", label=deed.label), values, {})


def _perform(
    subjects: Subjects, deed: Deed, subject: Any, by: Person, values: Values, extra: dict[str, Any] | None = None
) -> None:
    changes = deed.perform(subject, values, by)
    subjects.tell(
        deed, subject, by, f"{subjects.kind}/{subjects.ref(subject)}/{subjects.revision(subject) + 1}", values
    )
    _record(subjects, subject, by, deed.id, str(deed.label), values, {**changes, **(extra or {})})


def _record(
    subjects: Subjects, subject: Any, by: Person, action: str, label: str, values: Values, data: dict[str, Any]
) -> None:
    audit.append(
        actor=by,
        action=action,
        label=label,
        subject_kind=subjects.kind,
        subject_ref=subjects.ref(subject),
        reason=str(values.get("reason") or ""),
        data=data,
    )


def confirm(subjects: Subjects, deed: Deed, proposal: Proposal, *, by: Person) -> None:
    """Do what was proposed, in the open transaction.

    :raises WrongState: it can't be done any more.
    :raises Unmet: its values can't be taken any more.
    """
    subject = subjects.load(proposal.subject_ref)
    if reason := deed.why_not(subject):
        raise WrongState(reason)
    deed.check(subject, proposal.values)
    _perform(subjects, deed, subject, by, proposal.values, {"proposed_by": proposal.proposed_by.title})


def decline(subjects: Subjects, deed: Deed, proposal: Proposal, *, by: Person, answer: str) -> None:
    """Leave undone what was proposed, in the open transaction."""
    subject = _leave(subjects, deed, proposal)
    label = _("不予确认：%(label)s", label=deed.label)
    _record(subjects, subject, by, f"decline_{deed.id}", label, {"reason": answer}, {})


def withdraw(subjects: Subjects, deed: Deed, proposal: Proposal, *, by: Person, reason: str) -> None:
    """Leave undone what is not proposed any more, in the open transaction."""
    subject = _leave(subjects, deed, proposal)
    label = _("撤回提请：%(label)s", label=deed.label)
    _record(subjects, subject, by, f"withdraw_{deed.id}", label, {"reason": reason}, {})


def _leave(subjects: Subjects, deed: Deed, proposal: Proposal) -> Any:
    subject = subjects.load(proposal.subject_ref)
    deed.on_declined(subject)
    deed.on_ended(subject, proposal.values, f"proposal-ended/{proposal.id}")
    return subject


def require_current(*, subjects: Subjects, deed: Deed, subject: Any, revision: int | None) -> None:
    """The deed can be done now, to the subject as the form showed it.

    :raises WrongState: it cannot be done now.
    :raises Stale: something happened to the subject since.
    """
    if reason := why_not(subjects, deed, subject):
        raise WrongState(reason)
    if revision != (current := subjects.revision(subject)):
        raise Stale(_("你打开页面之后，这里又有变动。现在的情况在下面，请核对后再办理。"), current=current)


def why_not(subjects: Subjects, deed: Deed, subject: Any) -> str:
    """Why the deed can't be done now: by itself, or because the same waits for an approver."""
    if deed.hidden:
        return str(_("这一步随别的办理自动发生。"))
    if reason := deed.why_not(subject):
        return reason
    if deed.waits(subject) and proposals.pending(subjects.kind, subjects.ref(subject), deed.id):
        return str(_("已经提请过，正在等待审定人确认。"))
    return ""
