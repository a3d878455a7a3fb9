"""Once all sheets of the panel are in, the scores are known, for ever."""

from __future__ import annotations

from marketplace.audit import service as auditing
from marketplace.i18n import _l
from marketplace.panel import changes
from marketplace.panel.models import Assignment
from marketplace.scenarios.models import Round
from marketplace.scoring import explaining
from marketplace.scoring.panel_scores import Panel


def note(round_: Round) -> None:
    """Once a lawful panel's sheets are all in, the scores are known, for ever."""
    if round_.panel_known_at is not None or not Panel.of(round_).is_complete:
        return
    changes.close(round_)
    auditing.append(
        actor=None,
        action="know_scores",
        label=_l("评分表交齐"),
        subject_kind="round",
        subject_ref=f"{round_.scenario.code}/{round_.number}",
        round_number=round_.number,
    )


def is_known(round_: Round) -> bool:
    """Whether the sheets of the panel that sits are or were all in."""
    return round_.panel_known_at is not None or Panel.of(round_).is_complete


def owes(assignment: Assignment) -> bool:
    """Whether sheets of this expert are missing."""
    return any(seat.owes for seat in Panel.of(assignment.round).seats if seat.assignment is assignment)


def follow(round_: Round) -> None:
    """Something changed that may have completed the sheets: note it, and flag what lies far from the others."""
    note(round_)
    explaining.flag_outliers(round_)
