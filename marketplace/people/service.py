"""Registration, invitation, and what a mailed link does once it is used."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from marketplace import clock
from marketplace.accounts import once, passwords, throttle
from marketplace.accounts import service as accounts
from marketplace.accounts.models import Organisation, Person
from marketplace.accounts.queries import active_people, everyone_in, open_to_admins, organisation_by_name
from marketplace.accounts.roles import KINDS, ROLES, SIGNING
from marketplace.accounts.throttle import Client
from marketplace.audit import service as audit
from marketplace.errors import Complaint, Unmet
from marketplace.extensions import unit_of_work
from marketplace.i18n import _, _l, enumerated
from marketplace.notifications import service as notifications
from marketplace.people import identity, link_mails, links, proposals
from marketplace.people import invited as recovered


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
) -> Person | None:
    """A claimant's organisation and its first person come to be, unconfirmed, with the letter that confirms them.

    None where the organisation or the address is known: the answer is the same, and who owns them learns it by mail.

    :raises Unmet: address or telephone are those of somebody in the office.
    """
    with unit_of_work():
        place = Organisation(kind=kind)
        if complaints := list(
            identity.complaints_about(email=email, phone=phone, role=SIGNING, place=place, registers=True)
        ):
            raise Unmet.of(complaints)
        known, taken = identity.known(email), organisation_by_name(credit_code)
        if known is not None or taken is not None:
            link_mails.say_what_is_known(accounts.address_of(email), known, taken)
            return None
        organisation = accounts.create_organisation(
            code=credit_code,
            kind=kind,
            name=organisation_name,
            short_name=organisation_name,
            credit_code=credit_code,
            legal_form=legal_form,
        )
        person = accounts.create_person(
            email=email, name=name, role=SIGNING, organisation=organisation, phone=phone, password_hash=password_hash
        )
        link_mails.send("confirm", person)
    return person


def invite(
    *,
    by: Person | None,
    email: str,
    name: str,
    role: str,
    organisation: str = "",
    fields: Collection[str] = (),
    phone: str = "",
) -> tuple[Person, str]:
    """Enter a person, and mail them the link to choose a password; answers the person and the link. Who is invited into
    the office or as an expert waits for an approver and gets the letter then: there is no link yet.

    :raises Unmet: the address is taken, the organisation has no such role, or its people are its own matter.
    """
    with unit_of_work():
        place = organisation_by_name(organisation) if organisation else None
        complaints = [
            *identity.complaints_about(email=email, phone=phone, role=role, place=place),
            *_misplaced(role, place),
            *_not_theirs(by, role, place),
        ]
        if complaints:
            raise Unmet.of(complaints)
        if by is not None and place is not None and place.kind_row.claims and by.organisation_id != place.id:
            _supersede(place, by)
        waits = by is not None and (ROLES[role].stands_alone or (place is not None and place.is_the_office))
        person = accounts.create_person(
            email=email,
            name=name,
            role=role,
            organisation=place,
            by=by,
            phone=phone,
            approved=not waits,
            profile={"fields": list(fields)} if fields else {},
        )
        if by is not None and waits:
            _ask_for_approval(person, by)
            return person, ""
        if by is not None and place is not None:
            recovered.bind(person, by)
        return person, link_mails.send("invitation", person)


def invite_colleague(*, by: Person, email: str, name: str, role: str, phone: str = "") -> tuple[Person, str]:
    """Invite somebody into one's own organisation; its other leads hear of it.

    :raises Unmet: the address is taken, or is the office's.
    """
    assert by.organisation is not None
    with unit_of_work():
        person, link = invite(by=by, email=email, name=name, role=role, organisation=by.organisation.code, phone=phone)
        for lead in active_people([by.organisation.id], Person.signs):
            if lead.id != by.id:
                notifications.tell(
                    lead,
                    key=f"invited/{person.id}",
                    title=_l("本单位邀请了新同事：%(name)s", name=name),
                    body=_l(
                        "%(by)s邀请%(name)s（%(email)s）加入本单位，角色是%(role)s。不认识的，请尽快与邀请的负责人核实。",
                        by=by.name,
                        name=name,
                        email=email,
                        role=person.role_label,
                    ),
                    link="/account/people/",
                )
    return person, link


def _ask_for_approval(person: Person, by: Person) -> None:
    reason = _("新设账号：%(title)s，%(email)s", title=person.title, email=person.email)
    proposals.propose(
        kind="person",
        ref=str(person.id),
        action="account",
        label=_l("开设账号"),
        about=person,
        values={"reason": reason},
        by=by,
    )


def _not_theirs(by: Person | None, role: str, place: Organisation | None) -> Iterator[Complaint]:
    """Who belongs to an organisation of claimants is its own matter; an admin invites a zone company's first lead only."""
    if by is None or place is None or ROLES[role].stands_alone or not place.kind_row.claims:
        return
    if by.organisation_id == place.id and by.role_row.signs:
        return
    if not ROLES[role].signs or place.id not in {row.id for row in open_to_admins()}:
        yield Complaint(
            _(
                "%(name)s可以揭榜，人员由该单位负责人自己邀请；区属企业只邀请第一位负责人。"
                "负责人都不能办理的，在该单位的页面提请找回负责人。",
                name=place.short_name,
            ),
            "organisation",
        )


