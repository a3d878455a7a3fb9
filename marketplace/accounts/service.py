"""Organisations and people come to be; people sign in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from marketplace import clock
from marketplace.accounts import passwords, throttle
from marketplace.accounts.models import Organisation, Person
from marketplace.accounts.throttle import NOBODY, Client
from marketplace.audit import service as audit
from marketplace.errors import Unmet
from marketplace.extensions import db, unit_of_work
from marketplace.i18n import _, _l
from marketplace.sheets import texts


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
            actor=by, action="create_organisation", label=_l("登记单位"), subject_kind="organisation", subject_ref=code
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
            label=_l("开通账号"),
            subject_kind="person",
            subject_ref=str(row.id),
            data={"role": role, "organisation": organisation.code if organisation else None},
        )
    return row


def sign_in(*, email: str, password: str, client: Client = NOBODY) -> Person:
    """The person whose password this is.

    :raises Throttled: too many wrong passwords for this account from this client.
    :raises Unmet: address or password is wrong, or the account cannot be used; the words do not tell which exists.
    """
    address = address_of(email)
    person = person_by_email(address)
    throttle.check(address, person, client)
    stored = person.password_hash if person else None
    right = passwords.fits(stored, password)
    if person and right and person.is_active:
        throttle.forget(address, client.key(person))
        return person
    if not right:
        throttle.count_failure(address, person, client)
        raise Unmet(_("邮箱或密码不对，请核对后再试。"))
    assert person is not None
    if person.disabled_at:
        raise Unmet(_("这个账号已停用，请联系本单位负责人；区城市办、发布方和专家的账号，请联系区城市办。"))
    if person.approved_at is None:
        raise Unmet(_("这个账号正在等待审定人确认，确认后才能登录。"))
    raise Unmet(_("邮箱还没有确认，请打开注册时收到的邮件完成确认；没有收到的，用“忘记密码”重发一次。"))
