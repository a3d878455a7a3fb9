"""What an admin does to a person or an organisation: two tables of deeds, and the one way each is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import g

from marketplace import clock
from marketplace.accounts import employment
from marketplace.accounts.models import Organisation, Person
from marketplace.accounts.policy import authorise
from marketplace.accounts.queries import CONTACT, active_people, organisation_by_name, publishers
from marketplace.accounts.roles import ROLES, roles_of_kind
from marketplace.audit import queries as histories
from marketplace.audit import service as audit
from marketplace.errors import NotFound, Stale, WrongState
from marketplace.extensions import unit_of_work
from marketplace.i18n import _, _l
from marketplace.notifications import service as notifications
from marketplace.people import letters
from marketplace.people.forms import EXPERT_PROFILE, NOTHING, OFFICE_CONTACT, REASON, role_form, secondment_form
from marketplace.people.service import letter_for
from marketplace.sheets import Section
from marketplace.sheets.fields import Option

Values = Mapping[str, Any]


def _always(_subject: Any) -> str:
    return ""


@dataclass(frozen=True)
class Deed:
    """One row: what the form asks, why it may be impossible now, and what it changes (for the history)."""

    id: str
    label: str
    perform: Callable[[Any, Values], dict[str, Any]]
    done: str
    why_not: Callable[[Any], str] = _always
    form: Callable[[Any], Section] = lambda _subject: NOTHING
    help: str = ""
    known: Callable[[Any], Values] = lambda _subject: {}
    """What the form holds when it is opened."""


@dataclass(frozen=True)
class Subjects:
    """The things of one kind, and the deeds that are done to them."""

    kind: str
    permission: str
    ref: Callable[[Any], str]
    deeds: Mapping[str, Deed]

    def deed(self, deed_id: str) -> Deed:
        """The deed of that name.

        :raises NotFound: there is none.
        """
        if deed_id not in self.deeds:
            raise NotFound
        return self.deeds[deed_id]

    def revision(self, subject: Any) -> int:
        """Rises with everything that happens to the subject: how many events it has."""
        return histories.count_events(self.kind, self.ref(subject))


# --- people -------------------------------------------------------------------------------------------------------


def other_roles(person: Person) -> list[Option]:
    """What else the person could be in their organisation."""
    if person.role_row.stands_alone or person.organisation is None:
        return []
    return [(role.id, str(role.label)) for role in roles_of_kind(person.organisation.kind) if role.id != person.role]


def _disable(person: Person, _values: Values) -> dict[str, Any]:
    person.disabled_at = clock.now()
    person.epoch += 1  # sessions and links of before are void, and stay so when the account is enabled again
    return {}


def _enable(person: Person, _values: Values) -> dict[str, Any]:
    person.disabled_at = None
    return {}


def _change_role(person: Person, values: Values) -> dict[str, Any]:
    before, person.role = person.role, values["role"]
    return {"from": str(ROLES[before].label), "to": str(ROLES[person.role].label)}


def _second(person: Person, values: Values) -> dict[str, Any]:
    before = person.seconded_from.short_name if person.seconded_from else ""
    person.seconded_from = organisation_by_name(values["organisation"]) if values.get("organisation") else None
    return {"from": before, "to": person.seconded_from.short_name if person.seconded_from else ""}


def _resend(person: Person, _values: Values) -> dict[str, Any]:
    letters.send(letter_for(person), person)
    return {}


def _profile(person: Person) -> dict[str, Any]:
    """An expert's profile as its form holds it."""
    return {
        "fields": person.profile.get("fields") or [],
        "phone": person.phone,
        "employer_credit_code": person.profile.get("employer_credit_code"),
        "employers": employment.typed(person.profile.get("employers") or ()),
    }


def _keep_profile(person: Person, values: Values) -> dict[str, Any]:
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


PEOPLE = Subjects(
    "person",
    "person.change",
    lambda person: str(person.id),
    {
        deed.id: deed
        for deed in (
            Deed(
                "role",
                _l("更改角色"),
                _change_role,
                _l("角色已更改，从下一次打开页面起生效。"),
                lambda p: "" if other_roles(p) else _("这个账号没有别的角色可选。"),
                lambda p: role_form(other_roles(p)),
                _l("四眼原则看的是人：换了角色，也不能审定自己初审过的场景。"),
            ),
            Deed(
                "second",
                _l("登记抽调"),
                _second,
                _l("抽调情况已登记。"),
                _takes_seconded,
                _seconding_form,
                _l("抽调自某单位的人员，不参与该单位场景的办理，也不参与该单位揭榜的评榜。"),
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
            ),
            Deed(
                "resend",
                _l("重发邀请邮件"),
                _resend,
                _l("邮件已重发。"),
                lambda p: (
                    _("账号已停用，请先恢复。")
                    if p.disabled_at
                    else _("账号已开通；忘了密码可以自己重设。")
                    if p.confirmed_at
                    else ""
                ),
            ),
            Deed(
                "disable",
                _l("停用账号"),
                _disable,
                _l("账号已停用，原来的登录立即失效。"),
                lambda p: _("账号已经停用。") if p.disabled_at else "",
                lambda _p: Section("disable", "", (REASON,)),
                _l("停用后不能登录，已写的内容和历史都保留。"),
            ),
            Deed(
                "enable",
                _l("恢复账号"),
                _enable,
                _l("账号已恢复。"),
                lambda p: "" if p.disabled_at else _("账号没有停用。"),
            ),
        )
    },
)

