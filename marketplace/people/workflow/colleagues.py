"""What a lead of an organisation that may claim does to its own people, and to their own account."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from marketplace.accounts.models import Person
from marketplace.accounts.queries import active_people
from marketplace.acts import Kind
from marketplace.i18n import _, _l
from marketplace.people import forms
from marketplace.people.permissions import changes_colleague, leaves, removes_colleague
from marketplace.people.queries import person_by_id
from marketplace.people.states import DISABLED, INVITED, PERSON_STATES, UNCONFIRMED, standing_of_person
from marketplace.people.workflow import common, persons
from marketplace.people.workflow import effects as do
from marketplace.workflow import Move, Table, Tell, Transition

ANY = frozenset(PERSON_STATES)
LEAVE = "leave"


def is_last_lead(person: Person) -> str:
    """Another lead can act for the organisation."""
    if person.organisation_id is None:
        return ""
    others = [one for one in active_people([person.organisation_id], Person.signs) if one.id != person.id]
    return "" if others else _("你是本单位唯一的负责人。请先邀请或任命另一位负责人，待其账号开通后再退出。")


def _other_leads(move: Move) -> Iterable[Person]:
    """The organisation's other leads hear of every change among its people."""
    leads = active_people([move.subject.organisation_id], Person.signs)
    return [lead for lead in leads if lead.id not in (move.person.id, move.subject.id)]


# A table: each row keeps the lines in which it reads best.
# fmt: off
TOLD = (
    Tell(_other_leads, _l("本单位人员变动：{label}，{name}"), _l("{by}办理了{label}：{name}，{role}。理由：{reason}有疑问的，请与经办的负责人联系。"), "/account/people/"),
)
TABLE = Table(str(_l("本单位人员")), PERSON_STATES, (
    Transition(
        "role", _l("更改角色"), ANY, "", removes_colleague, form=lambda move: forms.role_form(do.other_roles(move.subject)),
        effects=(do.change_role,), tell=TOLD, source_of_rule=common.RULE, done=_l("角色已更改，从下一次打开页面起生效。"),
        help=_l("经办人填写；负责人填写、签发，并管理本单位人员。"),
    ),
    Transition(
        "resend", _l("重发邀请邮件"), frozenset({INVITED, UNCONFIRMED}), "", changes_colleague, bars=do.not_waiting_for_letter,
        effects=(do.resend,), tell=TOLD, source_of_rule=common.RULE, done=_l("邮件已重发。"),
    ),
    Transition(
        "disable", _l("停用账号"), ANY - {DISABLED}, "", removes_colleague, bars=do.already_disabled, form=forms.confirmed(forms.reason_form("disable")),
        effects=(do.disable,), tell=TOLD, source_of_rule=common.RULE, done=_l("账号已停用，原来的登录立即失效。"),
        loses=(_l("本人立即退出登录，不能再看本单位的揭榜申请，也不能办理任何事项；已写的内容和历史都保留。以后可以恢复。"),),
    ),
    Transition(
        "enable", _l("恢复账号"), frozenset({DISABLED}), "", changes_colleague, bars=do.not_disabled,
        effects=(do.bring_back, do.enable), tell=TOLD, source_of_rule=common.RULE, done=_l("账号已恢复。"),
    ),
    Transition(
        LEAVE, _l("退出本单位"), ANY, "", leaves, bars=is_last_lead, form=forms.confirmed(forms.reason_form(LEAVE)),
        effects=(do.disable,), tell=TOLD, source_of_rule=common.RULE, done=_l("你已退出本单位，账号已停用。"),
        loses=(_l("你的账号立即停用，不能再看本单位的揭榜申请，也不能再登录；要回来，须由本单位另一位负责人恢复。"),),
    ),
), common.facts(standing_of_person), stale=common.STALE)
# fmt: on


def _words(move: Move) -> dict[str, Any]:
    return {**persons.words(move), "by": move.person.name}


COLLEAGUES = Kind(
    id=common.PERSON,
    table=TABLE,
    load=lambda ref: person_by_id(int(ref)),
    ref=common.ref_of,
    see="people.own",
    words=_words,
    reason=common.reason,
    key=common.key,
)
