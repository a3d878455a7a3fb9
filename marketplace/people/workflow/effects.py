"""What acts change about a person, and what speaks against them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from marketplace import clock
from marketplace.accounts import employment
from marketplace.accounts.models import Person
from marketplace.accounts.queries import organisation_by_name
from marketplace.accounts.roles import ROLES, roles_of_kind
from marketplace.errors import Complaint
from marketplace.i18n import _
from marketplace.people import identity, invited, link_mails, removals
from marketplace.people.service import letter_for
from marketplace.sheets.fields import Option
from marketplace.workflow import Move


def takes_effect_later(person: Person) -> bool:
    """Whether an approver has to confirm the account and its role: the office's people, and experts."""
    return person.role_row.stands_alone or (person.organisation is not None and person.organisation.is_the_office)


def other_roles(person: Person) -> list[Option]:
    """What else the person could be in their organisation."""
    if person.role_row.stands_alone or person.organisation is None:
        return []
    return [(role.id, str(role.label)) for role in roles_of_kind(person.organisation.kind) if role.id != person.role]


def profile_of(person: Person) -> dict[str, Any]:
    """An expert's profile as its form holds it."""
    return {
        "fields": person.profile.get("fields") or [],
        "phone": person.phone,
        "employer_credit_code": person.profile.get("employer_credit_code"),
        "employers": employment.typed(person.profile.get("employers") or ()),
    }


# --- what must hold, else the words why not ---------------------------------------------------------------------------


def no_other_role(person: Person) -> str:
    """The organisation has another role."""
    return "" if other_roles(person) else _("这个账号没有别的角色可选。")


def never_seconded(person: Person) -> str:
    """Of an organisation that takes the seconded."""
    return "" if person.kind_row and person.kind_row.takes_seconded else _("只有区城市办的人员可以登记抽调。")


def no_expert(person: Person) -> str:
    """An expert."""
    return "" if person.role_row.stands_alone else _("只有评审专家有领域和任职经历。")


def not_waiting_for_letter(person: Person) -> str:
    """The account takes effect, and was never opened."""
    if person.disabled_at:
        return _("账号已停用，请先恢复。")
    if person.approved_at is None:
        return _("账号正在等待审定人确认，确认后自动寄出邀请。")
    return _("账号已开通；忘了密码可以自己重设。") if person.confirmed_at else ""


def already_disabled(person: Person) -> str:
    """Not disabled already."""
    return _("账号已经停用。") if person.disabled_at else ""


def not_to_be_disabled(person: Person) -> str:
    """Not disabled already, nor the last who approves."""
    return already_disabled(person) or removals.is_last_approver(person)


def not_disabled(person: Person) -> str:
    """Disabled."""
    return "" if person.disabled_at else _("账号没有停用。")


def already_approved(person: Person) -> str:
    """Not in effect already."""
    return _("账号已经生效。") if person.approved_at else ""


def phone_is_free(move: Move) -> Iterator[Complaint]:
    """The telephone is nobody else's of the office."""
    person = move.subject
    yield from identity.complaints_about(
        email="", phone=move.values.get("phone") or "", role=person.role, place=person.organisation, registers=True
    )


# --- what changes ----------------------------------------------------------------------------------------------------


def disable(move: Move) -> None:
    """The account can't be used any more."""
    move.subject.disable()


def enable(move: Move) -> None:
    """The account can be used again; who never opened it gets the letter."""
    person: Person = move.subject
    person.disabled_at = None
    if person.approved_at is None:
        _take_effect(person)


def bring_back(move: Move) -> None:
    """A colleague's account can be used again; what was sealed meanwhile stays closed to it."""
    invited.bring_back(move.subject, move.person)


def approve(move: Move) -> None:
    """The account takes effect, and its holder is invited."""
    _take_effect(move.subject)
    move.notes["role"] = move.subject.role


def _take_effect(person: Person) -> None:
    person.approved_at = clock.now()
    link_mails.send(letter_for(person), person)


def turn_down(move: Move) -> None:
    """The account never takes effect."""
    move.subject.disabled_at = clock.now()


def change_role(move: Move) -> None:
    """Another role."""
    person: Person = move.subject
    before, person.role = person.role, move.values["role"]
    move.notes |= {"from": str(ROLES[before].label), "to": str(ROLES[person.role].label)}


def second(move: Move) -> None:
    """Seconded from an organisation, or not any more."""
    person, name = move.subject, move.values.get("organisation")
    before = person.seconded_from.short_name if person.seconded_from else ""
    person.seconded_from = organisation_by_name(name) if name else None
    move.notes |= {"from": before, "to": person.seconded_from.short_name if person.seconded_from else ""}


def resend(move: Move) -> None:
    """The letter that brings the person in, once more."""
    link_mails.send(letter_for(move.subject), move.subject)


def keep_profile(move: Move) -> None:
    """An expert's fields and employers."""
    person, values = move.subject, move.values
    person.phone = values.get("phone") or ""
    person.profile = {
        **person.profile,
        "fields": list(values.get("fields") or []),
        "employer_credit_code": values.get("employer_credit_code") or "",
        "employers": employment.parse(values.get("employers") or ""),
    }
    move.notes |= {"fields": person.profile["fields"], "employers": person.profile["employers"]}
