"""What keeps a sheet from being scored, locked or explained now."""

from __future__ import annotations

from collections.abc import Iterator

from marketplace.claims.models import Claim
from marketplace.errors import Complaint
from marketplace.i18n import _
from marketplace.panel.judging import why_not_judging
from marketplace.scoring.explaining import why_not_explaining
from marketplace.scoring.models import ScoreSheet
from marketplace.workflow import Move


def why_not_scoring(claim: Claim) -> list[str]:
    """Why no expert can score the claim now; empty when they can."""
    if reasons := why_not_judging(claim.round):
        return reasons
    if not claim.round.is_settled:
        return [_("还有申请没有作资格审查或补正没有结束，全部结束后才能看申请、打分，届时通知你。")]
    return [_("这份申请资格不符，不用打分。")] if claim.is_ineligible else []


def not_to_be_scored(move: Move) -> Iterator[Complaint]:
    """The sheet is not locked, the round is being judged, eligibility is decided, and the claim is not ineligible."""
    sheet: ScoreSheet = move.subject
    locked = [_("评分表已锁定，不能再改。")] if sheet.locked_at else []
    yield from map(Complaint, locked or why_not_scoring(sheet.claim))


def interest_declared(move: Move) -> Iterator[Complaint]:
    """The expert declared that they have no interest."""
    if not move.subject.assignment.declared:
        yield Complaint(_("请先声明有无利害关系，再打分。"), field="declare")


def not_to_be_explained(move: Move) -> Iterator[Complaint]:
    """The expert sits in the panel, the result is not on notice, and what they explain is flagged."""
    sheet: ScoreSheet = move.subject
    gone = [_("你已不在本轮专家组，不用说明。")] if sheet.assignment.is_recused else []
    reasons = gone or why_not_explaining(sheet.claim.round)
    flagged = sheet.explanations and all(name.removeprefix("explain_") in sheet.explanations for name in move.values)
    yield from map(Complaint, reasons or ([] if flagged else [_("这一项没有需要说明的偏离。")]))
