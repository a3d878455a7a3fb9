"""From whom a round's experts are drawn, and until when anybody joins or leaves them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, case, func, select, type_coerce
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.columns import Document, Moment
from marketplace.extensions import Base
from marketplace.panel.models import Assignment
from marketplace.scenarios import decisions
from marketplace.scenarios.decisions import Decision, everyone, newest
from marketplace.scenarios.models import Round


class FrozenPool(Decision, Base):
    """The experts that a round's draws use from then on: as the opening found them, or with those of another list."""

    __tablename__ = "frozen_pool"
    experts: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    """`{expert, name, fields, employers, matches, load, excluded}`, and of one that was added `added`."""
    sha256: Mapped[str] = mapped_column(String(64))


class PanelTurn(Decision, Base):
    """The sheets of the panel that sits are all in, so that nobody joins or leaves it; or another panel begins to judge."""

    __tablename__ = "panel_turn"
    is_complete: Mapped[bool]


def _first_known() -> Any:
    rows = select(func.min(PanelTurn.at)).where(PanelTurn.round_id == Round.id, PanelTurn.is_complete)
    return type_coerce(rows.correlate_except(PanelTurn).scalar_subquery(), Moment)


decisions.fact("expert_pool", newest(FrozenPool, FrozenPool.experts))
decisions.fact("expert_pool_sha256", func.coalesce(newest(FrozenPool, FrozenPool.sha256), ""))
decisions.fact("panel_known_at", newest(PanelTurn, case((PanelTurn.is_complete, PanelTurn.at))))
decisions.fact("scores_known_at", _first_known())
decisions.fact(
    "declared_expert_ids",
    everyone(Assignment.expert_id, Assignment.declared == "none", Assignment.released_at.is_(None)),
    at_hand=True,
)
