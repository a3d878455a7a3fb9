"""Organisations and people come to be; people sign in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select

from marketplace import clock
from marketplace.accounts import passwords
from marketplace.accounts.models import Organisation, Person, SignInFailure
from marketplace.audit import service as audit
from marketplace.errors import Throttled, Unmet
from marketplace.extensions import db, unit_of_work
from marketplace.i18n import _
from marketplace.sheets import texts

MOST_FAILURES = 10
FAILURE_SPAN = timedelta(minutes=15)
"""Wrong passwords for one address within this span lead to a pause (real clock)."""


def address_of(typed: str) -> str:
    """An e-mail address as accounts are known by it: half-width, in small letters."""
    return texts.code(typed).lower()


def person_by_email(email: str) -> Person | None:
    """The person of that address, upper or lower case."""
    return db.session.scalar(select(Person).where(Person.email == address_of(email)))


def create_organisation(
    *,
    code: str,
    kind: str,
    name: str,
    short_name: str,
    credit_code: str | None = None,
    legal_form: str = "",
    profile: Mapping[str, Any] | None = None,
    verified: bool = False,
    by: audit.Actor | None = None,
) -> Organisation:
    """Enter an organisation."""
    with unit_of_work() as session:
        row = Organisation(
            code=code,
            kind=kind,
            name=name,
            short_name=short_name,
            credit_code=credit_code,
            legal_form=legal_form,
            profile=dict(profile or {}),
            created_at=clock.now(),
            verified_at=clock.now() if verified else None,
        )
        session.add(row)
        session.flush()
        audit.append(
            actor=by, action="create_organisation", label=_("登记单位"), subject_kind="organisation", subject_ref=code
        )
    return row


def create_person(
    *,
    email: str,
    name: str,
    role: str,
    organisation: Organisation | None,
    password_hash: str | None = None,
    confirmed: bool = False,
    approved: bool = True,
    phone: str = "",
    profile: Mapping[str, Any] | None = None,
    by: audit.Actor | None = None,
) -> Person:
    """Enter a person; without a password they set one by the link that is mailed to them. Who is not `approved` waits
    for an approver."""
    with unit_of_work() as session:
        row = Person(
            email=address_of(email),
            name=name,
            role=role,
            organisation=organisation,
            password_hash=password_hash,
            created_at=clock.now(),
            confirmed_at=clock.now() if confirmed else None,
            approved_at=clock.now() if approved else None,
            phone=phone,
            profile=dict(profile or {}),
            epoch=0,
        )
        session.add(row)
        session.flush()
        audit.append(
            actor=by,
            action="create_person",
            label=_("开通账号"),
            subject_kind="person",
            subject_ref=str(row.id),
            data={"role": role, "organisation": organisation.code if organisation else None},
        )
    return row


def sign_in(*, email: str, password: str) -> Person:
    """The person whose password this is.

    :raises Throttled: too many wrong passwords for this address.
    :raises Unmet: address or password is wrong, or the account cannot be used; the words do not tell which exists.
    """
    address = address_of(email)
    since = clock.real_now() - FAILURE_SPAN
    query = (
        select(func.count()).select_from(SignInFailure).where(SignInFailure.email == address, SignInFailure.at > since)
    )
    if (db.session.scalar(query) or 0) >= MOST_FAILURES:
        raise Throttled(_("这个邮箱连续输错密码，请 15 分钟后再试，或者用“忘记密码”重设。"), retry_after=900)
    person = person_by_email(address)
    stored = person.password_hash if person else None
    right = passwords.fits(stored, password)
    if person and right and person.is_active:
        forget_failures(address)
        return person
    if not right:
        with unit_of_work() as session:
            session.add(SignInFailure(email=address, at=clock.real_now()))
        raise Unmet(_("邮箱或密码不对，请核对后再试。"))
    assert person is not None
    if person.disabled_at:
        raise Unmet(_("这个账号已停用，请联系区城市办。"))
    raise Unmet(_("邮箱还没有确认，请打开注册时收到的邮件完成确认；没有收到的，用“忘记密码”重发一次。"))


def forget_failures(address: str) -> None:
    """Wrong passwords for this address count no longer."""
    known = select(SignInFailure.id).where(SignInFailure.email == address).limit(1)
    if db.session.scalar(known) is not None:
        with unit_of_work() as session:
            session.execute(delete(SignInFailure).where(SignInFailure.email == address))
