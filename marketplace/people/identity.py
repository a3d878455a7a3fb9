"""Whose address and telephone they are: one account for one natural person, and none of the office's among claimants."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import or_, select

from marketplace.accounts.models import Organisation, Person
from marketplace.accounts.roles import ROLES
from marketplace.errors import Complaint
from marketplace.extensions import db
from marketplace.i18n import _

PUBLIC_DOMAINS = frozenset(
    [
        "qq.com",
        "vip.qq.com",
        "foxmail.com",
        "163.com",
        "126.com",
        "yeah.net",
        "vip.163.com",
        "vip.126.com",
        "188.com",
        "sina.com",
        "sina.cn",
        "vip.sina.com",
        "sohu.com",
        "tom.com",
        "139.com",
        "189.cn",
        "wo.cn",
        "21cn.com",
        "aliyun.com",
        "263.net",
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "live.cn",
        "msn.com",
        "icloud.com",
        "me.com",
        "yahoo.com",
        "proton.me",
        "protonmail.com",
        "gmx.com",
    ]
)
"""Public mail providers: a domain that says nothing about who employs its user."""
LAST_DIGITS = 8
"""A telephone is the same when its last eight digits are, whatever stands before them: +86, area code, dashes."""


def digits(phone: str) -> set[str]:
    """The digits that tell a telephone from another; several where several were given."""
    numbers = ("".join(filter(str.isdigit, one.partition("转")[0])) for one in re.split("[、,;/，；]", phone))
    return {number[-LAST_DIGITS:] for number in numbers if number}


def plain(address: str) -> str:
    """The mailbox that an address reaches: without what stands after a plus sign."""
    local, _at, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def known(address: str) -> Person | None:
    """The account of whoever reads this mailbox."""
    wanted = plain(address)
    local, _at, domain = wanted.rpartition("@")
    escaped = local.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    tagged = Person.email.like(f"{escaped}+%@{domain}", escape="\\")
    found = db.session.scalars(select(Person).where(or_(Person.email == wanted, tagged)).order_by(Person.id))
    return next((person for person in found if plain(person.email) == wanted), None)


def complaints_about(
    *, email: str, phone: str, role: str, place: Organisation | None, registers: bool = False
) -> Iterator[Complaint]:
    """What speaks against this address and telephone for a person of this role; registration is silent about accounts
    that are there."""
    if not registers and known(email):
        yield Complaint(_("这个邮箱已经有账号，一人只用一个账号。请直接登录；忘了密码可以重设。"), "email")
    alone = ROLES[role].stands_alone
    if place is not None and place.kind_row.registers_itself and not alone:
        yield from _of_the_office(email, phone)
    elif phone and (alone or (place is not None and place.is_the_office)) and _of_claimants(phone):
        yield Complaint(_("这个电话是揭榜单位人员登记的电话，一人只用一个账号，请核对。"), "phone")


def _of_the_office(email: str, phone: str) -> Iterator[Complaint]:
    """The office's addresses, their domains and telephones are nobody's who claims."""
    query = select(Person.email, Person.phone).where(Person.is_of_office)
    office = db.session.execute(query).all()
    domain = email.rpartition("@")[2].lower()
    domains = {row.email.rpartition("@")[2] for row in office} - PUBLIC_DOMAINS
    own = domain not in PUBLIC_DOMAINS and any(domain == one or domain.endswith(f".{one}") for one in domains)
    if own or plain(email) in {plain(row.email) for row in office}:
        yield Complaint(
            _("这是区城市办工作人员的邮箱或者所在的邮箱域名，不能用于揭榜单位，请换本单位的邮箱。"), "email"
        )
    if digits(phone) & {one for row in office for one in digits(row.phone)}:
        yield Complaint(_("这是区城市办工作人员的电话，不能用于揭榜单位，请换本单位的电话。"), "phone")


def _of_claimants(phone: str) -> bool:
    query = select(Person.phone).join(Organisation, Person.organisation_id == Organisation.id)
    found = db.session.scalars(query.where(Organisation.registers_itself, ~Person.stands_alone, Person.phone != ""))
    return bool(digits(phone) & {one for text in found for one in digits(text)})
