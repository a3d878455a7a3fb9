"""What is filled in around an evaluation, as small sections of the sheet engine."""

from __future__ import annotations

from marketplace.i18n import _l
from marketplace.sheets import Section
from marketplace.sheets.fields import Choice, LongText, Text

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
            hint=_l("对照揭榜要求逐条写明；确认揭榜后告知揭榜方。"),
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
ANSWER = Section(
    "decision",
    "",
    (
        Choice(
            id="decision",
            label=_l("结论"),
            required=True,
            widget="radio",
            source=lambda: [("upheld", str(_l("异议成立"))), ("rejected", str(_l("异议不成立")))],
        ),
        LongText(
            id="answer", label=_l("书面答复"), required=True, max=MOST_WORDS, hint=_l("对外公开，并告知提出异议的人。")
        ),
    ),
)
DECISIONS = {"upheld": _l("异议成立"), "rejected": _l("异议不成立")}
DECLARATIONS = {"": _l("尚未声明"), "none": _l("无利害关系"), "interest": _l("有利害关系，已回避")}
