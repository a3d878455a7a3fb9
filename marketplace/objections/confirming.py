"""Whose an objection is: an account, an e-mail address confirmed by a link, or a telephone that the office calls back."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from datetime import timedelta

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.audit import service as audit
from marketplace.errors import Complaint, NotFound, WrongState
from marketplace.extensions import unit_of_work
from marketplace.furniture import times
from marketplace.i18n import _, _l
from marketplace.notifications import service as notifications
from marketplace.objections import deciders, queries
from marketplace.objections.forms import CITIZENS_MAIL
from marketplace.objections.models import Objection
from marketplace.settings import queries as settings
from marketplace.sheets.texts import Invalid
from marketplace.workdays import queries as workdays

FEWEST_DIGITS = 7
CALENDAR_UNKNOWN = timedelta(days=4)
"""How long the office has to call where the calendar does not say which days are working days."""


def plain(contact: str) -> str:
    """A contact as it is compared: an address in small letters, a telephone number by its digits alone."""
    text = unicodedata.normalize("NFKC", contact).strip().casefold()
    return text if "@" in text else re.sub(r"\D", "", text)


def is_mail(contact: str) -> bool:
    """Whether an address was left and no telephone."""
    return "@" in unicodedata.normalize("NFKC", contact)


def objector_of(by: Person | None, contact: str) -> str:
    """Who objects, as a key: colleagues are one. A citizen's contact alone proves nobody."""
    if by is None:
        return f"contact/{hashlib.sha256(plain(contact).encode()).hexdigest()}"
    return f"organisation/{by.organisation_id}" if by.organisation_id else f"person/{by.id}"


def contact_complaints(contact: str) -> Iterator[Complaint]:
    """Why nobody could be reached there."""
    if is_mail(contact):
        if not _can_be_sent_to(plain(contact)):
            yield Complaint(_("请填能收到邮件的完整邮箱，例如 name@example.com，或者填电话。"), "contact")
    elif len(plain(contact)) < FEWEST_DIGITS:
        yield Complaint(_("请填能联系到本人的电话（含区号）或者电子邮箱，用来核实和送达答复。"), "contact")


def _can_be_sent_to(address: str) -> bool:
    try:
        return address.isascii() and bool(CITIZENS_MAIL.parse(address))
    except Invalid:
        return False


def begin(row: Objection, by: Person | None) -> None:
    """How it is confirmed: at once for an account; by mail; or by a call of the office, of which one per browser and
    one per number counts before it."""
    if by is not None:
        row.confirmed_at, row.confirmed_how = row.at, "account"
    elif not is_mail(row.contact):
        days = settings.of_round(row.round.figures, "callback_days")
        row.confirm_by = workdays.due_after(days) or row.at + CALENDAR_UNKNOWN
        row.counts_early = not queries.has_unconfirmed(row)


def ask(row: Objection) -> None:
    """Send the link to an address that is not confirmed yet."""
    if row.confirmed_at is not None or not is_mail(row.contact):
        return
    scenario = row.round.scenario
    notifications.mail_with_link(
        to=plain(row.contact),
        subject=_l("请确认你的异议：%(title)s", title=scenario.public_title),
        body=_l(
            "有人用这个邮箱对《%(title)s》提出了异议。是你本人提出的，请打开下面的地址确认；确认后自提出时起计入，"
            "区城市办书面答复。不是你提出的，不用办理。",
            title=scenario.public_title,
        ),
        link=path_for(row),
        masked_until=row.round.deadline if row.about == "terms" else None,
    )


# --- the link -----------------------------------------------------------------------------------------------------


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="objection/confirm")


def path_for(row: Objection) -> str:
    """The address that confirms it."""
    return f"/objections/confirm/{_signer().dumps(row.ref)}"


def read(token: str) -> Objection:
    """The objection of a link.

    :raises NotFound: we never made the link.
    """
    try:
        return queries.objection_by_ref(str(_signer().loads(token)))
    except BadData:
        raise NotFound(_("这个链接不完整。请从邮件里复制完整的地址。")) from None


def confirm(*, token: str) -> Objection:
    """The address is its objector's: the objection counts, from its filing.

    :raises NotFound: we never made the link.
    :raises WrongState: it is confirmed already.
    """
    with unit_of_work():
        row = read(token)
        if row.confirmed_at is not None:
            raise WrongState(confirmed_words(row))
        settle(row, "mail", by=None)
    return row


def confirmed_words(row: Objection) -> str:
    """That nothing is to be done."""
    assert row.confirmed_at is not None
    return _("这条异议已于 %(when)s 确认，不用再确认。", when=times.moment(row.confirmed_at))


def settle(row: Objection, how: str, *, by: Person | None) -> None:
    """It is known to be its objector's: it counts, and its answer is due from now."""
    row.confirmed_at, row.confirmed_how = clock.now(), how
    row.due_at = workdays.due_after(settings.of_round(row.round.figures, "objection_answer_days"))
    audit.append(
        actor=by,
        action="confirm_objection",
        label=_l("确认异议"),
        subject_kind="objection",
        subject_ref=row.ref,
        data={"scenario": row.round.scenario.code, "how": how},
    )
    if not row.decision:
        deciders.tell(row)
