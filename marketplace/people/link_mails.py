"""The mails that carry links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from marketplace import clock
from marketplace.accounts.models import Organisation, Person
from marketplace.accounts.queries import active_people
from marketplace.i18n import _, _l
from marketplace.notifications import queries as outbox
from marketplace.notifications import service as notifications
from marketplace.people import links

MOST_AN_HOUR = 5
"""Letters of one kind to one address; more are not written, so that nobody floods a stranger's mailbox."""


@dataclass(frozen=True)
class Letter:
    """What is said above and below the link of a purpose."""

    subject: str
    before: str
    after: str


LETTERS = {
    "confirm": Letter(
        _l("请确认电子邮箱"),
        _l("你用这个邮箱注册了单位账号。请打开下面的地址，按“确认”："),
        _l("7 天内有效。不是你注册的，不用理会这封邮件。"),
    ),
    "invitation": Letter(
        _l("请开通账号"), _l("已经为你开设账号。请打开下面的地址，设置密码："), _l("14 天内有效，只能用一次。")
    ),
    "password": Letter(
        _l("重设密码"),
        _l("有人为这个邮箱申请重设密码。请打开下面的地址，设置新密码："),
        _l("2 小时内有效，只能用一次。不是你申请的，不用理会，密码不会改变。"),
    ),
}


def send(purpose: str, person: Person) -> str:
    """Put the letter into the outbox, in the open transaction; answers the address of its link."""
    letter, link = LETTERS[purpose], links.path_for(purpose, person)
    body = "\n\n".join(
        [
            _("%(name)s：", name=person.name),
            str(letter.before),
            notifications.absolute(link),
            str(letter.after),
            notifications.SITE,
        ]
    )
    notifications.mail(to=person.email, subject=_subject(purpose), body=body, person=person)
    return link


def say_what_is_known(address: str, person: Person | None, organisation: Organisation | None) -> None:
    """Somebody registered what is registered already: its owner learns it by mail, and nobody else."""
    subject, lines = _l("已经注册过"), []
    if person is not None:
        lines = [
            _("有人用这个邮箱注册单位。这个邮箱已经有账号，没有新开账号；是你本人的，请直接登录，忘了密码可以重设："),
            _("办理地址：%(link)s", link=notifications.absolute("/account/login")),
        ]
    elif organisation is not None:
        lines = [
            _(
                "你用这个邮箱注册的单位已经注册过，没有新开账号。请你单位的负责人登录后，在“本单位人员”里邀请你；"
                "负责人已不能办理的，请联系区城市办找回负责人。"
            )
        ]
        _warn_leads(organisation, address)
    title = f"【{notifications.SITE}】{subject}"
    if outbox.count_to(address, title, clock.now() - timedelta(hours=1)) < MOST_AN_HOUR:
        body = "\n\n".join([*lines, _("不是你本人办理的，不用理会这封邮件。"), notifications.SITE])
        notifications.mail(to=address, subject=title, body=body, person=person)


def _warn_leads(organisation: Organisation, address: str) -> None:
    """Its leads hear, once a day, that somebody wanted to register it again."""
    for lead in active_people([organisation.id], Person.signs):
        notifications.tell(
            lead,
            key=f"registered-again/{organisation.code}/{clock.today().isoformat()}",
            title=_("有人再次注册你单位"),
            body=_(
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
    return f"【{notifications.SITE}】{LETTERS[purpose].subject}"
