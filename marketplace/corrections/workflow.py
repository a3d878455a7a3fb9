"""A correction and the decision on eligibility, row by row: pages, permissions, refusals and messages read it."""

from __future__ import annotations

from marketplace.accounts.predicates import reviewer
from marketplace.claims.models import Claim
from marketplace.claims.permissions import writes_claim
from marketplace.claims.states import ELIGIBLE, EXAMINED, INELIGIBLE
from marketplace.claims.states import STATES as CLAIM_STATES
from marketplace.corrections import audiences as to
from marketplace.corrections import effects as do
from marketplace.corrections import forms
from marketplace.corrections import guards as must
from marketplace.corrections.states import ASKED, NOT_ASKED, STATES, standing_of
from marketplace.i18n import _l
from marketplace.workflow import Facts, Table, Tell, Transition


def _revision(claim: Claim) -> int:
    return claim.revision


# Tables: each row keeps the lines in which it reads best.
# fmt: off
CORRECTIONS = Table(str(_l("补正")), STATES, (
    Transition(
        "ask_correction", _l("要求补正"), frozenset({NOT_ASKED}), "", reviewer, shut=must.not_to_be_asked, form=forms.asking, known=forms.usual_days,
        effects=(do.ask,), then=(do.issue_notice,),
        tell=(Tell(to.claimant, _l("请补正：{title}"), _l("揭榜申请 {ref} 有形式问题，请牵头单位在 {when} 前补正，只有一次。逾期依现有材料审查。\n{defect}"), "/desk/claims/{ref}/"),),
        done=_l("已要求补正，并已通知揭榜方。答复后或期满后可以作资格审查。"),
        source_of_rule="平台规则", help=_l("只补形式问题；每份申请只有一次。"),
    ),
    Transition(
        "remedy", _l("提交补正"), frozenset({ASKED}), "", writes_claim, deadline=must.too_late, shut=must.not_to_be_remedied, form=forms.REMEDY,
        effects=(do.keep_remedy,),
        tell=(Tell(to.reviewers, _l("已补正：{title}"), _l("揭榜申请 {ref} 已提交补正，请作资格审查，在 {due} 前完成评榜。"), "/desk/claims/{ref}/eligibility"),),
        done=_l("补正已提交，并已通知区城市办。提交的揭榜方案没有改动。"),
        source_of_rule="平台规则", help=_l("只有一次，提交后不能更改。"),
    ),
), Facts(standing_of, _revision))

ELIGIBILITY = Table(str(_l("资格审查")), CLAIM_STATES, tuple(
    Transition(
        action, label, EXAMINED, target, reviewer, shut=must.not_to_be_decided, form=forms.ELIGIBILITY, known=forms.decided,
        effects=(do.decide, do.follow), silent=True, done=_l("{ref} 的资格审查结论已记录。"),
        source_of_rule="平台规则", help=_l("对照揭榜要求逐条写明；评榜中可以重新审查，分数显示以后不能。"),
    )
    for action, label, target in (
        ("find_eligible", _l("资格通过"), ELIGIBLE),
        ("find_ineligible", _l("资格不符"), INELIGIBLE),
    )
), Facts(lambda claim: claim.state, _revision), trusts=True)
# fmt: on
