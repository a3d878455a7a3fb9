"""What the office does to an organisation: verification, suspension, recovery, and how the office itself is reached."""

from __future__ import annotations

from typing import Any

from flask import g

from marketplace import clock
from marketplace.accounts.models import Organisation, Person
from marketplace.accounts.queries import CONTACT, active_people
from marketplace.i18n import _, _l
from marketplace.notifications import service as notifications
from marketplace.people import recovery
from marketplace.people.deeds.table import Deed, Subjects, Values, rows
from marketplace.people.forms import OFFICE_CONTACT, RECOVERY, reason_form
from marketplace.people.queries import organisation_by_code


def _verify(organisation: Organisation, _values: Values, _by: Person | None) -> dict[str, Any]:
    organisation.verified_at, organisation.refused_at, organisation.standing_reason = clock.now(), None, ""
    words = (
        _(
            "%(name)s已通过核验，但仍被暂停资格：核验不是恢复资格，恢复前不能开始新的揭榜申请。暂停的理由：%(reason)s",
            name=organisation.name,
            reason=organisation.suspension_reason,
        )
        if organisation.suspended_at is not None
        else _("%(name)s已通过核验，现在可以提交揭榜申请。", name=organisation.name)
    )
    _tell(organisation, _("单位已核验"), words)
    return {}


def _refuse(organisation: Organisation, values: Values, _by: Person | None) -> dict[str, Any]:
    organisation.refused_at, organisation.standing_reason = clock.now(), values["reason"]
    _tell(
        organisation,
        _("单位核验未通过"),
        _(
            "%(name)s没有通过核验，暂时不能提交揭榜申请，可以先写草稿。请更正登记信息后联系区城市办重新核验。理由：%(reason)s",
            name=organisation.name,
            reason=values["reason"],
        ),
    )
    return {}


def _suspend(organisation: Organisation, values: Values, _by: Person | None) -> dict[str, Any]:
    organisation.suspended_at, organisation.suspension_reason = clock.now(), values["reason"]
    _tell(
        organisation,
        _("单位被暂停资格"),
        _(
            "%(name)s被暂停资格，从现在起不能开始新的揭榜申请。此前已经开始的申请可以照常提交，由资格审查一并考虑；"
            "提出异议不受影响。不服的，请联系区城市办。理由：%(reason)s",
            name=organisation.name,
            reason=values["reason"],
        ),
    )
    return {}


def _lift(organisation: Organisation, _values: Values, _by: Person | None) -> dict[str, Any]:
    organisation.suspended_at, organisation.suspension_reason = None, ""
    _tell(organisation, _("单位资格已恢复"), _("%(name)s的资格已恢复，可以开始新的揭榜申请。", name=organisation.name))
    return {}


def _tell(organisation: Organisation, title: str, body: str) -> None:
    key = f"organisation/{organisation.code}/{ORGANISATIONS.revision(organisation) + 1}"
    for person in active_people([organisation.id]):
        notifications.tell(person, key=key, title=title, body=body, link="/desk/")


def _not_registering(organisation: Organisation) -> str:
    return "" if organisation.kind_row.registers_itself else _("这类单位由区城市办登记，不用核验。")


def _not_claiming(organisation: Organisation) -> str:
    return "" if organisation.kind_row.claims else _("这类单位不揭榜。")


def _contact(organisation: Organisation) -> dict[str, str]:
    return {key: organisation.profile.get(key) or "" for key in CONTACT}


def _keep_contact(organisation: Organisation, values: Values, _by: Person | None) -> dict[str, Any]:
    before = _contact(organisation)
    organisation.profile = {**organisation.profile, **{key: values.get(key) or "" for key in CONTACT}}
    g.pop("office_contact", None)
    return {"from": _listed(before), "to": _listed(_contact(organisation))}


def _listed(contact: Values) -> str:
    return "，".join(text for text in contact.values() if text) or _("没有登记")


def _no_office(organisation: Organisation) -> str:
    return "" if organisation.is_the_office else _("只有区城市办登记联系方式。")


ORGANISATIONS = Subjects(
    "organisation",
    "organisations.verify",
    lambda row: str(row.code),
    organisation_by_code,
    rows(
        Deed(
            "verify",
            _l("核验通过"),
            _verify,
            _l("已核验，并已告知该单位的人员。"),
            lambda o: _not_registering(o) or (_("这个单位已经核验过。") if o.is_verified and not o.refused_at else ""),
            help=_l("请对照国家企业信用信息公示系统核对名称和统一社会信用代码。两个工作日没有办理的，视同通过。"),
        ),
        Deed(
            "refuse",
            _l("不予核验"),
            _refuse,
            _l("核验未通过，已告知该单位的人员。"),
            lambda o: (
                _not_registering(o)
                or (_("这个单位已经核验过；要停止它的资格，请提请暂停。") if o.verified_at else "")
                or (_("已经不予核验。") if o.refused_at else "")
            ),
            lambda _o: reason_form("refuse"),
            _l("由管理员提请，审定人确认后生效；理由会告知该单位。"),
            waits=lambda _o: True,
        ),
        Deed(
            "suspend",
            _l("暂停资格"),
            _suspend,
            _l("资格已暂停，并已告知该单位的人员。"),
            lambda o: _not_claiming(o) or (_("已经暂停。") if o.suspended_at else ""),
            lambda _o: reason_form("suspend"),
            _l("由管理员提请，审定人确认后生效；理由会告知该单位。"),
            loses=_l(
                "确认之后，该单位不能开始新的揭榜申请。已经开始的申请照常可以提交、开榜，由资格审查一并考虑；提出异议不受影响。"
            ),
            waits=lambda _o: True,
        ),
        Deed(
            "lift",
            _l("恢复资格"),
            _lift,
            _l("资格已恢复，并已告知该单位的人员。"),
            lambda o: _not_claiming(o) or ("" if o.suspended_at else _("这个单位没有被暂停。")),
            lambda _o: reason_form("lift"),
            _l("由管理员提请，审定人确认后生效。"),
            waits=lambda _o: True,
        ),
        Deed(
            "recover",
            _l("找回负责人"),
            recovery.recover,
            _l("负责人已找回，并已告知该单位每一个人。"),
            recovery.why_not,
            lambda _o: RECOVERY,
            _l(
                "只在该单位没有负责人能办理时用。由管理员提请，审定人确认后生效；该单位每一个人立即收到通知，"
                "两个工作日内任何一人提出异议，找回即告结束。新负责人看不到此前密封的申请；"
                "开榜以后，这件事写在相关场景公开的历史里。"
            ),
            loses=_l(
                "新负责人可以代表该单位签发。此前密封的揭榜申请他不能看；两个工作日内不能停用同事、撤回、退出或者改写。"
            ),
            waits=lambda _o: True,
            check=recovery.check,
            on_proposed=recovery.tell_proposed,
            on_ended=recovery.tell_ended,
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
    ),
)
