"""The way in from the command line: the first people of an installation that has nobody who could invite them."""

from __future__ import annotations

from marketplace.accounts import service as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.queries import organisation_by_name
from marketplace.accounts.roles import KINDS, ROLES
from marketplace.errors import Unmet
from marketplace.extensions import unit_of_work
from marketplace.notifications.service import absolute
from marketplace.people import service
from marketplace.people.forms import EMAIL, NAME
from marketplace.sheets.texts import Invalid

OFFICE = "office"


def invite(*, email: str, role: str, organisation: str = "", name: str = "") -> tuple[Person, str]:
    """Invite somebody; answers the person and the link that the mail holds.

    For a role of the office without a named organisation the office is taken, and entered if it is not there yet.

    :raises Unmet: the address is none or taken, or the organisation is unknown or has no such role.
    """
    try:
        address, called = EMAIL.parse(email), NAME.parse(name or email.partition("@")[0])
    except Invalid as invalid:
        raise Unmet(str(invalid)) from None
    with unit_of_work():
        if organisation and organisation_by_name(organisation) is None:
            raise Unmet(f"there is no organisation {organisation!r}")
        place = organisation or (_office() if _is_of_office(role) else "")
        person, link = service.invite(by=None, email=address, name=called, role=role, organisation=place)
    return person, absolute(link)


def _is_of_office(role: str) -> bool:
    return any(KINDS[kind].takes_seconded for kind in ROLES[role].kinds)


def _office() -> str:
    if organisation_by_name(OFFICE) is None:
        accounts.create_organisation(
            code=OFFICE, kind="office", name="亳州高新区城市功能品质活力提升工作领导小组办公室", short_name="区城市办"
        )
    return OFFICE
