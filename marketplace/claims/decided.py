"""What became of a round's claims at its deadline."""

from __future__ import annotations

from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.columns import Document
from marketplace.extensions import Base
from marketplace.scenarios import decisions
from marketplace.scenarios.decisions import Decision, newest, or_none


class Opening(Decision, Base):
    """The claims of a round were counted, and opened (开榜) unless it lapsed with all of them sealed; once a round."""

    __tablename__ = "opening"
    __table_args__ = (UniqueConstraint("round_id"),)
    unsealed: Mapped[bool]
    claims_count: Mapped[int]
    """How many complete claims there were."""
    claimant_ids: Mapped[list[int]] = mapped_column(Document, default=list)
    """Lead and member organisations of the opened claims."""


def _of(column: Any) -> Any:
    return newest(Opening, column)


decisions.fact("opened_claims_at", newest(Opening, Opening.at, Opening.unsealed), at_hand=True)
decisions.fact("claims_count", _of(Opening.claims_count), at_hand=True)
decisions.fact("claimant_ids", or_none(_of(Opening.claimant_ids)), at_hand=True)
