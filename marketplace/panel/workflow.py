"""How a panel is put together and changed, row by row: who, refusals, messages and events read it."""

from __future__ import annotations

from marketplace.accounts.predicates import approver, approver_role, reviewer, reviewer_role
from marketplace.claims.workflow import the_contest
from marketplace.i18n import _l
from marketplace.panel import choosing, declaring, drawing, forms, releasing, renewal, seating, supplementing
from marketplace.panel.models import Assignment
from marketplace.panel.permissions import nothing_waits, proposed_release, sits_there
from marketplace.panel.states import FORMING, PANEL_STATES, SEATED, STATES, UNDECLARED, place_of, standing_of
from marketplace.scenarios.models import Scenario
from marketplace.workflow import Facts, Table, Tell, Transition

RULE = "平台规则"
RELEASE = "/desk/scenarios/{code}/experts/{expert}/release"
DECLARE_EMPLOYERS = "declare_employers"
_WHILE_FORMING = frozenset({FORMING})
_SITTING = frozenset({UNDECLARED, SEATED})


def _revision(scenario: Scenario) -> int:
    return scenario.revision


def _uncounted(_place: Assignment) -> int:
    """Nothing of a place is counted: each act asks what it rests on."""
    return 0


# Tables: each row keeps the lines in which it reads best.
# fmt: off
PANEL_TABLE = Table(str(_l("专家组")), PANEL_STATES, (
    Transition(
        "draw_experts", _l("抽取专家"), _WHILE_FORMING, "", reviewer, shut=seating.shut, form=forms.DRAW,
        guards=(drawing.somebody_is_left,), checks=(drawing.number_fits,), effects=(drawing.draw,), silent=True,
        done=_l("已抽取 {n} 位专家，已通知他们声明利害关系并打分。"),
        source_of_rule=RULE, help=_l("从开榜时固定的专家名单里按规则随机抽取。"),
    ),
    Transition(
        "assign_experts", _l("选派专家"), _WHILE_FORMING, "", reviewer, shut=choosing.shut, form=forms.CHOOSE, aside=True,
        checks=(choosing.choice_fits, choosing.says_why), effects=(choosing.seat_chosen,),
        done=_l("专家已分派，已通知他们声明利害关系并打分。"),
        source_of_rule=RULE, help=_l("只有首次组成专家组时可以选派，理由印入评榜报告。"),
    ),
    Transition(
        "release_experts", _l("更换专家"), frozenset(PANEL_STATES), "", the_contest, effects=(renewal.release_all,), then=(renewal.refill,),
        source_of_rule=RULE, help=_l("专家有问题的异议成立，或者有申请没有评分：全部更换，重新评审。"),
    ),
), Facts(standing_of, _revision), trusts=True)

POOL_TABLE = Table(str(_l("专家名册")), PANEL_STATES, (
    Transition(
        "supplement_pool", _l("补充专家名册"), _WHILE_FORMING, "", approver, shut=supplementing.shut, form=forms.SUPPLEMENT,
        checks=(supplementing.choice_fits,), effects=(supplementing.supplement,), then=(supplementing.draw_missing,),
        done=_l("名册已补充，已按同一规则抽取{names}，已通知他们。"),
        source_of_rule=RULE, help=_l("名单抽完的，从名册补充缺额的三倍，补充后立即抽取。"),
    ),
), Facts(standing_of, _revision), trusts=True)

PLACES = Table(str(_l("专家席位")), STATES, (
    Transition(
        DECLARE_EMPLOYERS, _l("申报任职经历"), _SITTING, "", sits_there, shut=declaring.shut, form=forms.EMPLOYERS,
        effects=(declaring.keep_employers,), source_of_rule=RULE, help=_l("填写后即存入专家档案，并与本轮各单位核对。"),
    ),
    Transition(
        "declare", _l("利益声明"), _SITTING, "", sits_there, shut=declaring.shut, form=forms.DECLARE,
        checks=(declaring.is_unbound,), effects=(declaring.declare,), then=(declaring.follow,),
        source_of_rule=RULE, help=_l("声明有利害关系的回避整轮，不能收回。"),
    ),
    Transition(
        "propose_release", _l("提请更换专家"), _SITTING, "", reviewer, shut=releasing.not_to_be_proposed, form=forms.PROPOSE_RELEASE,
        effects=(releasing.propose,),
        tell=(Tell(releasing.deciders, _l("提请更换专家：{title}"), _l("请决定是否更换专家：{name}。理由：{reason}"), RELEASE),),
        done=_l("已提请更换，已通知审定人决定。"), source_of_rule=RULE, help=_l("理由印入评榜报告。"),
    ),
    Transition(
        "withdraw_release", _l("撤回更换专家的提请"), frozenset(STATES), "", (reviewer_role | approver_role) & (proposed_release | nothing_waits),
        shut=releasing.nothing_waits, form=forms.WITHDRAW_RELEASE, effects=(releasing.withdraw,),
        tell=(Tell(releasing.deciders, _l("更换专家的提请已撤回：{title}"), _l("更换{name}的提请已撤回，不用再决定。理由：{reason}"), RELEASE),),
        done=_l("提请已撤回，已告知审定人。"), source_of_rule=RULE, help=_l("撤回以后需要的，可以重新提请。"),
    ),
    Transition(
        "release_expert", _l("更换专家"), _SITTING, "", approver, shut=releasing.not_to_be_released, danger=True,
        loses=(_l("这位专家已打的分全部作废，不能再回到本轮；接替的专家从固定的名单里抽取。"),),
        effects=(releasing.release,), then=(releasing.follow,),
        done=_l("专家已更换，已按同一规则抽取接替的专家。"), source_of_rule=RULE, help=_l("由提请以外的人决定。"),
    ),
), Facts(place_of, _uncounted), trusts=True)
# fmt: on
