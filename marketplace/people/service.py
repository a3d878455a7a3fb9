"""Registration, invitation, and what a mailed link does once it is used."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from marketplace import clock
from marketplace.accounts import passwords
from marketplace.accounts import service as accounts
from marketplace.accounts.models import Organisation, Person
from marketplace.accounts.queries import contact, organisation_by_name
from marketplace.accounts.roles import KINDS, ROLES
from marketplace.audit import service as audit
from marketplace.errors import Complaint, Unmet
from marketplace.extensions import unit_of_work
from marketplace.i18n import _
from marketplace.people import letters, links


def register(
    *,
    organisation_name: str,
    credit_code: str,
    kind: str,
    legal_form: str,
    name: str,
    email: str,
    phone: str,
    password_hash: str,
) -> Person:
    """A claimant's organisation and its first person come to be, unconfirmed, with the letter that confirms them.

    :raises Unmet: the organisation or the address is known already.
    """
    with unit_of_work():
        if complaints := [*_known_organisation(credit_code), *_known_address(email)]:
            raise Unmet.of(complaints)
        organisation = accounts.create_organisation(
            code=credit_code,
            kind=kind,
            name=organisation_name,
            short_name=organisation_name,
            credit_code=credit_code,
            legal_form=legal_form,
        )
        person = accounts.create_person(
            email=email, name=name, role="lead", organisation=organisation, phone=phone, password_hash=password_hash
        )
        letters.send("confirm", person)
    return person


def _known_organisation(code: str) -> Iterator[Complaint]:
    if organisation_by_name(code):
        phone = contact().get("phone")
        reach = _("（%(phone)s）", phone=phone) if phone else ""
        yield Complaint(
            _("这个单位已经注册。请本单位已有账号的同事联系区城市办%(reach)s，邀请你加入，不用重新注册。", reach=reach),
            "credit_code",
        )


def _known_address(email: str) -> Iterator[Complaint]:
    if accounts.person_by_email(email):
        yield Complaint(_("这个邮箱已经有账号。请直接登录；忘了密码可以重设。"), "email")


def invite(
    *, by: audit.Actor | None, email: str, name: str, role: str, organisation: str = "", fields: Collection[str] = ()
) -> tuple[Person, str]:
    """Enter a person, and mail them the link to choose a password; answers the person and the link.

    :raises Unmet: the address is taken, or the organisation has no such role.
    """
    with unit_of_work():
        place = organisation_by_name(organisation) if organisation else None
        if complaints := [*_known_address(email), *_misplaced(role, place)]:
            raise Unmet.of(complaints)
        person = accounts.create_person(
            email=email,
            name=name,
            role=role,
            organisation=place,
            by=by,
            profile={"fields": list(fields)} if fields else {},
        )
        return person, letters.send("invitation", person)


def _misplaced(role: str, place: Organisation | None) -> Iterator[Complaint]:
    row = ROLES[role]
    if place is None and not row.stands_alone:
        yield Complaint(_("请选择“%(role)s”所在的单位。", role=row.label), "organisation")
    elif place is not None and place.kind not in row.kinds and not row.stands_alone:
        kinds = "、".join(str(kind.label) for kind in KINDS.values() if kind.id in row.kinds)
        yield Complaint(
            _(
                "%(kind)s没有“%(role)s”这个角色，它只在这些单位：%(kinds)s。",
                kind=place.kind_row.label,
                role=row.label,
                kinds=kinds,
            ),
            "role",
        )


def use_link(*, purpose: str, token: str, password: str = "") -> Person:
    """Do what the link is for, once: confirm the address, or set the password of a new or an old account.

    :raises NotFound: the link is not ours.
    :raises WrongState: it was used before, or its time is over.
    """
    links.read(purpose, token).require()
    password_hash = passwords.hash_password(password) if password else None  # outside the transaction: it takes long
    with unit_of_work():
        link = links.read(purpose, token)
        person = link.require()
        person.confirmed_at = person.confirmed_at or clock.now()
        if password_hash:
            _set_password(person, password_hash)
        audit.append(
            actor=person,
            action=f"use_{purpose}_link",
            label=str(link.purpose.title),
            subject_kind="person",
            subject_ref=str(person.id),
        )
    return person


def _set_password(person: Person, password_hash: str) -> None:
    """The new password ends every session and every link of the former one."""
    person.password_hash = password_hash
    person.epoch += 1
    accounts.forget_failures(person.email)


def change_password(*, by: Person, current: str, new: str) -> Person:
    """Another password for the person who is signed in; their other sessions end.

    :raises Throttled: too many wrong passwords.
    :raises Unmet: the present password is wrong.
    """
    try:
        accounts.sign_in(email=by.email, password=current)
    except Unmet:
        raise Unmet(Complaint(_("现在的密码不对，请核对后再试。"), "current_password")) from None
    password_hash = passwords.hash_password(new)
    with unit_of_work():
        _set_password(by, password_hash)
        audit.append(
            actor=by, action="change_password", label=_("修改密码"), subject_kind="person", subject_ref=str(by.id)
        )
    return by


def send_forgotten(*, email: str) -> None:
    """Write the letter that this address needs: a new password, or once more what it never confirmed. Or none at all:
    the answer doesn't tell whether there is an account."""
    person = accounts.person_by_email(email)
    if person is None or person.disabled_at:
        return
    purpose = letter_for(person)
    with unit_of_work():
        if not letters.are_enough(purpose, person):
            letters.send(purpose, person)


def letter_for(person: Person) -> str:
    """The purpose of the link that brings the person in."""
    if person.confirmed_at:
        return "password"
    return "confirm" if person.password_hash else "invitation"
