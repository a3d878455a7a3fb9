"""The scenario's lifecycle, row by row (DESIGN section 3). It reads like the regulation, and everything reads it:
buttons, permissions, timeline, audit event, messages, and the page that `workflow draw` prints."""

from __future__ import annotations

from marketplace.accounts.predicates import approver, publisher_lead, reviewer, signs, unbound
from marketplace.i18n import _l
from marketplace.lifecycle import audiences as to
from marketplace.lifecycle import effects as do
from marketplace.lifecycle import end_guards as ending
from marketplace.lifecycle import forms
from marketplace.lifecycle import guards as must
from marketplace.lifecycle.annulling import annul_notice, explain_second_annulment
from marketplace.lifecycle.clockwork import the_clock
from marketplace.lifecycle.deadlines import amended_deadline, opening_deadline
from marketplace.lifecycle.drafts import publisher_clerk
from marketplace.lifecycle.holds import HOLDS
from marketplace.lifecycle.owing import proposed_against_who_owes, winner_owes_something
from marketplace.lifecycle.proposals import record_proposal, use_proposal
from marketplace.lifecycle.retracting import one_s_own_is_retracted, proposer, retract_proposal
from marketplace.lifecycle.ruled import (
    Reasoned,
    known_reasons,
    nothing_stands,
    overrides,
    overrides_and_waives,
    rule_on_findings,
    waives,
)
from marketplace.scenarios.permissions import amender, announced_it, concluded_it, forfeited_it, is_winner
from marketplace.scenarios.states import (
    AWARDED,
    COMPLETED,
    DRAFT,
    EFFECTIVE,
    EVALUATED,
    EVALUATING,
    LAPSED,
    NOTICE,
    OPEN,
    PLAN_SUBMITTED,
    RECOMMENDED,
    REJECTED,
    RETURNED,
    STATES,
    SUBMITTED,
    TERMINATED,
    UNDERWAY,
    VETTED,
    WITHDRAWN,
)
from marketplace.supervision.queries import has_completion_milestone
from marketplace.workflow import Table, Tell, Transition


def _from(*states: str) -> frozenset[str]:
    return frozenset(states)


def _without_completion(scenario: object) -> bool:
    return not has_completion_milestone(scenario)  # type: ignore[arg-type]  # the table's subjects are scenarios


DESK = "/desk/scenarios/{code}/"
PUBLIC = "/scenarios/{code}/"
PROPOSALS = "/desk/proposals/{proposal}/"
PROPOSED_IN = tuple(row.id for row in STATES.values() if row.proposes)

