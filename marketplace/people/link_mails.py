"""The mails that carry links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from marketplace import clock
from marketplace.accounts.models import Organisation, Person
from marketplace.accounts.queries import active_people
from marketplace.furniture import kept
from marketplace.i18n import _l
from marketplace.notifications import queries as outbox
from marketplace.notifications import service as notifications
from marketplace.people import links

MOST_AN_HOUR = 5
"""Letters of one kind to one address; more are not written, so that nobody floods a stranger's mailbox."""


@dataclass(frozen=True)
class Letter:
    """What the letter of a purpose says, the link in it."""

    subject: str
    text: str


LETTERS = {
    "confirm": Letter(
        _l("请确认电子邮箱"),
        _l(
            "{name}：\n\n你用这个邮箱注册了单位账号。请打开下面的地址，按“确认”：\n\n{link}\n\n"
            "7 天内有效。不是你注册的，不用理会这封邮件。\n\n{site}"
        ),
    ),
    "invitation": Letter(
        _l("请开通账号"),
        _l(
            "{name}：\n\n已经为你开设账号。请打开下面的地址，设置密码：\n\n{link}\n\n"
            "14 天内有效，只能用一次。\n\n{site}"
        ),
    ),
    "password": Letter(
        _l("重设密码"),
        _l(
            "{name}：\n\n有人为这个邮箱申请重设密码。请打开下面的地址，设置新密码：\n\n{link}\n\n"
            "2 小时内有效，只能用一次。不是你申请的，不用理会，密码不会改变。\n\n{site}"
        ),
    ),
}


def send(purpose: str, person: Person) -> str:
    """Put the letter into the outbox, in the open transaction; answers the address of its link."""
    link = links.path_for(purpose, person)
    words = {"name": person.name, "link": notifications.absolute(link), "site": notifications.SITE}
    body = kept.sentence(LETTERS[purpose].text, words)
    notifications.mail(to=person.email, subject=_subject(purpose), body=body, person=person)
    return link


def say_what_is_known(address: str, person: Person | None, organisation: Organisation | None) -> None:
    """Somebody registered what is registered already: its owner learns it by mail, and nobody else."""
    words: dict[str, str] = {"site": notifications.SITE}
    if person is not None:
        text = _l(
            "有人用这个邮箱注册单位。这个邮箱已经有账号，没有新开账号；是你本人的，请直接登录，忘了密码可以重设：\n\n"
            "办理地址：{link}\n\n不是你本人办理的，不用理会这封邮件。\n\n{site}"
        )
        words["link"] = notifications.absolute("/account/login")
    elif organisation is not None:
        text = _l(
            "你用这个邮箱注册的单位已经注册过，没有新开账号。请你单位的负责人登录后，在“本单位人员”里邀请你；"
            "负责人已不能办理的，请联系区城市办找回负责人。\n\n不是你本人办理的，不用理会这封邮件。\n\n{site}"
        )
        _warn_leads(organisation, address)
    else:
        text = _l("不是你本人办理的，不用理会这封邮件。\n\n{site}")
    title = notifications.under_the_sites_name(_l("已经注册过"))
    if outbox.count_to(address, title, clock.now() - timedelta(hours=1)) < MOST_AN_HOUR:
        notifications.mail(to=address, subject=title, body=kept.sentence(text, words), person=person)


def _warn_leads(organisation: Organisation, address: str) -> None:
    """Its leads hear, once a day, that somebody wanted to register it again."""
    for lead in active_people([organisation.id], Person.signs):
        notifications.tell(
            lead,
            key=f"registered-again/{organisation.code}/{clock.today().isoformat()}",
            title=_l("有人再次注册你单位"),
            body=_l(
                "有人用邮箱 %(address)s 注册你单位，没有新开账号。是你单位同事的，请在“本单位人员”里邀请；不认识的，不用办理。",
                address=address,
            ),
            link="/account/people/" if organisation.kind_row.claims else "/desk/",
        )


def are_enough(purpose: str, person: Person) -> bool:
    """Whether so many were written to this address lately that no more are."""
    since = clock.now() - timedelta(hours=1)
    return outbox.count_to(person.email, _subject(purpose), since) >= MOST_AN_HOUR


def _subject(purpose: str) -> str:
    return notifications.under_the_sites_name(LETTERS[purpose].subject)
