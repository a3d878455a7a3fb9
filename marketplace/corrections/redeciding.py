"""Why eligibility is not decided again once the scores are known, and what an upheld objection lets be decided anew."""

from __future__ import annotations

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.audit import queries as audit
from marketplace.claims.models import Claim
from marketplace.claims.opening import opened_claims
from marketplace.corrections.decided import EligibilitySettling
from marketplace.extensions import db
from marketplace.i18n import _
from marketplace.objections import grounds
from marketplace.objections.models import Notice
from marketplace.scenarios.models import Round
from marketplace.scoring import completion

DECIDING = frozenset({"find_eligible", "find_ineligible"})
"""The events that decide a claim's eligibility."""


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
    if claim.round.scores_known_at is None and not completion.is_known(claim.round):
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


def settle(round_: Round, *, by: Person) -> bool:
    """Mark that experts may read, once nothing is left to decide; answers whether it was so from now on."""
    undecided = any(claim.is_entered for claim in opened_claims(round_)) or pending(round_)
    if undecided or round_.eligibility_settled_at is not None:
        return False
    _decide(round_, settled=True, by=by, why="")
    return True


def reopen(round_: Round, *, by: Person, why: str) -> None:
    """Named claims are to be decided again: no expert reads on before they are."""
    _decide(round_, settled=False, by=by, why=why)


def _decide(round_: Round, *, settled: bool, by: Person, why: str) -> None:
    db.session.add(EligibilitySettling(round=round_, at=clock.now(), by=by, why=why[:2000], settled=settled))
    db.session.flush()
