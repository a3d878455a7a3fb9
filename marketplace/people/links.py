"""Links that are mailed: signed by the secret key, dated by the real clock, good for exactly one use.

A link holds the person, their epoch and whether they were confirmed. Its use changes one of the two, so the link is
spent without anything being stored. Opening it changes nothing, for mail scanners open every link.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

from marketplace.accounts.models import Person
from marketplace.errors import NotFound, WrongState
from marketplace.extensions import db
from marketplace.i18n import _, _l
from marketplace.people.forms import CHOOSING_PASSWORD, NOTHING
from marketplace.sheets import Section


@dataclass(frozen=True)
class Purpose:
    """A kind of link: what it is for, where it stands, how long it lasts and what it asks."""

    id: str
    path: str
    lasts: timedelta
    title: str
    button: str
    done: str
    form: Section = NOTHING


PURPOSES = {
    purpose.id: purpose
    for purpose in (
        Purpose(
            "confirm",
            "/account/confirm-email/",
            timedelta(days=7),
            _l("确认电子邮箱"),
            _l("确认"),
            _l("邮箱已确认，请登录。"),
        ),
        Purpose(
            "invitation",
            "/account/invitation/",
            timedelta(days=14),
            _l("开通账号"),
            _l("开通"),
            _l("账号已开通，请登录。"),
            CHOOSING_PASSWORD,
        ),
        Purpose(
            "password",
            "/account/password/",
            timedelta(hours=2),
            _l("重设密码"),
            _l("保存新密码"),
            _l("密码已重设，请登录。"),
            CHOOSING_PASSWORD,
        ),
    )
}


@dataclass(frozen=True)
class Link:
    """A link whose signature is ours."""

    purpose: Purpose
    person: Person | None
    why_not: str
    """Why it cannot be used any more; empty when it can."""

    def require(self) -> Person:
        """The person it was sent to.

        :raises WrongState: it was used, or its time is over.
        """
        if self.why_not or self.person is None:
            raise WrongState(self.why_not)
        return self.person


def _signer(purpose: Purpose) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=f"link/{purpose.id}")


def path_for(purpose_id: str, person: Person) -> str:
    """The address of a fresh link."""
    purpose = PURPOSES[purpose_id]
    return purpose.path + str(_signer(purpose).dumps([person.id, person.epoch, int(person.confirmed_at is not None)]))


def path_to_nobody() -> str:
    """A link that looks like any other and opens nothing."""
    purpose = PURPOSES["confirm"]
    return purpose.path + str(_signer(purpose).dumps([0, 0, 0]))


def read(purpose_id: str, token: str) -> Link:
    """What a link says, and whether it can still be used.

    :raises NotFound: we never made it.
    """
    purpose = PURPOSES[purpose_id]
    expired = False
    try:
        content = _signer(purpose).loads(token, max_age=int(purpose.lasts.total_seconds()))
    except SignatureExpired as late:
        expired, content = True, _signer(purpose).load_payload(late.payload or b"")
    except BadData:
        raise NotFound(_("这个链接不完整。请从邮件里复制完整的地址，或者重新获取一封邮件。")) from None
    person = db.session.get(Person, content[0])
    if person is None or not _is_valid(person, content):
        return Link(purpose, person, _("这个链接已经用过，或者后来的操作使它作废。不用再打开它。"))
    return Link(purpose, person, _("这个链接已经过期。") if expired else "")


def _is_valid(person: Person, content: list[int]) -> bool:
    """Nothing happened to the person since it was written, and the account is in effect."""
    unchanged = content[1:] == [person.epoch, int(person.confirmed_at is not None)]
    return unchanged and person.disabled_at is None and person.approved_at is not None
