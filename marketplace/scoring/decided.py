"""What an evaluation came to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.columns import Document
from marketplace.extensions import Base
from marketplace.scenarios import decisions
from marketplace.scenarios.decisions import Decision, everyone, newest

CONCLUDED, VOIDED, LEFT_OUT = "concluded", "voided", "left_out"


class Conclusion(Decision, Base):
    """The ranking from now on: concluded, void with an annulled notice, or without a claim that is out."""

    __tablename__ = "conclusion"
    what: Mapped[str] = mapped_column(String(20))
    """`concluded`, `voided` or `left_out`."""
    ranking: Mapped[list[dict[str, Any]] | None] = mapped_column(Document)
    """`[{claim, organisation, score, rank, …}]`; None where it is void."""


decisions.fact("ranking", newest(Conclusion, Conclusion.ranking))
decisions.fact("concluder_ids", everyone(Conclusion.by_id, Conclusion.what == CONCLUDED))