def _supersede(place: Organisation, by: Person) -> None:
    """Of the first leads whom an admin invited only the last can open an account: whoever else held a letter would join an
    organisation of claimants without its lead."""
    for one in everyone_in([place.id]):
        if one.confirmed_at is not None or one.disabled_at is not None:
            continue
        one.disable()
        audit.append(
            actor=by,
            action="disable",
            label=_l("停用"),
            subject_kind="person",
            subject_ref=str(one.id),
            reason=_l("另行邀请了第一位负责人，此前的邀请作废。"),
        )


def _misplaced(role: str, place: Organisation | None) -> Iterator[Complaint]:
    row = ROLES[role]
    if place is None and not row.stands_alone:
        yield Complaint(_("请选择“%(role)s”所在的单位。", role=row.label), "organisation")
    elif place is not None and place.kind not in row.kinds and not row.stands_alone:
        kinds = enumerated(str(kind.label) for kind in KINDS.values() if kind.id in row.kinds)
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
    throttle.forget(person.email)


def change_password(*, by: Person, current: str, new: str) -> Person:
    """Another password for the person who is signed in; their other sessions end.

    :raises Throttled: too many wrong passwords.
    :raises Unmet: the present password is wrong.
    """
    try:
        accounts.sign_in(email=by.email, password=current, client=Client("signed-in", str(by.id)))
    except Unmet:
        raise Unmet(Complaint(_("现在的密码不对，请核对后再试。"), "current_password")) from None
    password_hash = passwords.hash_password(new)
    with unit_of_work():
        _set_password(by, password_hash)
        audit.append(
            actor=by, action="change_password", label=_l("修改密码"), subject_kind="person", subject_ref=str(by.id)
        )
    return by


def send_forgotten(*, email: str) -> None:
    """Write the letter that this address needs: a new password, or once more what it never confirmed. Or none at all:
    the answer doesn't tell whether there is an account."""
    person = accounts.person_by_email(email)
    usable = person is not None and person.disabled_at is None and person.approved_at is not None
    with unit_of_work():
        purpose = letter_for(person) if person is not None and usable else ""
        if person is not None and purpose and not link_mails.are_enough(purpose, person):
            link_mails.send(purpose, person)
        else:
            once.spend()  # a write all the same: the time that the answer takes tells nothing either


def letter_for(person: Person) -> str:
    """The purpose of the link that brings the person in."""
    if person.confirmed_at:
        return "password"
    return "confirm" if person.password_hash else "invitation"
