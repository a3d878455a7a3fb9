"""What an admin does to people of the office, of the publishers, and to experts."""

from __future__ import annotations

from typing import Any

from marketplace import clock
from marketplace.accounts import employment
from marketplace.accounts.models import Person
from marketplace.accounts.queries import organisation_by_name, publishers
from marketplace.accounts.roles import ROLES, roles_of_kind
from marketplace.errors import Unmet
from marketplace.furniture.words import sentence
from marketplace.i18n import _, _l
from marketplace.people import identity, link_mails, removals
from marketplace.people.deeds.table import Deed, Subjects, Values, rows
from marketplace.people.forms import EXPERT_PROFILE, REASON, reason_form, role_form, secondment_form
from marketplace.people.proposals import tell_office
from marketplace.people.queries import person_by_id
from marketplace.people.service import letter_for
from marketplace.sheets import Section
from marketplace.sheets.fields import Option


def takes_effect_later(person: Person) -> bool:
    """Whether an approver has to confirm the account and its role: the office's people, and experts."""
    return person.role_row.stands_alone or (person.organisation is not None and person.organisation.is_the_office)


def other_roles(person: Person) -> list[Option]:
    """What else the person could be in their organisation."""
    if person.role_row.stands_alone or person.organisation is None:
        return []
    return [(role.id, str(role.label)) for role in roles_of_kind(person.organisation.kind) if role.id != person.role]


def disable(person: Person, _values: Values, _by: Person | None) -> dict[str, Any]:
    """The account can't be used any more."""
    person.disable()
    return {}


def enable(person: Person, _values: Values, _by: Person | None) -> dict[str, Any]:
    """The account can be used again; who never opened it gets the letter."""
    person.disabled_at = None
    if person.approved_at is None:
        approve(person, {}, None)
    return {}


def approve(person: Person, _values: Values, _by: Person | None) -> dict[str, Any]:
    """The account takes effect, and its holder is invited."""
    person.approved_at = clock.now()
    link_mails.send(letter_for(person), person)
    return {"role": person.role}


def _turned_down(person: Person) -> None:
    person.disabled_at = clock.now()


def change_role(person: Person, values: Values, _by: Person | None) -> dict[str, Any]:
    """Another role."""
    before, person.role = person.role, values["role"]
    return {"from": str(ROLES[before].label), "to": str(ROLES[person.role].label)}


def _second(person: Person, values: Values, _by: Person | None) -> dict[str, Any]:
    before = person.seconded_from.short_name if person.seconded_from else ""
    person.seconded_from = organisation_by_name(values["organisation"]) if values.get("organisation") else None
    return {"from": before, "to": person.seconded_from.short_name if person.seconded_from else ""}


def resend(person: Person, _values: Values, _by: Person | None) -> dict[str, Any]:
    """The letter that brings the person in, once more."""
    link_mails.send(letter_for(person), person)
    return {}


def not_waiting_for_letter(person: Person) -> str:
    """Why no letter is sent again."""
    if person.disabled_at:
        return _("账号已停用，请先恢复。")
    if person.approved_at is None:
        return _("账号正在等待审定人确认，确认后自动寄出邀请。")
    return _("账号已开通；忘了密码可以自己重设。") if person.confirmed_at else ""


def _not_to_be_disabled(person: Person) -> str:
    return already_disabled(person) or removals.is_last_approver(person)


def already_disabled(person: Person) -> str:
    """Why it can't be disabled."""
    return _("账号已经停用。") if person.disabled_at else ""


def not_disabled(person: Person) -> str:
    """Why it can't be enabled."""
    return "" if person.disabled_at else _("账号没有停用。")


def _profile(person: Person) -> dict[str, Any]:
    """An expert's profile as its form holds it."""
    return {
        "fields": person.profile.get("fields") or [],
        "phone": person.phone,
        "employer_credit_code": person.profile.get("employer_credit_code"),
        "employers": employment.typed(person.profile.get("employers") or ()),
    }


def _check_phone(person: Person, values: Values) -> None:
    complaints = identity.complaints_about(
        email="", phone=values.get("phone") or "", role=person.role, place=person.organisation, registers=True
    )
    if found := list(complaints):
        raise Unmet.of(found)


