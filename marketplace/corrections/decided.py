"""When every claim's eligibility was decided, and when some of it was to be decided again."""

from __future__ import annotations

from sqlalchemy import case
from sqlalchemy.orm import Mapped

from marketplace.extensions import Base
from marketplace.scenarios import decisions
from marketplace.scenarios.decisions import Decision, newest


class EligibilitySettling(Decision, Base):
    """Every claim's eligibility is decided, so that experts may read; or claims are to be decided again, so that they may not."""

    __tablename__ = "eligibility_settling"
    settled: Mapped[bool]


decisions.fact(
    "eligibility_settled_at",
    newest(EligibilitySettling, case((EligibilitySettling.settled, EligibilitySettling.at))),
    at_hand=True,
)
