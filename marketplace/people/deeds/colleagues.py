"""What a lead of an organisation that may claim does to its own people, and to their own account."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from marketplace.accounts.models import Person
from marketplace.accounts.queries import active_people
from marketplace.furniture.words import sentence
from marketplace.i18n import _, _l
from marketplace.notifications import service as notifications
from marketplace.people import invited
from marketplace.people.deeds import persons
from marketplace.people.deeds.table import Deed, Subjects, Values, rows
from marketplace.people.forms import reason_form, role_form
from marketplace.people.queries import person_by_id


def is_last_lead(person: Person) -> str:
    """Why a lead can't leave: nobody else could act for the organisation."""
    if person.organisation_id is None:
        return ""
    others = [one for one in active_people([person.organisation_id], Person.signs) if one.id != person.id]
    return "" if others else _("你是本单位唯一的负责人。请先邀请或任命另一位负责人，待其账号开通后再退出。")


def _enable(person: Person, values: Values, by: Person | None) -> dict[str, Any]:
    assert by is not None
    invited.bring_back(person, by)
    return persons.enable(person, values, by)


def _tell_leads(deed: Deed, person: Person, by: Person, key: str, values: Values) -> None:
    """The organisation's other leads hear of every change among its people."""
    assert person.organisation_id is not None
    for lead in active_people([person.organisation_id], Person.signs):
        if lead.id not in (by.id, person.id):
            notifications.tell(
                lead,
                key=key,
                title=_("本单位人员变动：%(label)s，%(name)s", label=deed.label, name=person.name),
                body=_(
                    "%(by)s办理了%(label)s：%(name)s，%(role)s。理由：%(reason)s有疑问的，请与经办的负责人联系。",
                    by=by.name,
                    label=deed.label,
                    name=person.name,
                    role=person.role_label,
                    reason=sentence(values.get("reason") or _("没有填写")),
                ),
                link="/account/people/",
            )


COLLEAGUES = Subjects(
    "person",
    "colleague.change",
    lambda person: str(person.id),
    lambda ref: person_by_id(int(ref)),
    rows(
        Deed(
            "role",
            _l("更改角色"),
            persons.change_role,
            _l("角色已更改，从下一次打开页面起生效。"),
            form=lambda p: role_form(persons.other_roles(p)),
            help=_l("经办人填写；负责人填写、签发，并管理本单位人员。"),
            permission="colleague.remove",
        ),
        Deed("resend", _l("重发邀请邮件"), persons.resend, _l("邮件已重发。"), persons.not_waiting_for_letter),
        Deed(
            "disable",
            _l("停用账号"),
            persons.disable,
            _l("账号已停用，原来的登录立即失效。"),
            persons.already_disabled,
            lambda _p: reason_form("disable"),
            loses=_l(
                "本人立即退出登录，不能再看本单位的揭榜申请，也不能办理任何事项；已写的内容和历史都保留。以后可以恢复。"
            ),
            permission="colleague.remove",
        ),
        Deed("enable", _l("恢复账号"), _enable, _l("账号已恢复。"), persons.not_disabled),
    ),
    _tell_leads,
)
ONESELF = replace(
    COLLEAGUES,
    permission="colleague.leave",
    deeds=rows(
        Deed(
            "leave",
            _l("退出本单位"),
            persons.disable,
            _l("你已退出本单位，账号已停用。"),
            is_last_lead,
            lambda _p: reason_form("leave"),
            loses=_l("你的账号立即停用，不能再看本单位的揭榜申请，也不能再登录；要回来，须由本单位另一位负责人恢复。"),
        )
    ),
)
