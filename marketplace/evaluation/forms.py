"""What is filled in around an evaluation, as small sections of the sheet engine."""

from __future__ import annotations

from decimal import Decimal

from marketplace.i18n import _l
from marketplace.settings.figures import FIGURES
from marketplace.sheets import Section
from marketplace.sheets.fields import Choice, Files, Integer, LongText, Text, YesNo

MOST_WORDS = 5000
ELIGIBILITY = Section(
    "eligibility",
    "",
    (
        Choice(
            id="eligible",
            label=_l("资格审查结论"),
            required=True,
            widget="radio",
            source=lambda: [("yes", str(_l("资格通过"))), ("no", str(_l("资格不符")))],
        ),
        LongText(
            id="reason",
            label=_l("理由"),
            required=True,
            max=2000,
            hint=_l("对照揭榜要求逐条写明；自公示起揭榜方在申请页面看到。"),
        ),
    ),
)
OBJECTION = Section(
    "objection",
    "",
    (
        Text(id="name", label=_l("单位或姓名"), required=True, max=100, hint=_l("实名提出；对外不公开。")),
        Text(
            id="contact",
            label=_l("联系方式"),
            required=True,
            max=200,
            hint=_l("电话或电子邮箱，用于送达答复；对外不公开。"),
        ),
        LongText(
            id="objection",
            label=_l("异议内容"),
            required=True,
            max=MOST_WORDS,
            hint=_l("写明事实、理由和依据；答复时一并公开。"),
        ),
    ),
)
_DECISION = Choice(
    id="decision",
    label=_l("结论"),
    required=True,
    widget="radio",
    source=lambda: [("upheld", str(_l("异议成立"))), ("rejected", str(_l("异议不成立")))],
)
_ANSWER = LongText(
    id="answer", label=_l("书面答复"), required=True, max=MOST_WORDS, hint=_l("对外公开，并告知提出异议的人。")
)
_ABOUT_EXPERTS = YesNo(
    id="about_experts",
    label=_l("异议成立且涉及专家"),
    hint=_l("选“是”的，撤销公示后须由其他专家重新评审。"),
    default=False,
)
ANSWER = Section("decision", "", (_DECISION, _ANSWER))
"""The answer to an objection to the terms."""
ANSWER_TO_RESULT = Section("decision", "", (_DECISION, _ABOUT_EXPERTS, _ANSWER))
"""The answer to one to the result: it also says whether other experts evaluate again."""
ABOUT = {"terms": _l("揭榜要求"), "result": _l("公示结果")}
OUTCOME = {"upheld": _l("成立"), "rejected": _l("不成立")}
REMEDY = Section(
    "remedy",
    "",
    (
        LongText(
            id="remedy",
            label=_l("补正说明"),
            required=True,
            max=MOST_WORDS,
            hint=_l("针对要求逐条说明。提交的揭榜方案不会改动。"),
        ),
        Files(id="file", label=_l("补正材料")),
    ),
)


def correction_form() -> Section:
    """What is to be remedied, and in how many working days: the bounds are those of the settings."""
    bounds = FIGURES["correction_days"]
    days = Integer(
        id="days",
        label=_l("补正期限"),
        required=True,
        unit=str(bounds.unit),
        min=Decimal(bounds.least),
        max=Decimal(bounds.most),
    )
    defect = LongText(
        id="defect",
        label=_l("补什么"),
        required=True,
        max=2000,
        hint=_l("写明缺什么、按哪一条要求、怎样补；原样发给揭榜方。"),
    )
    return Section("correction", "", (defect, days))


DECISIONS = {"upheld": _l("异议成立"), "rejected": _l("异议不成立")}
DECLARATIONS = {"": _l("尚未声明"), "none": _l("无利害关系"), "interest": _l("有利害关系，已回避")}
