"""What nobody changes once the scores are known: who judges, and who is judged. Whoever sees a ranking cannot bend it."""

from __future__ import annotations

from marketplace.claims.models import Claim
from marketplace.evaluation import queries
from marketplace.evaluation.panel import Panel
from marketplace.i18n import _
from marketplace.scenarios.models import Round


def why_not_adding(round_: Round) -> list[str]:
    """Why no expert can be added now; empty while sheets are missing, or too few experts sit."""
    if not Panel.of(round_).is_complete:
        return []
    return [_("各专家的评分表已经交齐，分数已经显示，不能再增加专家。请作出评榜结论；有专家回避、人数不足时可以再派。")]


def why_not_again(claim: Claim) -> list[str]:
    """Why eligibility cannot be decided again now; an annulment opens it again, for an objection may have asked for it."""
    round_ = claim.round
    if claim.eligible is None or queries.was_annulled(round_) or not Panel.of(round_).is_complete:
        return []
    return [
        _(
            "各专家的评分表已经交齐，分数已经显示，资格审查结论不能再改。确有错误的，揭榜方可以在公示期内提出异议；"
            "撤销公示后可以重新审查。"
        )
    ]
