"""Who is there: people and organisations as other rooms ask for them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from flask import g
from sqlalchemy import ColumnElement, and_, or_, select

from marketplace.accounts.models import Organisation, Person
from marketplace.accounts.predicates import impartial
from marketplace.accounts.roles import KINDS
from marketplace.extensions import db
from marketplace.sheets import texts

CONTACT = ("address", "phone", "hours", "email")
"""What the profile of the office says of how it is reached, for the foot of every page and the notices."""


def supporting_organisations() -> list[tuple[str, str]]:
    """Bureaus and zone companies that a support can be asked of, as choices; read once per request."""
    if "supporting_organisations" not in g:
        query = select(Organisation.code, Organisation.short_name).where(Organisation.supports)
        g.supporting_organisations = [
            (code, name) for code, name in db.session.execute(query.order_by(Organisation.id))
        ]
    result: list[tuple[str, str]] = g.supporting_organisations
    return result


def organisation_by_name(code: str) -> Organisation | None:
    """The organisation of that code or credit code."""
    wanted = texts.code(code)
    query = select(Organisation).where(or_(Organisation.code == wanted, Organisation.credit_code == wanted.upper()))
    return db.session.scalar(query)


def claimants() -> Sequence[Organisation]:
    """All organisations that may claim, by name."""
    kinds = [kind.id for kind in KINDS.values() if kind.claims]
    return db.session.scalars(
        select(Organisation).where(Organisation.kind.in_(kinds)).order_by(Organisation.name)
    ).all()


def active_people(organisation_ids: Collection[int], *which: ColumnElement[bool]) -> Sequence[Person]:
    """Those who can sign in for these organisations (all, or of whom this holds: `Person.signs`), experts not counted, in a
    steady order."""
    query = select(Person).where(
        Person.organisation_id.in_(list(organisation_ids)),
        Person.disabled_at.is_(None),
        Person.confirmed_at.is_not(None),
        ~Person.stands_alone,
        *which,
    )
    return db.session.scalars(query.order_by(Person.id)).all()


def everyone_in(organisation_ids: Collection[int]) -> Sequence[Person]:
    """Everyone who has or had an account for these organisations, experts not counted: who is disabled still knows them."""
    query = select(Person).where(Person.organisation_id.in_(list(organisation_ids)), ~Person.stands_alone)
    return db.session.scalars(query.order_by(Person.id)).all()


def office_people(which: ColumnElement[bool] = Person.is_of_office) -> Sequence[Person]:
    """The office's people of whom this holds (`Person.approves`)."""
    query = select(Person).where(which, Person.disabled_at.is_(None), Person.confirmed_at.is_not(None))
    return db.session.scalars(query.order_by(Person.id)).all()


def whole_office() -> Sequence[Person]:
    """Everyone in the office who follows its cases: alarms about a case lead to its page."""
    return office_people(Person.reads_cases)


def the_office() -> Organisation | None:
    """The office that runs the contests and issues its documents; None before it is set up."""
    query = select(Organisation).where(Organisation.is_the_office).order_by(Organisation.id).limit(1)
    return db.session.scalar(query)


def contact() -> dict[str, str]:
    """How the office is reached, as its own page holds it: `name`, and what is known of `address`, `phone`, `hours` and
    `email`; empty before the office is set up. Read once per request."""
    if "office_contact" not in g:
        office = the_office()
        known = office.profile if office else {}
        kept = {key: str(known[key]) for key in CONTACT if known.get(key)}
        g.office_contact = {"name": office.name, **kept} if office else {}
    result: dict[str, str] = g.office_contact
    return result


def impartial_office(subject: Any, which: ColumnElement[bool] = Person.is_of_office) -> Sequence[Person]:
    """The same who are not seconded from a party of the subject."""
    return [person for person in office_people(which) if impartial(person, subject)]


def experts() -> Sequence[Person]:
    """All active experts."""
    return office_people(Person.judges)


def standing_alone(ids: Collection[int]) -> set[int]:
    """Those of these people who judge for no organisation, active or not: the experts."""
    found = db.session.scalars(select(Person.id).where(Person.id.in_(ids), Person.stands_alone)) if ids else ()
    return set(found)


def publishers() -> Sequence[Organisation]:
    """All organisations that may publish, in a steady order."""
    kinds = [kind.id for kind in KINDS.values() if kind.publishes]
    return db.session.scalars(select(Organisation).where(Organisation.kind.in_(kinds)).order_by(Organisation.id)).all()


def organisations() -> Sequence[Organisation]:
    """All organisations: the office and the publishers first, then those that registered themselves, by age."""
    rows = db.session.scalars(select(Organisation).order_by(Organisation.id)).all()
    return sorted(rows, key=lambda row: row.kind_row.registers_itself)


def open_to_admins() -> Sequence[Organisation]:
    """Organisations whose people an admin invites: all that don't claim, and those that publish too while nobody there
    has ever opened an account."""
    claiming = [kind.id for kind in KINDS.values() if kind.claims]
    settled = select(Person.organisation_id).where(
        Person.confirmed_at.is_not(None), Person.organisation_id.is_not(None), ~Person.stands_alone
    )
    query = select(Organisation).where(
        or_(
            Organisation.kind.not_in(claiming),
            and_(
                Organisation.kind.in_([kind.id for kind in KINDS.values() if kind.claims and kind.publishes]),
                Organisation.id.not_in(settled),
            ),
        )
    )
    return db.session.scalars(query.order_by(Organisation.id)).all()


def organisations_by_id(ids: Collection[int]) -> dict[int, Organisation]:
    """These organisations by id; nothing is asked for none."""
    if not ids:
        return {}
    return {row.id: row for row in db.session.scalars(select(Organisation).where(Organisation.id.in_(list(ids))))}


def organisation_names(codes: Collection[str]) -> dict[str, str]:
    """The full name of each of these organisations, by code."""
    if not codes:
        return {}
    query = select(Organisation.code, Organisation.name).where(Organisation.code.in_(list(codes)))
    return {row.code: row.name for row in db.session.execute(query)}


def organisations_by_code(codes: Collection[str]) -> Sequence[Organisation]:
    """The organisations of these codes."""
    if not codes:
        return []
    return db.session.scalars(select(Organisation).where(Organisation.code.in_(list(codes)))).all()