def _keep_profile(person: Person, values: Values, _by: Person | None) -> dict[str, Any]:
    person.phone = values.get("phone") or ""
    person.profile = {
        **person.profile,
        "fields": list(values.get("fields") or []),
        "employer_credit_code": values.get("employer_credit_code") or "",
        "employers": employment.parse(values.get("employers") or ""),
    }
    return {"fields": person.profile["fields"], "employers": person.profile["employers"]}


def _no_expert(person: Person) -> str:
    return "" if person.role_row.stands_alone else _("只有评审专家有领域和任职经历。")


def _takes_seconded(person: Person) -> str:
    return "" if person.kind_row and person.kind_row.takes_seconded else _("只有区城市办的人员可以登记抽调。")


def _seconding_form(_person: Person) -> Section:
    return secondment_form([(row.code, row.short_name) for row in publishers()])


def _tell_the_office(deed: Deed, person: Person, by: Person, key: str, values: Values) -> None:
    if not takes_effect_later(person):
        return
    tell_office(
        key=key,
        title=_("人员变动：%(label)s，%(name)s", label=deed.label, name=person.name),
        body=_(
            "%(by)s办理了%(label)s：%(name)s，%(role)s。理由：%(reason)s不用办理；有疑问的，请联系区城市办的系统管理员。",
            by=by.title,
            label=deed.label,
            name=person.name,
            role=person.role_label,
            reason=sentence(values.get("reason") or _("没有填写")),
        ),
        link="/desk/people/proposals/",
    )


PEOPLE = Subjects(
    "person",
    "person.change",
    lambda person: str(person.id),
    lambda ref: person_by_id(int(ref)),
    rows(
        Deed(
            "role",
            _l("更改角色"),
            change_role,
            _l("角色已更改，从下一次打开页面起生效。"),
            lambda p: "" if other_roles(p) else _("这个账号没有别的角色可选。"),
            lambda p: role_form(other_roles(p)),
            _l("四眼原则看的是人：换了角色，也不能审定自己初审过的场景。区城市办人员的新角色，由审定人确认后生效。"),
            waits=takes_effect_later,
        ),
        Deed(
            "second",
            _l("登记抽调"),
            _second,
            _l("抽调情况已登记。"),
            _takes_seconded,
            _seconding_form,
            _l(
                "抽调自某单位的人员，不参与该单位场景的办理，也不参与该单位揭榜的评榜。登记、更改和取消都由审定人确认后生效。"
            ),
            waits=lambda _p: True,
        ),
        Deed(
            "profile",
            _l("登记领域和任职经历"),
            _keep_profile,
            _l("专家情况已登记。抽取和分派专家时，按它核对领域和回避。"),
            _no_expert,
            lambda _p: EXPERT_PROFILE,
            _l(
                "领域用于随机抽取；任职单位、电话和任职经历用于核对回避：与一轮的揭榜单位、联合体成员或发布方有关的，不能分派到那一轮。"
            ),
            known=_profile,
            check=_check_phone,
        ),
        Deed("resend", _l("重发邀请邮件"), resend, _l("邮件已重发。"), not_waiting_for_letter),
        Deed(
            "disable",
            _l("停用账号"),
            disable,
            _l("账号已停用，原来的登录立即失效。"),
            _not_to_be_disabled,
            lambda _p: Section("disable", "", (REASON,)),
            _l("停用后不能登录，已写的内容和历史都保留。"),
            loses=_l(
                "本人立即退出登录，不能再办理任何事项，手上没有办完的要由别人接着办；恢复区城市办人员和专家的账号，要由审定人确认。"
            ),
        ),
        Deed(
            "enable",
            _l("恢复账号"),
            enable,
            _l("账号已恢复。"),
            not_disabled,
            help=_l("区城市办人员和专家的账号，由审定人确认后恢复。"),
            waits=takes_effect_later,
        ),
        Deed(
            "account",
            _l("开设账号"),
            approve,
            _l("账号已生效，邀请邮件已寄出。"),
            lambda p: _("账号已经生效。") if p.approved_at else "",
            lambda _p: reason_form("account"),
            waits=takes_effect_later,
            on_declined=_turned_down,
            hidden=True,
        ),
    ),
    _tell_the_office,
)
