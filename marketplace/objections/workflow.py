"""What is done with an objection, row by row: pages, permissions, refusals, history and messages read it."""

from __future__ import annotations

from marketplace.accounts.predicates import anyone
from marketplace.i18n import _l
from marketplace.objections import audiences as to
from marketplace.objections import effects as do
from marketplace.objections import forms
from marketplace.objections import guards as must
from marketplace.objections.models import Objection
from marketplace.objections.permissions import calls, decides, enters, holds_link, seconds
from marketplace.objections.states import COUNTING, STATES, UNKNOWN, UPHELD_BY_ONE
from marketplace.workflow import Facts, Predicate, Table, Tell, Transition

ANY = frozenset(STATES)
UNANSWERED = frozenset({UNKNOWN, COUNTING})
BY_ONE = frozenset({UPHELD_BY_ONE})
OWN_HISTORY = frozenset({"object", "add_to_objection", "confirm_objection", "call_objector"})
"""Acts that would tell who objects: they stand in the objection's own history, all others in the scenario's."""
LISTED, PUBLIC = "/desk/scenarios/{code}/objections/", "/scenarios/{code}/objections/"
RULE = "平台规则"
_ASKED = (
    Tell(
        to.deciders,
        _l("有异议待答复：{title}"),
        _l("对《{title}》{about}的异议，请在 {due} 前书面答复。"),
        LISTED,
        key="objection/{ref}",
    ),
    Tell(
        to.who_finds_a_decider,
        _l("有异议待答复：{title}"),
        _l(
            "对《{title}》{about}的异议须在 {due} 前书面答复，现有审定人都参加过审定或公示，没有人可以答复。"
            "请在人员管理中另设一位审定人，或者由领导小组书面决定，由区城市办录入。"
        ),
        "/desk/people/",
        key="objection/{ref}",
    ),
)
_LINK = Tell(
    to.unconfirmed,
    _l("请确认你的异议：{title}"),
    _l(
        "有人用这个邮箱对《{title}》提出了异议。是你本人提出的，请打开下面的地址确认；确认后自提出时起计入，"
        "区城市办书面答复。不是你提出的，不用办理。"
    ),
    "{confirm}",
    secret=True,
)
_ANSWERED = (
    Tell(
        to.writers_of_upheld_terms,
        _l("异议成立，须变更公告：{title}"),
        _l(
            "对《{title}》揭榜要求的异议成立，答复如下：\n{answer}\n请按答复修改方案，由区城市办变更公告。"
            "变更公告最迟 {amend_by}；届时没有变更的，本轮流榜，申请不开启。"
        ),
        "/desk/scenarios/{code}/",
        key="upheld/{ref}",
    ),
    Tell(
        to.issuers_of_upheld_terms,
        _l("异议成立，须变更公告：{title}"),
        _l(
            "对《{title}》揭榜要求的异议成立，答复如下：\n{answer}\n请在发布方改好方案后变更公告。"
            "变更公告最迟 {amend_by}；届时没有变更的，本轮流榜，申请不开启。"
        ),
        "/desk/scenarios/{code}/actions/amend",
        key="upheld/{ref}",
    ),
    Tell(
        to.objector,
        _l("异议已答复：{title}"),
        _l("你对《{title}》{about}的异议{decided}，答复如下：\n{answer}\n{then}"),
        PUBLIC,
        secret=True,
        key="answered/{ref}",
    ),
)


# A table: each row keeps the lines in which it reads best.
# fmt: off
TABLE = Table(str(_l("异议")), STATES, (
    Transition(
        "object", _l("提出异议"), UNANSWERED, "", anyone, hidden=True, effects=(do.note_subject,), tell=(_LINK, *_ASKED), source_of_rule=RULE,
    ),
    Transition(
        "add_to_objection", _l("补充异议"), UNANSWERED | BY_ONE, "", anyone, hidden=True, guards=(must.not_added_to_too_often,), effects=(do.add,), tell=(_LINK,),
        source_of_rule=RULE,
    ),
    Transition(
        "confirm_objection", _l("确认异议"), ANY, "", holds_link, shut=must.not_to_be_confirmed, effects=(do.confirm,), tell=_ASKED, source_of_rule=RULE,
        done=_l("异议已确认，自提出时起计入。区城市办在 {due} 前书面答复。"),
    ),
    Transition(
        "call_objector", _l("回电"), ANY, "", calls, form=forms.CALL, shut=must.not_to_be_called, effects=(do.keep_call,), source_of_rule=RULE, done=_l("回电已记录。"),
    ),
    Transition(
        "answer_objection", _l("答复异议"), UNANSWERED, "", decides, form=forms.answering, known=forms.answered, public=True,
        shut=must.not_to_be_answered, checks=(must.upheld_by_two, must.experts_only_where_upheld), effects=(do.answer, do.issue_reply), tell=_ANSWERED,
        source_of_rule=RULE, done=_l("异议已书面答复，并告知提出人。"),
    ),
    Transition(
        "propose_upholding", _l("拟定异议成立"), UNANSWERED, "", decides, form=forms.answering, known=forms.answered, when=lambda row: row.notice is not None,
        shut=must.not_to_be_answered, effects=(do.keep_upholding,),
        tell=(Tell(to.seconders, _l("异议拟定成立，请决定是否同意：{title}"), _l("{who}拟定对《{title}》公示结果的异议成立。须由没有参与评榜结论和公示的另一人同意才成立；不同意的，写明理由退回。"),
                   "/desk/objections/{ref}/decide", key="second/{ref}/{now}"),),
        source_of_rule=RULE, done=_l("已拟定异议成立，还须没有参与评榜结论和公示的另一人同意；同意以后公开并告知提出人。"),
    ),
    Transition(
        "second_objection", _l("同意异议成立"), BY_ONE, "", seconds, form=forms.SECONDING, known=forms.answered, shut=must.not_to_be_answered, effects=(do.second,),
        source_of_rule=RULE, done=_l("异议已书面答复，并告知提出人。"),
    ),
    Transition(
        "refuse_upholding", _l("不同意异议成立"), BY_ONE, "", seconds, form=forms.SECONDING, known=forms.answered, shut=must.not_to_be_answered, effects=(do.send_back,),
        source_of_rule=RULE, done=_l("已退回，重新答复。"),
    ),
    Transition(
        "enter_decision", _l("录入领导小组书面决定"), UNANSWERED | BY_ONE, "", enters, form=forms.entering, shut=must.not_to_be_entered,
        effects=(do.keep_decision,), silent=True,
        source_of_rule=RULE, done=_l("领导小组的书面决定已录入并公开，已告知提出人。"),
    ),
), Facts(lambda row: row.state, lambda _row: 1), trusts=True)
# fmt: on


def deciding(objection: Objection, decision: str) -> str:
    """The act that an answer with this decision is: upholding one to the result takes a second person."""
    if objection.state == UPHELD_BY_ONE:
        return "second_objection" if decision == "upheld" else "refuse_upholding"
    if objection.notice is not None and not objection.decision and decision == "upheld":
        return "propose_upholding"
    return "answer_objection"


def answers_it(objection: Objection) -> Predicate:
    """Who answers it now: where one person would uphold it, another."""
    return seconds if objection.state == UPHELD_BY_ONE else decides
