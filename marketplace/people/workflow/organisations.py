"""What the office does to an organisation: verification, suspension, recovery, and how the office itself is reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import g

from marketplace import clock
from marketplace.accounts.models import Organisation, Person
from marketplace.accounts.predicates import admin
from marketplace.accounts.queries import CONTACT, active_people
from marketplace.acts import Kind
from marketplace.i18n import _, _l
from marketplace.people import forms, recovery
from marketplace.people.queries import organisation_by_code
from marketplace.people.states import (
    LISTED,
    ORGANISATION_STATES,
    REFUSED,
    SUSPENDED,
    VERIFIED,
    standing_of_organisation,
)
from marketplace.people.workflow import common
from marketplace.workflow import Move, Table, Tell, Transition, Waits

ANY = frozenset(ORGANISATION_STATES)


def _verify(move: Move) -> None:
    organisation: Organisation = move.subject
    organisation.verified_at, organisation.refused_at, organisation.standing_reason = clock.now(), None, ""
    move.told["verified"] = (
        _l(
            "%(name)s已通过核验，但仍被暂停资格：核验不是恢复资格，恢复前不能开始新的揭榜申请。暂停的理由：%(reason)s",
            name=organisation.name,
            reason=organisation.suspension_reason,
        )
        if organisation.suspended_at is not None
        else _l("%(name)s已通过核验，现在可以提交揭榜申请。", name=organisation.name)
    )


def _refuse(move: Move) -> None:
    move.subject.refused_at, move.subject.standing_reason = clock.now(), move.values["reason"]


def _suspend(move: Move) -> None:
    move.subject.suspended_at, move.subject.suspension_reason = clock.now(), move.values["reason"]


def _lift(move: Move) -> None:
    move.subject.suspended_at, move.subject.suspension_reason = None, ""


def _not_registering(organisation: Organisation) -> str:
    return "" if organisation.kind_row.registers_itself else _("这类单位由区城市办登记，不用核验。")


def _not_claiming(organisation: Organisation) -> str:
    return "" if organisation.kind_row.claims else _("这类单位不揭榜。")


def _not_to_verify(organisation: Organisation) -> str:
    """It was not verified yet."""
    is_done = organisation.is_verified and not organisation.refused_at
    return _not_registering(organisation) or (_("这个单位已经核验过。") if is_done else "")


def _not_to_refuse(organisation: Organisation) -> str:
    """It registers itself, and was neither verified nor refused."""
    if reason := _not_registering(organisation):
        return reason
    if organisation.verified_at:
        return _("这个单位已经核验过；要停止它的资格，请提请暂停。")
    return _("已经不予核验。") if organisation.refused_at else ""


def _not_to_suspend(organisation: Organisation) -> str:
    """It may claim, and is not suspended."""
    return _not_claiming(organisation) or (_("已经暂停。") if organisation.suspended_at else "")


def _not_to_lift(organisation: Organisation) -> str:
    """It may claim, and is suspended."""
    return _not_claiming(organisation) or ("" if organisation.suspended_at else _("这个单位没有被暂停。"))


def _no_office(organisation: Organisation) -> str:
    """It is the office."""
    return "" if organisation.is_the_office else _("只有区城市办登记联系方式。")


def _contact(organisation: Organisation) -> dict[str, str]:
    return {key: organisation.profile.get(key) or "" for key in CONTACT}


def _keep_contact(move: Move) -> None:
    organisation: Organisation = move.subject
    before = _contact(organisation)
    organisation.profile = {**organisation.profile, **{key: move.values.get(key) or "" for key in CONTACT}}
    g.pop("office_contact", None)
    move.notes |= {"from": _listed(before), "to": _listed(_contact(organisation))}


def _listed(contact: Mapping[str, str]) -> str:
    return "，".join(text for text in contact.values() if text) or _("没有登记")


def _its_people(move: Move) -> Iterable[Person]:
    """Everyone who can sign in for it."""
    return active_people([move.subject.id])


def _told(title: str, body: str) -> tuple[Tell, ...]:
    return (Tell(_its_people, title, body, "/desk/"),)


# A table: each row keeps the lines in which it reads best.
# fmt: off
TABLE = Table(str(_l("单位")), ORGANISATION_STATES, (
    Transition(
        "verify", _l("核验通过"), ANY - {LISTED, VERIFIED}, "", admin, bars=_not_to_verify, effects=(_verify,), source_of_rule=common.RULE,
        tell=_told(_l("单位已核验"), _l("{verified}")), done=_l("已核验，并已告知该单位的人员。"),
        help=_l("请对照国家企业信用信息公示系统核对名称和统一社会信用代码。两个工作日没有办理的，视同通过。"),
    ),
    Transition(
        "refuse", _l("不予核验"), ANY - {LISTED, VERIFIED, REFUSED}, "", admin, bars=_not_to_refuse, form=forms.reason_form("refuse"), effects=(_refuse,), waits=Waits(),
        tell=_told(_l("单位核验未通过"), _l("{name}没有通过核验，暂时不能提交揭榜申请，可以先写草稿。请更正登记信息后联系区城市办重新核验。理由：{reason}")),
        source_of_rule=common.RULE, done=_l("核验未通过，已告知该单位的人员。"), help=_l("由管理员提请，审定人确认后生效；理由会告知该单位。"),
    ),
    Transition(
        "suspend", _l("暂停资格"), ANY - {SUSPENDED}, "", admin, bars=_not_to_suspend, form=forms.confirmed(forms.reason_form("suspend")), effects=(_suspend,), waits=Waits(),
        tell=_told(_l("单位被暂停资格"), _l("{name}被暂停资格，从现在起不能开始新的揭榜申请。此前已经开始的申请可以照常提交，由资格审查一并考虑；提出异议不受影响。不服的，请联系区城市办。理由：{reason}")),
        source_of_rule=common.RULE, done=_l("资格已暂停，并已告知该单位的人员。"), help=_l("由管理员提请，审定人确认后生效；理由会告知该单位。"),
        loses=(_l("确认之后，该单位不能开始新的揭榜申请。已经开始的申请照常可以提交、开榜，由资格审查一并考虑；提出异议不受影响。"),),
    ),
    Transition(
        "lift", _l("恢复资格"), frozenset({SUSPENDED}), "", admin, bars=_not_to_lift, form=forms.reason_form("lift"), effects=(_lift,), waits=Waits(),
        tell=_told(_l("单位资格已恢复"), _l("{name}的资格已恢复，可以开始新的揭榜申请。")),
        source_of_rule=common.RULE, done=_l("资格已恢复，并已告知该单位的人员。"), help=_l("由管理员提请，审定人确认后生效。"),
    ),
    Transition(
        recovery.ACTION, _l("找回负责人"), ANY, "", admin, bars=recovery.why_not, form=forms.confirmed(forms.RECOVERY), checks=(recovery.new_lead_is_free,),
        effects=(recovery.recover,), waits=Waits(proposed=(recovery.tell_proposed,), left=(recovery.tell_ended,)),
        source_of_rule=common.RULE, done=_l("负责人已找回，并已告知该单位每一个人。"),
        help=_l("只在该单位没有负责人能办理时用。由管理员提请，审定人确认后生效；该单位每一个人立即收到通知，两个工作日内任何一人提出异议，找回即告结束。新负责人看不到此前密封的申请；开榜以后，这件事写在相关场景公开的历史里。"),
        loses=(_l("新负责人可以代表该单位签发。此前密封的揭榜申请他不能看；两个工作日内不能停用同事、撤回、退出或者改写。"),),
    ),
    Transition(
        "contact", _l("登记联系方式"), ANY, "", admin, bars=_no_office, form=forms.OFFICE_CONTACT, known=_contact, effects=(_keep_contact,),
        source_of_rule=common.RULE, done=_l("联系方式已登记，每页页脚和以后发出的公示公告都按它写。"),
        help=_l("印在每页页脚和公示公告里，供人咨询、提交书面异议；已经发出的公告不变。"),
    ),
), common.facts(standing_of_organisation), common.is_waiting, common.STALE)
# fmt: on


def _words(move: Move) -> dict[str, Any]:
    return {"name": move.subject.name, "reason": common.reason(move), **move.told}


ORGANISATIONS = Kind(
    id=common.ORGANISATION,
    table=TABLE,
    load=organisation_by_code,
    ref=common.ref_of,
    see="organisations.verify",
    words=_words,
    reason=common.reason,
    key=common.key,
    propose=common.propose,
)
