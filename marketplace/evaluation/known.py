"""What nobody changes once the scores are known: who judges, and who is judged. Whoever sees a ranking cannot bend it."""

from __future__ import annotations

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.audit import queries as audit
from marketplace.audit import service as auditing
from marketplace.claims.models import Claim
from marketplace.claims.opening import opened_claims
from marketplace.evaluation import grounds, queries
from marketplace.evaluation.models import Assignment, Notice
from marketplace.evaluation.panel import Panel
from marketplace.i18n import _
from marketplace.scenarios.models import Round

DECIDING = frozenset({"find_eligible", "find_ineligible"})
"""The events that decide a claim's eligibility."""


def note(round_: Round) -> None:
    """Once a lawful panel's sheets are all in, the scores are known, for ever."""
    if round_.panel_known_at is not None or not Panel.of(round_).is_complete:
        return
    round_.panel_known_at = clock.now()
    round_.scores_known_at = round_.scores_known_at or round_.panel_known_at
    auditing.append(
        actor=None,
        action="know_scores",
        label=_("评分表交齐"),
        subject_kind="round",
        subject_ref=f"{round_.scenario.code}/{round_.number}",
        round_number=round_.number,
    )


def is_known(round_: Round) -> bool:
    """Whether the sheets of the panel that sits are or were all in."""
    return round_.panel_known_at is not None or Panel.of(round_).is_complete


def missing(round_: Round) -> int:
    """How many experts a lawful panel lacks."""
    sitting, figures = len(Panel.of(round_).sitting), round_.figures
    short = max(int(figures.get("fewest_experts", 1)) - sitting, 0)
    return short + 1 if figures.get("odd_experts") and (sitting + short) % 2 == 0 else short


def why_not_adding(round_: Round) -> list[str]:
    """Why no expert can be added now; after an annulment only the new panel is filled up."""
    if is_known(round_):
        return [
            _(
                "各专家的评分表已经交齐，分数已经显示，不能再增加专家。请作出评榜结论；专家有问题的，在公示期内以异议提出。"
            )
        ]
    if round_.scores_known_at is not None and not missing(round_):
        return [_("新的专家组已经抽齐，不能再增加专家。")]
    return []


def why_not_choosing(round_: Round) -> list[str]:
    """Why no expert can be chosen by hand: only the first panel can, until one of it has left."""
    if reasons := why_not_adding(round_):
        return reasons
    left = any(one.is_recused for one in queries.assignments(round_))
    if left or round_.scores_known_at is not None:
        return [_("接替的专家一律随机抽取，不能选派。请填写抽取几位。")]
    return []


def why_not_leaving(assignment: Assignment) -> list[str]:
    """Why an expert can no longer leave the panel; empty while its sheets are not all in."""
    if not is_known(assignment.round):
        return []
    return [
        _(
            "本轮评分表已经交齐，专家不能再退出，已锁定的评分照常计入。"
            "有利害关系的，请立即书面告知区城市办，由有关单位在公示期内提出异议。"
        )
    ]


# --- eligibility ----------------------------------------------------------------------------------------------------


def is_pending(claim: Claim) -> bool:
    """Whether an upheld objection to the last result named the claim and nobody has decided again since."""
    return _is_named(claim, grounds.last_annulled(claim.round))


def _is_named(claim: Claim, annulled: Notice | None) -> bool:
    if annulled is None or annulled.ended_at is None or claim.eligible is None:
        return False
    decided = claim.eligibility_at
    return claim.ref in grounds.named_claims(annulled) and (decided is None or decided < annulled.ended_at)


def pending(round_: Round) -> list[Claim]:
    """The claims whose eligibility is to be decided again before the round can be concluded."""
    annulled = grounds.last_annulled(round_)
    return [claim for claim in opened_claims(round_) if _is_named(claim, annulled)] if annulled else []


def why_not_again(claim: Claim, by: Person | None = None) -> list[str]:
    """Why eligibility cannot be decided again now: once scores are known, only for what an upheld objection names, once,
    and by an officer who did not decide it before."""
    if claim.eligible is None:
        return []
    if claim.round.scores_known_at is None and not is_known(claim.round):
        return []
    if not is_pending(claim):
        return [
            _(
                "各专家的评分表已经交齐，分数已经显示，资格审查结论不能再改。确有错误的，揭榜方可以在公示期内提出异议；"
                "异议成立、撤销公示后，由没有审查过的人重新审查异议指明的申请。"
            )
        ]
    if by is not None and by.id in deciders(claim):
        return [_("你审查过这份申请，由没有审查过的另一位初审人重新审查。")]
    return []


def deciders(claim: Claim) -> set[int | None]:
    """Who decided the claim's eligibility before."""
    return {one.actor_id for one in audit.history("claim", claim.ref) if one.action in DECIDING}


def settle(round_: Round) -> bool:
    """Mark that experts may read, once nothing is left to decide; answers whether it was so from now on."""
    undecided = any(claim.state == "submitted" for claim in opened_claims(round_)) or pending(round_)
    if undecided or round_.eligibility_settled_at is not None:
        return False
    round_.eligibility_settled_at = clock.now()
    return True