# --- organisations ------------------------------------------------------------------------------------------------


def _verify(organisation: Organisation, _values: Values) -> dict[str, Any]:
    organisation.verified_at = clock.now()
    _tell(organisation, _("单位已核验"), _("%(name)s已通过核验，现在可以提交揭榜申请。", name=organisation.name))
    return {}


def _unverify(organisation: Organisation, values: Values) -> dict[str, Any]:
    organisation.verified_at = None
    _tell(
        organisation,
        _("单位核验已取消"),
        _(
            "%(name)s的核验已取消，暂时不能提交揭榜申请，可以先写草稿。请联系区城市办更正登记信息。理由：%(reason)s",
            name=organisation.name,
            reason=values["reason"],
        ),
    )
    return {}


def _tell(organisation: Organisation, title: str, body: str) -> None:
    key = f"organisation/{organisation.code}/{ORGANISATIONS.revision(organisation) + 1}"
    for person in active_people([organisation.id]):
        notifications.tell(person, key=key, title=title, body=body, link="/desk/")


def _not_registering(organisation: Organisation) -> str:
    return "" if organisation.kind_row.registers_itself else _("这类单位由区城市办登记，不用核验。")


def _contact(organisation: Organisation) -> dict[str, str]:
    return {key: organisation.profile.get(key) or "" for key in CONTACT}


def _keep_contact(organisation: Organisation, values: Values) -> dict[str, Any]:
    before = _contact(organisation)
    organisation.profile = {**organisation.profile, **{key: values.get(key) or "" for key in CONTACT}}
    g.pop("office_contact", None)
    return {"from": _listed(before), "to": _listed(_contact(organisation))}


def _listed(contact: Values) -> str:
    return "，".join(text for text in contact.values() if text) or _("没有登记")


def _no_office(organisation: Organisation) -> str:
    return "" if organisation.kind == "office" else _("只有区城市办登记联系方式。")


ORGANISATIONS = Subjects(
    "organisation",
    "organisations.verify",
    lambda row: str(row.code),
    {
        deed.id: deed
        for deed in (
            Deed(
                "verify",
                _l("核验通过"),
                _verify,
                _l("已核验，并已告知该单位的人员。"),
                lambda o: _not_registering(o) or (_("这个单位已经核验过。") if o.is_verified else ""),
                help=_l("请对照国家企业信用信息公示系统核对名称和统一社会信用代码。"),
            ),
            Deed(
                "unverify",
                _l("取消核验"),
                _unverify,
                _l("核验已取消，并已告知该单位的人员。"),
                lambda o: _not_registering(o) or ("" if o.is_verified else _("这个单位还没有核验。")),
                lambda _o: Section("unverify", "", (REASON,)),
                _l("取消后不能提交新的揭榜申请，已提交的不受影响。"),
            ),
            Deed(
                "contact",
                _l("登记联系方式"),
                _keep_contact,
                _l("联系方式已登记，每页页脚和以后发出的公示公告都按它写。"),
                _no_office,
                lambda _o: OFFICE_CONTACT,
                _l("印在每页页脚和公示公告里，供人咨询、提交书面异议；已经发出的公告不变。"),
                known=_contact,
            ),
        )
    },
)


def do(*, subjects: Subjects, deed: Deed, subject: Any, by: Person, revision: int | None, values: Values) -> None:
    """Do a deed, with its event, in one transaction.

    :raises Forbidden: not theirs to do, above all to oneself.
    :raises WrongState: it cannot be done now.
    :raises Stale: something happened to the subject since the form was opened.
    """
    with unit_of_work():
        authorise(subjects.permission, subject, by)
        require_current(subjects=subjects, deed=deed, subject=subject, revision=revision)
        changes = deed.perform(subject, values)
        audit.append(
            actor=by,
            action=deed.id,
            label=str(deed.label),
            subject_kind=subjects.kind,
            subject_ref=subjects.ref(subject),
            reason=values.get("reason") or "",
            data=changes,
        )


def require_current(*, subjects: Subjects, deed: Deed, subject: Any, revision: int | None) -> None:
    """The deed can be done now, to the subject as the form showed it.

    :raises WrongState: it cannot be done now.
    :raises Stale: something happened to the subject since.
    """
    if reason := deed.why_not(subject):
        raise WrongState(reason)
    if revision != (current := subjects.revision(subject)):
        raise Stale(_("你打开页面之后，这里又有变动。现在的情况在下面，请核对后再办理。"), current=current)
