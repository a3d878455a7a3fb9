"""What locking a sheet and explaining a score bring about."""

from __future__ import annotations

from marketplace.scoring import completion, forms
from marketplace.scoring.models import ScoreSheet
from marketplace.workflow import Move


def lock(move: Move) -> None:
    """The scores stand for good."""
    sheet: ScoreSheet = move.subject
    sheet.scores = forms.kept(sheet.claim.round.criteria, move.values)
    sheet.updated_at = sheet.locked_at = move.now
    sheet.revision += 1
    move.notes["scores"] = sheet.scores


def follow(move: Move) -> None:
    """Perhaps it was the last sheet that was missing."""
    completion.follow(move.subject.claim.round)


def explain(move: Move) -> None:
    """What was said is kept beside the scores, which stay as they were locked."""
    sheet: ScoreSheet = move.subject
    now = move.now.isoformat(timespec="seconds")
    said = {name.removeprefix("explain_"): text for name, text in move.values.items()}
    sheet.explanations = sheet.explanations | {
        n: {**sheet.explanations[n], "text": text, "at": now} for n, text in said.items()
    }
    sheet.revision += 1
    move.notes["explanations"] = sheet.explanations
