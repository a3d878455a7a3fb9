"""A problem's course, row by row (附件1·八(二)): buttons, pages, permissions, messages, timeline and duties read it."""

from __future__ import annotations

from marketplace.accounts.predicates import approver, approver_role, reviewer, reviewer_role, signs, writes
from marketplace.i18n import _l
from marketplace.problems import audiences as to
from marketplace.problems import effects as do
from marketplace.problems import forms
from marketplace.problems import guards as must
from marketplace.problems.permissions import of_raiser, of_unit
from marketplace.problems.states import ANSWERED, ASSIGNED, COORDINATED, DECLINED, RAISED, SETTLED, STATES
from marketplace.workflow import Table, Tell, Transition

settles = of_raiser & (writes | reviewer_role | approver_role)
"""Whoever raised it settles it: for the office an officer, for others their people."""

PAGE = "/desk/problems/{code}/"
ACTIONS = PAGE + "actions/"


def _from(*states: str) -> frozenset[str]:
    return frozenset(states)


# A table: each row keeps the lines in which it reads best.
# fmt: off
TABLE = Table(str(_l("问题交办督办")), STATES, (
    Transition(
        "assign", _l("交办"), _from(RAISED), ASSIGNED, reviewer, form=forms.ASSIGN,
        checks=(must.another_unit, must.due_lies_ahead), effects=(do.assign_unit, do.begin_limit),
        tell=(Tell(to.unit, _l("交办：{title}"), _l("区城市办交办“{title}”（{code}），请在 {due} 前办结并答复。{comment}"), PAGE),
              Tell(to.raiser, _l("已交办：{title}"), _l("你单位提出的“{title}”已交{unit}办理，期限 {due}，这期间不用办理。{comment}"), PAGE)),
        source_of_rule="附件1·八(二)", help=_l("责任单位按期限办结；谁提出，谁销号。"),
    ),
    Transition(
        "decline", _l("不予受理"), _from(RAISED), DECLINED, approver, form=forms.REASONED, danger=True, aside=True,
        loses=(_l("这个问题不再办理；情况有变的，须重新提出。"),),
        tell=(Tell(to.raiser, _l("不予受理：{title}"), _l("“{title}”（{code}）不予受理，不用再办理。理由：{comment}"), PAGE),),
        source_of_rule="附件1·八(二)", help=_l("理由会告知提出单位。"),
    ),
    Transition(
        "answer", _l("办结"), _from(ASSIGNED), ANSWERED, of_unit & signs, form=forms.ANSWER, effects=(do.keep_answer,),
        tell=(Tell(to.raiser, _l("请销号：{title}"), _l("{unit}已办结“{title}”（{code}）。请核对办理结果，符合的销号，不符合的要求重新办理；没有期限，宜尽早。"), PAGE),),
        source_of_rule="附件1·八(二)", help=_l("写明办了什么、结果怎样，附上证明；由提出单位核对后销号。"),
    ),
    Transition(
        "urge", _l("督办"), _from(ASSIGNED), ASSIGNED, reviewer, form=forms.NOTED, guards=(must.late, must.once_a_day),
        effects=(do.note_urging,),
        tell=(Tell(to.unit, _l("督办：{title}"), _l("“{title}”（{code}）应在 {due} 前办结，已经逾期。请立即办结并答复。{comment}"), PAGE),),
        source_of_rule="附件1·八(二)", help=_l("逾期的可以督办，每天一次。"),
    ),
    Transition(
        "extend", _l("延期"), _from(ASSIGNED), ASSIGNED, approver, form=forms.EXTEND, aside=True,
        checks=(must.due_is_later,), effects=(do.extend_limit,),
        tell=(Tell(to.unit, _l("已延期：{title}"), _l("“{title}”（{code}）的期限延至 {due}，请按期办结。理由：{comment}"), PAGE),
              Tell(to.raiser, _l("已延期：{title}"), _l("“{title}”（{code}）的办理期限延至 {due}，这期间不用办理。理由：{comment}"), PAGE)),
        source_of_rule="附件1·八(二)", help=_l("新期限和理由会告知责任单位和提出单位。"),
    ),
    *(
        Transition(
            "escalate", _l("顶格协调"), _from(state), state, approver, form=forms.REASONED, aside=True,
            guards=(must.not_escalated,), effects=(do.escalate,),
            tell=(Tell(to.leading_group, _l("请协调：{title}"), _l("“{title}”（{code}）提请领导小组协调，决定由区城市办录入，没有规定时限。理由：{comment}"), PAGE),
                  Tell(to.parties, _l("已提请协调：{title}"), _l("“{title}”（{code}）已提请领导小组协调，原期限不变。{unit_now}理由：{comment}"), PAGE)),
            source_of_rule="附件1·八(二)", help=_l("提请领导小组协调；决定作出后由审定人录入。"),
        )
        for state in COORDINATED
    ),
    *(
        Transition(
            "decide", _l("录入领导小组决定"), _from(state), state, approver, form=forms.DECIDE, aside=True,
            guards=(must.escalated,), checks=(must.decided_before_today,), effects=(do.record_decision,),
            tell=(Tell(to.parties, _l("领导小组已决定：{title}"), _l("领导小组{decided_on}就“{title}”（{code}）决定：{decision}\n{unit_now}"), PAGE),
                  Tell(to.reviewers, _l("领导小组已决定：{title}"), _l("领导小组{decided_on}就“{title}”（{code}）决定：{decision}\n请按决定交办或督办。"), PAGE)),
            source_of_rule="附件1·八(二)", help=_l("决定录入后不能更改，附会议纪要或决定。"),
        )
        for state in COORDINATED
    ),
    Transition(
        "settle", _l("销号"), _from(ANSWERED), SETTLED, settles, form=forms.NOTED,
        tell=(Tell(to.unit, _l("已销号：{title}"), _l("“{title}”（{code}）已由提出单位销号，不用再办理。{comment}"), PAGE),
              Tell(to.reviewers, _l("已销号：{title}"), _l("“{title}”（{code}）已由提出单位销号，不用再办理。"), PAGE)),
        source_of_rule="附件1·八(二)", help=_l("谁提出，谁销号：问题已经解决的，核对后销号。"),
    ),
    Transition(
        "reopen", _l("重新办理"), _from(ANSWERED), ASSIGNED, settles, form=forms.REOPEN, aside=True,
        checks=(must.due_lies_ahead,), effects=(do.begin_limit,),
        tell=(Tell(to.unit, _l("请重新办理：{title}"), _l("“{title}”（{code}）没有解决，请重新办理，在 {due} 前办结并答复。理由：{comment}"), PAGE),
              Tell(to.reviewers, _l("重新办理：{title}"), _l("提出单位要求{unit}重新办理“{title}”（{code}），期限 {due}，逾期的请督办。理由：{comment}"), PAGE)),
        source_of_rule="附件1·八(二)", help=_l("没有解决的，写明理由，责任单位按新期限再办。"),
    ),
))
# fmt: on
