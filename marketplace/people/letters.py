"""The mails that carry links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from marketplace import clock
from marketplace.accounts.models import Person
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
        _l("请开通账号"), _l("区城市办为你开设了账号。请打开下面的地址，设置密码："), _l("14 天内有效，只能用一次。")
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


def are_enough(purpose: str, person: Person) -> bool:
    """Whether so many were written to this address lately that no more are."""
    since = clock.now() - timedelta(hours=1)
    return outbox.count_to(person.email, _subject(purpose), since) >= MOST_AN_HOUR


def _subject(purpose: str) -> str:
    return f"【{notifications.SITE}】{LETTERS[purpose].subject}"
