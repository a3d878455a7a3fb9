"""What is filled in to object, to call back and to answer, as small sections of the sheet engine."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from marketplace.i18n import _l
from marketplace.plans.sheet import PLAN
from marketplace.sheets import Section
from marketplace.sheets.fields import Choice, Choices, Email, Files, LongText, OneFile, Text, YesNo
from marketplace.workflow import Move

if TYPE_CHECKING:
    from marketplace.objections.models import Objection

MOST_WORDS = 5000
ABOUT = {
    "terms": _l("揭榜要求"),
    "claim": _l("评榜结果"),
    "experts": _l("评审专家"),
    "procedure": _l("评榜程序"),
    "result": _l("公示结果"),
}
"""What an objection is about; the last is of old."""
RAISED = ("terms", "claim", "experts", "procedure")
CITIZENS_MAIL = Email(id="contact", label=_l("联系方式"))
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
            hint=_l(
                "电话或电子邮箱，用于核实和送达答复；对外不公开。留邮箱的，打开邮件里的链接确认；留电话的，区城市办回电核实。"
            ),
        ),
        Choice(
            id="about",
            label=_l("对什么提出"),
            widget="radio",
            source=lambda: [(one, str(ABOUT[one])) for one in RAISED],
        ),
        Text(id="claim", label=_l("揭榜申请编号"), max=20, short=True, hint=_l("针对某一份申请的，填它的编号。")),
        LongText(
            id="objection",
            label=_l("异议内容"),
            required=True,
            max=MOST_WORDS,
            hint=_l("写明事实、理由和依据；答复时一并公开。"),
        ),
        LongText(id="remedy", label=_l("请求"), max=2000, hint=_l("希望怎样处理；答复时一并公开。")),
        Files(id="file", label=_l("证明材料"), most=5, hint=_l("对外不公开。")),
    ),
)


def objection_form(abouts: Collection[str]) -> Section:
    """The form while these can be objected to: it asks what it is about where there is a choice, and for a claim where
    claims are open."""
    hidden = ({"claim"} - set(abouts)) | ({"about"} if len(abouts) < 2 else set())
    offered = [(one, str(ABOUT[one])) for one in abouts]
    fields = (
        replace(one, source=lambda: offered) if isinstance(one, Choice) else one
        for one in OBJECTION.fields
        if one.id not in hidden
    )
    return replace(OBJECTION, fields=tuple(fields))


CONFIRMED = {"account": _l("登录提出"), "mail": _l("邮箱链接"), "call": _l("回电"), "time": _l("逾期未回电")}
CALL_OUTCOMES = {
    "reached": _l("已接通，是本人提出的，已告知"),
    "denied": _l("已接通，不是本人提出的"),
    "missed": _l("没有接通"),
}
CALL = Section(
    "call",
    "",
    (
        Choice(
            id="outcome",
            label=_l("通话结果"),
            required=True,
            widget="radio",
            source=lambda: [(one, str(label)) for one, label in CALL_OUTCOMES.items()],
        ),
        LongText(id="note", label=_l("通话记录"), max=1000, hint=_l("接听人、说了什么；只有区城市办看到。")),
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
_SECTIONS = Choices(
    id="amend_sections",
    label=_l("成立的，须变更的部分"),
    hint=_l("变更公告改动了这些部分才算答复；不选的，改动方案即可。"),
    source=lambda: [(section.id, str(section.label)) for section in PLAN.sections],
)
ANSWER = Section("decision", "", (_DECISION, _SECTIONS, _ANSWER))
"""The answer to an objection to the terms."""
ANSWER_TO_RESULT = Section("decision", "", (_DECISION, _ABOUT_EXPERTS, _ANSWER))
"""The answer to one to the result: it also says whether other experts evaluate again."""
DECISION_FIELDS = (
    Text(id="decision_number", label=_l("决定文号"), required=True, max=100, hint=_l("领导小组书面决定的文号；公开。")),
    OneFile(id="decision_file", label=_l("书面决定"), required=True, hint=_l("盖章的书面决定；公开。")),
)
"""The leading group's written decision that takes the place of an officer's."""
SECONDING = replace(
    ANSWER_TO_RESULT,
    fields=tuple(replace(one, required=False) if one.id == "answer" else one for one in ANSWER_TO_RESULT.fields),
)
"""What the second person says to an upholding: they agree to the first one's words, or say why not."""


def answering(move: Move) -> Section:
    """The answer, as what it is about asks for it."""
    return ANSWER if move.subject.about == "terms" else ANSWER_TO_RESULT


def entering(move: Move) -> Section:
    """The answer, and the decision that it rests on."""
    answer = answering(move)
    return replace(answer, fields=(*answer.fields, *DECISION_FIELDS))


def answered(row: Objection) -> dict[str, Any]:
    """What the answer's form holds: the answer, or what one person would uphold."""
    return {
        "decision": row.decision,
        "answer": row.answer or row.upholding.get("answer", ""),
        "amend_sections": row.amend_sections,
        "about_experts": row.about_experts or bool(row.upholding.get("about_experts")),
    }


DECIDED = {"upheld": _l("成立"), "rejected": _l("不成立")}
DECISIONS = {"upheld": _l("异议成立"), "rejected": _l("异议不成立")}
