"""Who was announced, who has won, and who took an award back."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, case
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.columns import Document
from marketplace.extensions import Base
from marketplace.objections.models import Notice
from marketplace.scenarios import decisions
from marketplace.scenarios.decisions import Decision, everyone, newest, or_none

WON, LOST = "won", "lost"


class Award(Decision, Base):
    """A claim has won (中榜), or what it had won was taken from it."""

    __tablename__ = "award"
    what: Mapped[str] = mapped_column(String(10))
    """`won` or `lost`."""
    claim_ref: Mapped[str] = mapped_column(String(20))
    winner_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    """The claim's lead organisation; None only in rows taken over from before awards were kept."""
    member_ids: Mapped[list[int]] = mapped_column(Document, default=list)
    """All organisations of the claim."""


IS_WON = Award.what == WON

decisions.fact("announced_at", newest(Notice, case((Notice.ending != "annul", Notice.announced_at))), at_hand=True)
decisions.fact("announcer_ids", everyone(Notice.announced_by_id))
decisions.fact("award_claim_ref", newest(Award, case((IS_WON, Award.claim_ref))), at_hand=True)
decisions.fact("awarded_at", newest(Award, case((IS_WON, Award.at))), at_hand=True)
decisions.fact("winner_id", newest(Award, case((IS_WON, Award.winner_id))), at_hand=True)
decisions.fact("winning_member_ids", or_none(newest(Award, case((IS_WON, Award.member_ids)))), at_hand=True)
decisions.fact("forfeiter_ids", everyone(Award.by_id, Award.what == LOST))
