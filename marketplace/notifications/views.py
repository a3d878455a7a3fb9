"""The messages to a person, and in a rehearsal the mails to them."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import authorise, current_person, permission
from marketplace.accounts.signing import local_path
from marketplace.furniture.components import PagerPage
from marketplace.i18n import _
from marketplace.notifications import queries, service
from marketplace.notifications.texts import parts

bp = Blueprint("notifications", __name__)
LONGEST_NUMBER = 9


def _page_number() -> int:
    raw = request.args.get("page", "")
    return max(int(raw), 1) if raw.isascii() and raw.isdigit() and len(raw) < LONGEST_NUMBER else 1


@bp.get("/desk/notifications/")
@permission("signed_in")
def messages() -> ResponseReturnValue:
    person, number = current_person(), _page_number()
    rows, total = queries.messages(person.id, page=number)
    first = (number - 1) * queries.PER_PAGE + 1 if rows else 0
    last = first + len(rows) - 1 if rows else 0
    pager = PagerPage(
        first,
        last,
        total,
        url_for("notifications.messages", page=number - 1) if number > 1 else "",
        url_for("notifications.messages", page=number + 1) if last and last < total else "",
    )
    return render_template("notifications/messages.html", nav="messages", messages=rows, pager=pager)


@bp.post("/desk/notifications/")
@permission("signed_in")
def read_all() -> ResponseReturnValue:
    service.mark_read(person_id=current_person().id)
    flash(_("全部标为已读。"))
    return redirect(url_for("notifications.messages"))


@bp.post("/desk/notifications/<int(max=2147483647):message_id>/open")
@permission("notification.read")
def open_message(message_id: int) -> ResponseReturnValue:
    message = queries.message(message_id)
    authorise("notification.read", message)
    service.mark_read(person_id=message.person_id, message_id=message.id)
    return redirect(local_path(message.link))


@bp.post("/desk/notifications/<int(max=2147483647):message_id>/read")
@permission("notification.read")
def read_message(message_id: int) -> ResponseReturnValue:
    message = queries.message(message_id)
    authorise("notification.read", message)
    service.mark_read(person_id=message.person_id, message_id=message.id)
    return redirect(url_for("notifications.messages"))


@bp.get("/desk/outbox/")
@permission("rehearsal")
def outbox() -> ResponseReturnValue:
    mails = [(mail, parts(mail.body)) for mail in queries.outbox_of(current_person().id)]
    return render_template("notifications/outbox.html", nav="messages", mails=mails)


@bp.get("/desk/outbox/failed")
@permission("people.manage")
def failed() -> ResponseReturnValue:
    return render_template("notifications/failed.html", nav="desk", mails=queries.failed())