# A table: each row keeps the lines in which it reads best.
# fmt: off
ROWS = (
    # --- planning and review --------------------------------------------------------------------------------------
    Transition(
        "submit", _l("上报"), _from(DRAFT, RETURNED), SUBMITTED, publisher_lead, form=forms.PLAIN, page="check", judges="plan",
        guards=(must.plan_complete, nothing_stands), effects=(do.mark_submitted, do.settle_comments),
        tell=(Tell(to.whoever_may, _l("待初审：{title}"),
                   _l("{publisher}上报了《{title}》，请在 {due} 前完成初审。"), DESK + "actions/vet"),),
        source_of_rule="附件1·四", help=_l("上报后区城市办初审，期间不能修改；需要修改时可以先收回。"),
    ),
    *(
        Transition(
            "present", _l("提请签发"), _from(state), state, publisher_clerk, form=forms.PLAIN, page="check", judges="plan",
            guards=(must.not_presented_yet, must.plan_complete, nothing_stands), effects=(do.present_plan,),
            tell=(Tell(to.publisher_leads, _l("请签发：{title}"), words, DESK + "actions/submit"),),
            source_of_rule="附件1·四", help=_l("写完以后提请负责人签发；提请之后又有修改的，要再提请一次。"),
        )
        for state, words in (
            (DRAFT, _l("{who}已写完《{title}》的方案，提请签发。请核对后上报；草稿没有期限。方案再有修改的，要重新提请。{comment}")),
            (RETURNED, _l("{who}已按意见改好《{title}》的方案，提请签发。请核对后在 {due} 前上报。方案再有修改的，要重新提请。{comment}")),
        )
    ),
    Transition(
        "recall", _l("收回"), _from(SUBMITTED), DRAFT, publisher_lead & unbound, form=forms.PLAIN,
        tell=(Tell(to.reviewers, _l("已收回：{title}"), _l("{publisher}收回了《{title}》，暂时不用初审。")),),
        source_of_rule="附件1·四", help=_l("收回后可以修改，改好再上报。"),
    ),
    Transition(
        "return", _l("退回修改"), _from(SUBMITTED), RETURNED, reviewer, form=forms.RETURN, page="review", judges="plan",
        checks=(must.comment_on_a_section,), effects=(do.tie_comments,),
        tell=(Tell(to.publisher, _l("请修改：{title}"), _l("《{title}》被退回修改，意见写在各部分旁。请在 {due} 前改好再上报。{comment}")),),
        source_of_rule="附件1·五(一)", help=_l("意见会出现在发布方填写的那一部分旁边。"),
    ),
    Transition(
        "return", _l("退回修改"), _from(VETTED), RETURNED, approver, form=forms.RETURN, page="review", judges="plan",
        checks=(must.comment_on_a_section,), effects=(do.tie_comments,),
        tell=(Tell(to.publisher, _l("请修改：{title}"), _l("《{title}》被退回修改，意见写在各部分旁。请在 {due} 前改好再上报。{comment}")),),
        source_of_rule="附件1·五(一)", help=_l("意见会出现在发布方填写的那一部分旁边。"),
    ),
    Transition(
        "vet", _l("初审通过"), _from(SUBMITTED), VETTED, reviewer, form=Reasoned(forms.VET, overrides), page="review", judges="plan",
        effects=(do.record_vetting, rule_on_findings), known=known_reasons,
        tell=(Tell(to.whoever_may, _l("待审定：{title}"), _l("《{title}》初审通过，请在 {due} 前审定。"), DESK + "actions/publish"),
              Tell(to.publisher, _l("初审通过：{title}"), _l("《{title}》初审通过，区城市办在 {due} 前审定，这期间不用办理。"))),
        source_of_rule="附件1·五(一)", help=_l("三项标准各打 1 至 5 分并写明理由，审定人和发布方都会看到。"),
    ),
    Transition(
        "reject", _l("不予通过"), _from(SUBMITTED, VETTED), REJECTED, approver, form=forms.REASONED, page="review",
        judges="plan", danger=True, loses=(_l("方案不再审查，不能退回修改，也不能再上报这一稿；发布方只能重新谋划，从草稿开始。"),),
        tell=(Tell(to.publisher, _l("不予通过：{title}"), _l("《{title}》不予通过。理由：{comment}\n可以重新谋划。")),),
        source_of_rule="附件1·五(一)", help=_l("理由会告知发布方；发布方可以重新谋划。"),
    ),
    Transition(
        "publish", _l("推介发布"), _from(VETTED), OPEN, amender, form=Reasoned(forms.PUBLISH, waives), page="review", judges="plan",
        sets_deadline=opening_deadline, known=known_reasons,
        guards=(must.plan_complete, must.deadline_can_be_computed, nothing_stands),
        checks=(must.exception_is_explained,), effects=(do.start_round, rule_on_findings, do.issue_opening),
        tell=(Tell(to.publisher, _l("已推介发布：{title}"), _l("《{title}》已推介发布（{number}），揭榜截止 {deadline}。有提问的会另发消息，请按期限答复；其余不用办理。"), PUBLIC),),
        source_of_rule="附件1·五(三)", public=True, help=_l("发出推介第 1 版并开始揭榜；推介发出后不能更改，只能变更公告。"),
    ),
    # --- the contest ----------------------------------------------------------------------------------------------
    Transition(
        "amend", _l("变更公告"), _from(OPEN), OPEN, amender, form=Reasoned(forms.AMEND, overrides_and_waives), page="review", judges="plan",
        sets_deadline=amended_deadline, known=known_reasons,
        deadline=must.contest_still_runs, guards=(must.plan_complete, nothing_stands),
        checks=(must.something_changed, must.round_keeps_its_rules, must.answers_what_it_names, must.deadline_as_the_rules_say), effects=(rule_on_findings, do.issue_amendment),
        tell=(Tell(to.claimants, _l("变更公告：{title}"), _l("《{title}》有变更公告（{number}）：{reason}\n改动：{changed}。\n揭榜截止 {deadline}。{what_now}"), PUBLIC, secret=True),
              Tell(to.publisher, _l("变更公告已发出：{title}"), _l("《{title}》的变更公告（{number}）已发出。改动：{changed}。揭榜截止 {deadline}。不用再办理，有提问的请按期限答复。"), PUBLIC)),
        source_of_rule="招标投标法 23条", public=True, help=_l("发出推介的下一版，并逐一告知揭榜方。"),
    ),
    Transition(
        "close", _l("截止开榜"), _from(OPEN), EVALUATING, the_clock, guards=(must.deadline_passed, must.enough_claims, *(hold.guard for hold in HOLDS)),
        effects=(do.open_claims,),
        tell=(Tell(to.whoever_may, _l("已开榜：{title}"), _l("《{title}》已截止开榜，请作资格审查、分派专家，在 {due} 前完成评榜。"),
                   DESK + "claims/"),
              Tell(to.opened_claimants, _l("已开榜：{title}"), _l("《{title}》已截止开榜，你单位的申请进入评榜，期限 {due}。要补正的会另发消息，现在不用办理。"), PUBLIC),
              Tell(to.publisher, _l("已开榜：{title}"), _l("《{title}》已截止开榜，区城市办和专家在 {due} 前评榜，这期间不用办理。"), PUBLIC)),
        source_of_rule="附件1·五(三)", public=True,
    ),
    Transition(
        "lapse", _l("流榜"), _from(OPEN), LAPSED, the_clock, guards=(must.cannot_be_opened,),
        effects=(do.lapse_claims, do.explain_lapse, do.announce_lapse),
        tell=(Tell(to.publisher, _l("流榜：{title}"), _l("《{title}》流榜。{why}可以重新谋划。")),
              Tell(to.lapsed_claimants, _l("流榜：{title}"), _l("《{title}》流榜。{why}你单位的申请没有开启，保持密封，不用再办理。"), PUBLIC)),
        source_of_rule="附件1·五(三)", public=True,
    ),
    Transition(
        "lapse", _l("流榜"), _from(EVALUATING, EVALUATED), LAPSED, approver, form=forms.TOLD, danger=True, loses=(_l("本轮就此结束，全部申请失效，不能再评榜、公示；重新推介后各单位须重新揭榜。"),),
        guards=(must.none_qualifies, ending.proposed_by_another, ending.answers_awaited),
        effects=(use_proposal, do.lapse_claims, do.announce_lapse),
        tell=(Tell(to.publisher, _l("流榜：{title}"), _l("《{title}》本轮流榜，没有揭榜方。理由：{comment}\n可以重新谋划。")),
              Tell(to.lapsed_claimants, _l("流榜：{title}"), _l("《{title}》本轮流榜，没有揭榜方，不用再办理；重新推介后可以再次揭榜。理由：{comment}"), PUBLIC)),
        source_of_rule="附件1·五(三)", public=True, help=_l("没有合格的申请时，结束本轮；发布方可以重新谋划。"),
    ),
    Transition(
        "lapse", _l("流榜"), _from(EVALUATING), LAPSED, the_clock, guards=(must.annulled_twice_for_experts,),
        effects=(explain_second_annulment, do.lapse_claims, do.announce_lapse),
        tell=(Tell(to.publisher, _l("流榜：{title}"), _l("《{title}》流榜。{why}可以重新谋划。")),
              Tell(to.lapsed_claimants, _l("流榜：{title}"), _l("《{title}》流榜。{why}不用再办理；重新推介后可以再次揭榜。"), PUBLIC)),
        source_of_rule="平台规则", public=True,
    ),
    Transition(
        "relaunch", _l("重新谋划"), _from(LAPSED, TERMINATED, REJECTED), DRAFT, publisher_lead, form=forms.PLAIN,
        guards=(ending.nobody_objects_to_the_end,), effects=(do.begin_new_cycle,), source_of_rule="平台规则", help=_l("保留全部历史，方案回到草稿，从下一轮重新开始。"),
    ),
    # --- evaluation, notice, award ---------------------------------------------------------------------------------
    Transition(
        "conclude", _l("评榜完成"), _from(EVALUATING), EVALUATED, reviewer, form=forms.PLAIN,
        guards=(must.eligibility_decided, must.some_claim_eligible, must.experts_have_scored, must.enough_experts),
        effects=(do.rank_claims,),
        tell=(Tell(to.whoever_may, _l("待公示：{title}"), _l("《{title}》评榜完成，请在 {due} 前公示拟揭榜方。"), DESK + "actions/announce"),),
        source_of_rule="附件1·五(三)", public=True, help=_l("按各专家加权分的平均值排名；作出结论的人不能公示。"),
    ),
    Transition(
        "announce", _l("公示拟揭榜方"), _from(EVALUATED), NOTICE, approver & ~concluded_it & ~forfeited_it, form=forms.ANNOUNCE,
        guards=(ending.nobody_objects_to_the_forfeit, must.notice_calendar_known), checks=(must.claim_may_be_announced,), effects=(do.begin_notice,),
        tell=(Tell(to.publisher, _l("公示中：{title}"), _l("《{title}》的拟揭榜方开始公示，至 {until}。异议由区城市办答复，公示期满确认揭榜，这期间不用办理。"), PUBLIC),
              Tell(to.opened_claimants, _l("公示中：{title}"), _l("《{title}》的评榜结果开始公示，至 {until}，期间可以提出异议。排名、本单位的得分和各位专家的理由，资格不符的理由，可以登录在本单位的申请页面查看。"), PUBLIC)),
        source_of_rule="附件1·五(三)；公示期为平台规定", public=True, help=_l("公示不少于 5 个工作日，期间任何单位和实名市民可以提出异议。"),
    ),
    Transition(
        "annul", _l("撤销公示"), _from(NOTICE), EVALUATING, approver & ~announced_it, form=forms.ANNUL, danger=True, loses=(_l("现在的公示和排名作废，不能恢复；须重新作出评榜结论、重新公示满期。"),),
        checks=(must.annulment_has_ground,), effects=(annul_notice,),
        tell=(Tell(to.opened_claimants, _l("公示已撤销：{title}"), _l("《{title}》的公示已撤销，重新评榜，期限 {due}。不用再提交申请，结果会再次公示。理由：{comment}"), PUBLIC),
              Tell(to.whoever_may, _l("重新评榜：{title}"), _l("《{title}》的公示已撤销，请在 {due} 前重新评榜。理由：{comment}"), DESK + "claims/"),
              Tell(to.publisher, _l("公示已撤销：{title}"), _l("《{title}》的公示已撤销，区城市办在 {due} 前重新评榜，这期间不用办理。"), PUBLIC)),
        source_of_rule="平台规则", public=True, help=_l("对结果的异议成立，或者法院判决、监督机关决定要求时撤销。只重做它针对的部分：针对专家的，由新抽取的专家全部重新评审，第二次则流榜；针对资格的，由没有审查过的人重新审查；其余已锁定的评分照常计入。"),
    ),
    Transition(
        "award", _l("确认揭榜"), _from(NOTICE), AWARDED, approver, form=forms.PLAIN,
        guards=(must.notice_over, must.objections_answered), effects=(do.award_claim,),
        tell=(Tell(to.winner, _l("中榜：{title}"), _l("你单位揭榜《{title}》已确认。请先与发布方签订协议（期限见揭榜通知书），再编写实施方案，在 {due} 前提交。")),
              Tell(to.losers, _l("评榜结果：{title}"), _l("感谢参加《{title}》的揭榜。本次没有中榜，不用再办理；排名、本单位的得分和各位专家的理由可以登录查看。"),
                   "/desk/claims/"),
              Tell(to.ineligible, _l("评榜结果：{title}"), _l("感谢参加《{title}》的揭榜。你单位的申请资格审查不符，没有参加评分，不用再办理；理由和排名可以登录查看。"),
                   "/desk/claims/"),
              Tell(to.publisher, _l("已揭榜：{title}"), _l("《{title}》已确认揭榜方。揭榜方在 {due} 前提交实施方案，提交前请你单位负责人确认。"))),
        source_of_rule="附件1·五(三)", public=True, help=_l("确认后告知各揭榜方，由揭榜方编写实施方案。"),
    ),
    Transition(
        "forfeit", _l("取消中榜资格"), _from(AWARDED, PLAN_SUBMITTED), EVALUATED, approver, form=forms.FORFEIT, danger=True, loses=(_l("中榜方失去中榜资格，不能恢复；排名顺延，你不能再公示下一名。"),),
        guards=(ending.proposed_by_another,), checks=(ending.answers_awaited_or_waived, winner_owes_something), effects=(use_proposal, do.forfeit_claim),
        tell=(Tell(to.forfeiter, _l("中榜资格已取消：{title}"), _l("《{title}》的中榜资格已取消，不用再办理。理由：{comment}"), "/desk/claims/"),
              Tell(to.whoever_may, _l("待公示：{title}"), _l("《{title}》的中榜资格已取消，请在 {due} 前公示下一名；没有合格者的，办理流榜。"), DESK + "actions/announce"),
              Tell(to.publisher, _l("中榜资格已取消：{title}"), _l("《{title}》的揭榜方已取消中榜资格，区城市办在 {due} 前从排名中另选，这期间不用办理。"))),
        source_of_rule="平台规则", public=True, help=_l("揭榜方放弃或不签协议时使用；排名顺延。"),
    ),
    # --- implementation --------------------------------------------------------------------------------------------
    Transition(
        "submit_plan", _l("提交实施方案"), _from(AWARDED), PLAN_SUBMITTED, is_winner & signs, form=forms.PLAIN, page="check",
        judges="implementation", guards=(must.implementation_complete, must.publisher_endorsed), effects=(do.settle_comments,),
        tell=(Tell(to.whoever_may, _l("实施方案待审：{title}"), _l("《{title}》的实施方案已提交，请在 {due} 前审定。"),
                   DESK + "actions/approve_plan"),
              Tell(to.reviewers, _l("实施方案待审：{title}"), _l("《{title}》的实施方案已提交，由审定人在 {due} 前审定。请先核对，有问题的可以退回。"),
                   DESK + "actions/return_plan")),
        source_of_rule="附件1·五(四)", help=_l("协议已签、发布方已确认后提交，由区城市办审定。"),
    ),
    Transition(
        "return_plan", _l("退回方案"), _from(PLAN_SUBMITTED), AWARDED, reviewer | approver, form=forms.RETURN_PLAN, page="review",
        judges="implementation", checks=(must.comment_on_a_section,), effects=(do.tie_comments,),
        tell=(Tell(to.winner, _l("请修改实施方案：{title}"), _l("《{title}》的实施方案被退回，意见写在各部分旁。请在 {due} 前改好再提交。{comment}")),),
        source_of_rule="附件1·五(四)", help=_l("意见会出现在揭榜方填写的那一部分旁边。"),
    ),
    Transition(
        "approve_plan", _l("方案通过并推介"), _from(PLAN_SUBMITTED), RECOMMENDED, approver, form=forms.ISSUED, page="review",
        judges="implementation", effects=(do.issue_result,),
        tell=(Tell(to.winner, _l("方案通过：{title}"), _l("《{title}》的实施方案已通过并推介（{number}），请按计划开工。"), PUBLIC),
              Tell(to.publisher, _l("方案通过：{title}"), _l("《{title}》的实施方案已通过并推介（{number}）。请按计划开工，开工后由负责人填报。"))),
        source_of_rule="附件1·五(四)", public=True, help=_l("发出写明经营主体、运营模式和回报机制的推介成果。"),
    ),
    Transition(
        "start", _l("开工"), _from(RECOMMENDED), UNDERWAY, publisher_lead, form=forms.HAPPENED, checks=(must.happened_already,),
        effects=(do.record_achievement,), source_of_rule="附件1·六", public=True, help=_l("填开工日期并上传证明。"),
        tell=(Tell(to.followers, _l("已开工：{title}"), _l("《{title}》已于 {happened_on} 开工，不用办理。"), PUBLIC),),
    ),
    Transition(
        "complete", _l("竣工"), _from(UNDERWAY), COMPLETED, publisher_lead, form=forms.HAPPENED, checks=(must.happened_already,),
        effects=(do.record_achievement,), source_of_rule="附件1·六", public=True, help=_l("填竣工日期并上传证明。"),
        tell=(Tell(to.followers, _l("已竣工：{title}"), _l("《{title}》已于 {happened_on} 竣工，不用办理。"), PUBLIC),),
    ),
    Transition(
        "take_effect", _l("见效"), _from(COMPLETED), EFFECTIVE, publisher_lead, form=forms.HAPPENED,
        checks=(must.happened_already,), effects=(do.record_achievement,), source_of_rule="附件1·六", public=True,
        help=_l("目标指标达成后填写日期并上传证明。"),
        tell=(Tell(to.followers, _l("已见效：{title}"), _l("《{title}》已于 {happened_on} 见效，不用办理。"), PUBLIC),),
    ),
    Transition(
        "take_effect", _l("见效"), _from(UNDERWAY), EFFECTIVE, publisher_lead, form=forms.HAPPENED, when=_without_completion,
        checks=(must.happened_already,), effects=(do.record_achievement,), source_of_rule="附件1·六", public=True,
        help=_l("没有建设内容的场景，开工后直接填报见效。"),
        tell=(Tell(to.followers, _l("已见效：{title}"), _l("《{title}》已于 {happened_on} 见效，不用办理。"), PUBLIC),),
    ),
    # --- ends ------------------------------------------------------------------------------------------------------
    *(
        Transition(
            "propose", _l("提请"), _from(state), state, reviewer, form=forms.PROPOSE, aside=True,
            guards=(ending.calendar_known_for_answers,), checks=(ending.can_be_proposed, proposed_against_who_owes), effects=(record_proposal,),
            tell=(Tell(to.publisher, _l("提请{what}：{title}"), _l("区城市办初审人提请对《{title}》办理{what}。理由：{comment}\n有意见的，请在 {until} 前答复；答复写在提请旁边，审定人期满后决定。"), PROPOSALS),
                  Tell(to.concerned, _l("提请{what}：{title}"), _l("区城市办初审人提请对《{title}》办理{what}。理由：{comment}\n有意见的，请在 {until} 前答复；答复写在提请旁边，审定人期满后决定。"), PROPOSALS, secret=state == OPEN),
                  Tell(to.approvers, _l("提请{what}：{title}"), _l("初审人提请对《{title}》办理{what}。理由：{comment}\n答复期至 {until}，期满后请在 {decide_by}决定；到期没有办理的，提请失效。"), PROPOSALS)),
            source_of_rule="平台规则", help=_l("流榜、撤回、取消中榜资格、终止，都先由初审人提请；发布方和有关揭榜单位在答复期内可以答复，期满后由审定人办理，到期没有办理的失效；办理以前提请的人可以撤回。"),
        )
        for state in PROPOSED_IN
    ),
    *(
        Transition(
            "retract", _l("撤回提请"), _from(state), state, proposer, form=forms.RETRACT, aside=True,
            checks=(one_s_own_is_retracted,), effects=(retract_proposal,),
            tell=(Tell(to.approvers, _l("提请已撤回：{title}"), _l("对《{title}》办理{what}的提请已由提请人撤回，不用再决定。理由：{comment}"), PROPOSALS),
                  Tell(to.publisher, _l("提请已撤回：{title}"), _l("区城市办对《{title}》办理{what}的提请已撤回，不用再答复。理由：{comment}"), PROPOSALS),
                  Tell(to.concerned, _l("提请已撤回：{title}"), _l("区城市办对《{title}》办理{what}的提请已撤回，不用再答复。理由：{comment}"), PROPOSALS, secret=state == OPEN)),
            source_of_rule="平台规则", help=_l("撤回以后审定人不能再依它办理；以后仍有需要的，可以重新提请，答复期重新计算。"),
        )
        for state in PROPOSED_IN
    ),
    Transition(
        "withdraw", _l("撤回"), _from(DRAFT, SUBMITTED, RETURNED, VETTED), WITHDRAWN, publisher_lead & unbound, form=forms.REASONED,
        danger=True, loses=(_l("这个场景就此结束，不能再修改、上报，也不能重新谋划；需要时只能另建一个。"),), source_of_rule="平台规则", help=_l("撤回后这个场景就此结束，不能再上报。"),
    ),
    Transition(
        "withdraw", _l("撤回"), _from(OPEN), WITHDRAWN, approver, form=forms.TOLD, danger=True, loses=(_l("这个场景就此结束，不能再揭榜，也不能重新谋划；已提交的申请全部失效，永不开启。"),), guards=(ending.proposed_by_another, ending.answers_awaited), effects=(use_proposal, do.lapse_claims, do.announce_withdrawal),
        tell=(Tell(to.lapsed_claimants, _l("已撤回：{title}"), _l("《{title}》已撤回，你单位的申请随之失效，没有开启，不用再办理。理由：{comment}"), PUBLIC, secret=True),
              Tell(to.publisher, _l("已撤回：{title}"), _l("《{title}》已撤回，不用再办理。理由：{comment}"), PUBLIC)),
        source_of_rule="平台规则", public=True, help=_l("撤回后揭榜终止，逐一告知揭榜方；已密封的申请不会开启。"),
    ),
    Transition(
        "terminate", _l("终止"), _from(AWARDED, PLAN_SUBMITTED, RECOMMENDED, UNDERWAY), TERMINATED, approver,
        form=forms.TOLD, danger=True, loses=(_l("揭榜就此终止，中榜的申请随之终止，不能恢复；发布方只能重新谋划，从下一轮开始。"),), guards=(ending.proposed_by_another, ending.answers_awaited),
        effects=(use_proposal, do.terminate_claim, do.announce_termination),
        tell=(Tell(to.winner, _l("已终止：{title}"), _l("《{title}》已终止，请按方案的退出机制交接。理由：{comment}"), PUBLIC),
              Tell(to.publisher, _l("已终止：{title}"), _l("《{title}》已终止。理由：{comment}\n可以重新谋划。"), PUBLIC)),
        source_of_rule="平台规则", public=True, help=_l("理由里要写明方案的退出机制怎样适用。"),
    ),
)
TABLE = Table(str(_l("场景办理")), STATES, ROWS)
