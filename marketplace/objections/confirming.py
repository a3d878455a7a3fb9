"""Whose an objection is: an account, an e-mail address confirmed by a link, or a telephone that the office calls back."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from datetime import timedelta

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from marketplace.accounts.models import Person
from marketplace.errors import Complaint, NotFound
from marketplace.furniture import times
from marketplace.i18n import _
from marketplace.objections import queries
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


def confirmed_words(row: Objection) -> str:
    """That nothing is to be done."""
    assert row.confirmed_at is not None
    return _("这条异议已于 %(when)s 确认，不用再确认。", when=times.moment(row.confirmed_at))
