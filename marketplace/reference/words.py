"""What the values of the tables are called: a list per column of operating models and return mechanisms, one per question."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.i18n import _, _l
from marketplace.reference.rows import ReturnMechanism

_WHO = {
    "government": _l("政府"),
    "zone_company": _l("区属企业"),
    "social_capital": _l("社会资本"),
    "project_company": _l("项目公司"),
    "joint": _l("各方共有"),
}
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "who_invests": _WHO,
    "who_owns": _WHO,
    "who_operates": _WHO,
    "asset_after_term": {
        "stays_public": _l("留在公共部门"),
        "handed_over": _l("移交政府或业主"),
        "stays_private": _l("归经营主体"),
        "split_by_shares": _l("按股权比例分配"),
        "returned_to_lessor": _l("归还出租方"),
        "bought": _l("已买断，归经营主体"),
    },
    "user_pays": {"yes": _l("是，全部由使用者或市场支付"), "partly": _l("部分由使用者支付"), "no": _l("否")},
    "government_pays": {
        "none": _l("不支付"),
        "service_fee": _l("按考核支付运营服务费"),
        "purchase_of_services": _l("按政府采购合同购买服务"),
    },
    "selectable": {"yes": _l("可以选"), "restricted": _l("有条件才可以选"), "no": _l("不能选，填在投资的“来源”里")},
    "payer": {
        "users": _l("使用者"),
        "market": _l("市场上的客户"),
        "government": _l("政府"),
        "appreciation": _l("资产的买方"),
        "none": _l("无"),
    },
    "enters_cash_flow": {"per_year": _l("逐年计入"), "one_off": _l("一次性计入，起止同年"), "none": _l("不计入")},
}
"""By column, the words of each value."""
_YES_NO = {"yes": _l("是"), "no": _l("否")}
ANSWERS: Mapping[str, Mapping[str, str]] = {
    "existing_asset": {"yes": _l("已经建成"), "no": _l("还没有建成")},
    "needs_construction": {
        "no": _l("不需要"),
        "minor": _l("只要装修、设备或局部改造"),
        "major": _l("新建、扩建或结构改造"),
    },
    "users_pay": {
        "yes": _l("全部由使用者或市场支付"),
        "partly": _l("使用者和财政各付一部分"),
        "no": _l("全部由财政支付"),
    },
    "asset_owner_after": {
        "public": _l("归政府或区属企业"),
        "private": _l("归经营主体"),
        "shared": _l("按股权各得一份"),
    },
    "private_financing": {"yes": _l("需要"), "no": _l("不需要")},
    "exclusive_public_service": {"yes": _l("授予"), "no": _l("不授予")},
}
"""By question of the guided choice, the words of each answer; yes and no where nothing else is said."""


def said(column: str, value: str) -> str:
    """The words of a value of this column."""
    return str(COLUMNS[column][value])


def standing(mechanism: ReturnMechanism) -> str:
    """Whether the mechanism can be chosen in a new scenario."""
    is_for_none = mechanism.selectable == "restricted" and not mechanism.compatible_models
    return _("新场景不能选") if is_for_none else said("selectable", mechanism.selectable)


def answer(question: str, value: str) -> str:
    """The words of an answer to this question."""
    return str(ANSWERS.get(question, _YES_NO)[value])


def source(written: str) -> str:
    """A source as it is cited: `opinion` is the zone's opinion."""
    return written.replace("opinion", _("《亳州高新区城市功能品质活力提升实施意见》"))
