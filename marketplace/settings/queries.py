"""Which figures are in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import g
from sqlalchemy import select

from marketplace import clock
from marketplace.extensions import db
from marketplace.settings.figures import FIGURES
from marketplace.settings.models import Setting


def changes() -> Sequence[Setting]:
    """Every change, the oldest effect first; read once per request."""
    if "settings" not in g:
        g.settings = db.session.scalars(select(Setting).order_by(Setting.effective_from, Setting.id)).all()
    result: Sequence[Setting] = g.settings
    return result


def in_force(key: str, at: datetime | None = None) -> int:
    """The figure at a moment (now unless given): the last change whose effect has begun, else what the table says.

    :raises KeyError: there is no such figure.
    """
    moment = at or clock.now()
    value = FIGURES[key].value
    for row in changes():
        if row.key == key and row.effective_from <= moment:
            value = row.value
    return value


def coming(key: str) -> Setting | None:
    """The next change of a figure whose effect has not begun."""
    now = clock.now()
    return next((row for row in changes() if row.key == key and row.effective_from > now), None)


PUBLISHED = (
    "amendment_days",
    "question_close_days",
    "question_answer_days",
    "terms_objection_days",
    "terms_amendment_days",
    "objection_answer_days",
    "objection_block_days",
    "experts_objection_days",
    "group_decision_days",
    "callback_days",
    "notice_days",
    "correction_days",
    "agreement_days",
    "leave_hours",
    "replacement_days",
    "key_wait_days",
    "unopened_days",
    "proposal_answer_days",
    "end_objection_days",
    "outlier_points",
)
"""What a round is published with and keeps, beside its selection method's figures."""


def published_with(at: datetime) -> dict[str, int]:
    """The periods that a round begun at that moment keeps to its end."""
    return {key: in_force(key, at) for key in PUBLISHED}


def of_round(figures: Mapping[str, Any], key: str) -> int:
    """A figure of a round: as it was published with it; for a round of before this table, what held then."""
    value: int = figures.get(key, FIGURES[key].value)
    return value
