"""The way in from the command line: the first admin and the first two approvers of an installation, and nobody else."""

from __future__ import annotations

from sqlalchemy import func, select

from marketplace.accounts import roles
from marketplace.accounts import service as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.queries import organisation_by_name
from marketplace.errors import Unmet
from marketplace.extensions import db, unit_of_work
from marketplace.notifications.service import absolute
from marketplace.people import service
from marketplace.people.forms import EMAIL, NAME
from marketplace.sheets.texts import Invalid

OFFICE = "office"
MOST = {
    role.id: role.first_by_command
    for role in sorted(roles.ROLES.values(), key=lambda role: role.first_by_command)
    if role.first_by_command
}
"""How many of each role the command line makes; everyone after them is invited and confirmed in the application."""


def invite(*, email: str, role: str = "", name: str = "") -> tuple[Person, str]:
    """Invite the first admin, or one of the first two approvers; answers the person and the link that the mail holds.

    The office is entered if it is not there yet. Without a role it is the first that is still missing.

    :raises Unmet: the address is none or taken, or there are as many of this role as the command line makes.
    """
    try:
        address, called = EMAIL.parse(email), NAME.parse(name or email.partition("@")[0])
    except Invalid as invalid:
        raise Unmet(str(invalid)) from None
    with unit_of_work():
        missing = [one for one, most in MOST.items() if _count(one) < most]
        wanted = role or next(iter(missing), "")
        if wanted not in missing:
            raise Unmet(
                "the command line makes the first admin and the first two approvers only; "
                "invite everyone else at /desk/people/invite, where an approver confirms them, "
                "and people of claimants are invited by their own lead at /account/people/"
            )
        person, link = service.invite(by=None, email=address, name=called, role=wanted, organisation=_office())
    return person, absolute(link)


def _count(role: str) -> int:
    return db.session.scalar(select(func.count()).select_from(Person).where(Person.role == role)) or 0


def _office() -> str:
    if organisation_by_name(OFFICE) is None:
        accounts.create_organisation(
            code=OFFICE,
            kind=roles.OFFICE.id,
            name="亳州高新区城市功能品质活力提升工作领导小组办公室",
            short_name="区城市办",
        )
    return OFFICE
