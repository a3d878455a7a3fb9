"""The forms about people and organisations, each a section of fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from marketplace.accounts import credit_code, employment, passwords, queries
from marketplace.accounts.roles import KINDS, ROLES, roles_of_kind
from marketplace.furniture.glyphs import undrawn
from marketplace.i18n import _, _l
from marketplace.reference import options
from marketplace.sheets import Section
from marketplace.sheets.fields import Choice, Choices, Email, Field, LongText, Option, Phone, Problem, Text
from marketplace.sheets.texts import Invalid, code


@dataclass(frozen=True, kw_only=True)
class Password(Field):
    """A password: taken as typed, spaces too, and never shown again."""

    kind: ClassVar[str] = "password"
    is_new: bool = True

    def parse(self, raw: str) -> Any:
        if "\0" in raw or len(raw) > passwords.LONGEST:
            raise Invalid(_("密码最多 %(n)d 个字符。", n=passwords.LONGEST))
        return (passwords.check_strength(raw) if self.is_new else raw) if raw else None


@dataclass(frozen=True, kw_only=True)
class CreditCode(Text):
    """统一社会信用代码, checked by its check character."""

    def parse(self, raw: str) -> Any:
        typed = super().parse(raw)
        return credit_code.check(typed) if typed else None


@dataclass(frozen=True, kw_only=True)
class OrganisationCode(Text):
    """The name of an organisation in addresses and in the open data."""

    def parse(self, raw: str) -> Any:
        typed = code(super().parse(raw) or "").lower() or None
        if typed and not re.fullmatch(r"[a-z][a-z0-9-]{1,39}", typed):
            raise Invalid(_("代码用小写字母开头，由小写字母、数字和连字符组成，2 至 40 位，例如 center10。"))
        return typed


def _kinds(*, registers_itself: bool) -> list[Option]:
    return [(kind.id, str(kind.label)) for kind in KINDS.values() if kind.registers_itself == registers_itself]


def _roles() -> list[Option]:
    return [(role.id, str(role.label)) for role in ROLES.values()]


def _organisations() -> list[Option]:
    """Where an admin invites: the office, the publishers, and a company of the zone that has nobody yet."""
    return [(row.code, row.short_name) for row in queries.open_to_admins()]


def new_password(name: str = "password", label: str = "") -> Password:
    """The field that a password is chosen in."""
    hint = _l("至少 10 个字符，混用字母、数字或符号。")
    return Password(id=name, label=label or _l("密码"), required=True, hint=hint)


@dataclass(frozen=True, kw_only=True)
class PrintedName(Text):
    """A name that stands on papers: what no font can draw is said here, before anything is printed."""

    def faults(self, value: str) -> Iterator[Problem]:
        yield from super().faults(value)
        if missing := undrawn(value):
            yield (
                "undrawn",
                _(
                    "“%(label)s”里的“%(chars)s”没有字库可用，公文上会印成〓。请改写，例如用拼音，或者用括号注明字形。",
                    label=self.label,
                    chars=missing,
                ),
            )


REASON = LongText(id="reason", label=_l("理由"), required=True, min=2, max=500, hint=_l("记入历史，以后可以查到。"))
REMARK = LongText(id="reason", label=_l("说明"), max=500, hint=_l("记入历史，以后可以查到。"))
EMAIL = Email(id="email", label=_l("电子邮箱"), required=True)
NAME = PrintedName(id="name", label=_l("姓名"), required=True, max=60)

REGISTRATION = Section(
    "registration",
    _l("注册单位"),
    (
        PrintedName(
            id="organisation_name",
            label=_l("单位全称"),
            required=True,
            min=4,
            max=200,
            hint=_l("与营业执照或登记证书一致。"),
        ),
        CreditCode(
            id="credit_code",
            label=_l("统一社会信用代码"),
            required=True,
            short=True,
            hint=_l("18 位，见营业执照或登记证书。大小写都可以。"),
        ),
        Choice(
            id="kind", label=_l("单位类别"), required=True, widget="radio", source=lambda: _kinds(registers_itself=True)
        ),
        Text(
            id="legal_form",
            label=_l("组织形式"),
            required=True,
            max=60,
            short=True,
            hint=_l("例如有限责任公司、合伙企业、事业单位。"),
        ),
        PrintedName(
            id="name",
            label=_l("联系人姓名"),
            required=True,
            max=60,
            short=True,
            hint=_l("联系人是本单位的负责人账号，可以签发揭榜申请。"),
        ),
        Email(
            id="email", label=_l("电子邮箱"), required=True, hint=_l("用来登录和收通知。注册后要打开收到的邮件确认。")
        ),
        Phone(id="phone", label=_l("联系电话"), required=True, short=True),
        new_password(),
    ),
)
CHOOSING_PASSWORD = Section("choosing_password", _l("设置密码"), (new_password(label=_l("新密码")),))
CHANGING_PASSWORD = Section(
    "changing_password",
    _l("修改密码"),
    (
        Password(id="current_password", label=_l("现在的密码"), required=True, is_new=False),
        new_password(label=_l("新密码")),
    ),
)
NOTHING = Section("nothing", "", ())


@dataclass(frozen=True, kw_only=True)
class Confirmation(Choices):
    """The tick of whoever read what is lost; sent as `yes`."""

    def parse_all(self, raw: Sequence[str]) -> list[str]:
        return ["yes"] if "yes" in raw else []

    def problems(self, value: Any) -> Iterator[tuple[str, str]]:
        if not value:
            yield "required", _("请看过上面写的后果，勾选“确认办理”后再提交。")


CONFIRM = Confirmation(
    id="confirm", label=_l("确认"), required=True, source=lambda: [("yes", _("我看过上面写的后果，确认办理"))]
)
FORGOTTEN = Section("forgotten", _l("忘记密码"), (EMAIL,))
INVITATION = Section(
    "invitation",
    _l("邀请人员"),
    (
        EMAIL,
        NAME,
        Choice(id="role", label=_l("角色"), required=True, source=_roles),
        Choice(
            id="organisation",
            label=_l("单位"),
            source=_organisations,
            hint=_l(
                "评审专家可以不填；填了，该单位揭榜时这位专家回避。"
                "揭榜单位的人员由该单位负责人自己邀请，这里没有；区属企业只邀请第一位负责人。"
            ),
        ),
        Phone(id="phone", label=_l("联系电话"), short=True),
        Choices(id="fields", label=_l("擅长领域"), source=options.fields, hint=_l("只用于评审专家。")),
    ),
)


def _roles_of_claimants() -> list[Option]:
    return [(role.id, str(role.label)) for role in roles_of_kind("enterprise")]


COLLEAGUE = Section(
    "colleague",
    _l("邀请同事"),
    (
        EMAIL,
        NAME,
        Phone(id="phone", label=_l("联系电话"), short=True),
        Choice(
            id="role",
            label=_l("角色"),
            required=True,
            widget="radio",
            source=_roles_of_claimants,
            hint=_l("经办人填写；负责人填写、签发，并管理本单位人员。"),
        ),
    ),
)
RECOVERY = Section(
    "recover",
    _l("找回负责人"),
    (
        Email(
            id="email",
            label=_l("新负责人的电子邮箱"),
            required=True,
            hint=_l("本单位已有账号的，填他的邮箱；没有的，为他开设账号。"),
        ),
        NAME,
        LongText(
            id="reason",
            label=_l("理由和依据"),
            required=True,
            min=10,
            max=1000,
            hint=_l(
                "例如原负责人离任、单位来函的日期和文号。会原样告知该单位每一个人，开榜后在公开的历史里；不要写单位名称。"
            ),
        ),
    ),
)
OBJECTION = LongText(
    id="objection", label=_l("异议和理由"), required=True, min=2, max=1000, hint=_l("会告知你单位每一个人和区城市办。")
)
ANSWER = LongText(id="answer", label=_l("意见"), max=500, hint=_l("不予确认的，请写明理由。"))


@dataclass(frozen=True, kw_only=True)
class Employers(LongText):
    """Former and present employers, one a line."""

    def parse(self, raw: str) -> Any:
        text = super().parse(raw)
        employment.parse(text or "")
        return text


EMPLOYERS = Employers(
    id="employers",
    label=_l("任职经历"),
    max=5000,
    hint=_l(
        "现在和以前任职过的单位，一行一个，可以写名称或统一社会信用代码；离任时间写在逗号后，例如“亳州某某有限公司，2023年6月”。"
    ),
)
EXPERT_PROFILE = Section(
    "profile",
    _l("专家情况"),
    (
        Choices(id="fields", label=_l("擅长领域"), source=options.fields),
        Phone(id="phone", label=_l("联系电话"), short=True),
        CreditCode(id="employer_credit_code", label=_l("任职单位统一社会信用代码"), short=True),
        EMPLOYERS,
    ),
)
OFFICE_CONTACT = Section(
    "contact",
    _l("区城市办联系方式"),
    (
        Text(id="address", label=_l("地址"), max=200, hint=_l("收书面异议和材料的地址，写到楼和房间。")),
        Phone(id="phone", label=_l("咨询电话"), required=True, short=True),
        Text(id="hours", label=_l("接听时间"), max=40, short=True, hint=_l("例如工作日 8:30 — 17:30。")),
        Email(id="email", label=_l("电子邮箱")),
    ),
)
ORGANISATION = Section(
    "organisation",
    _l("登记单位"),
    (
        Text(id="name", label=_l("单位全称"), required=True, min=2, max=200),
        Text(id="short_name", label=_l("简称"), required=True, max=60, short=True, hint=_l("在列表和历史里这样称呼。")),
        OrganisationCode(
            id="code",
            label=_l("代码"),
            required=True,
            max=40,
            short=True,
            hint=_l("出现在网址和开放数据里，登记后不能改。"),
        ),
        Choice(id="kind", label=_l("单位类别"), required=True, source=lambda: _kinds(registers_itself=False)),
    ),
)


def role_form(choices: Sequence[Option], *, reason: Field = REMARK) -> Section:
    """Another role, of those that the person's organisation has."""
    return Section(
        "role",
        _l("更改角色"),
        (Choice(id="role", label=_l("新角色"), required=True, widget="radio", source=lambda: choices), reason),
    )


def reason_form(section_id: str) -> Section:
    """An act that asks for its reason only."""
    return Section(section_id, "", (REASON,))


def confirmed(section: Section) -> Section:
    """The form with the tick without which nothing irreversible is done."""
    return replace(section, fields=(*section.fields, CONFIRM))


def secondment_form(choices: Sequence[Option]) -> Section:
    """The organisation that the person was seconded from; none ends it."""
    return Section(
        "second",
        _l("登记抽调"),
        (
            Choice(
                id="organisation",
                label=_l("抽调自"),
                source=lambda: choices,
                hint=_l("不选就是没有抽调，或者抽调已经结束。"),
            ),
            REMARK,
        ),
    )
