"""What the scores put on a desk."""

from __future__ import annotations

from collections.abc import Iterator

from marketplace.accounts.models import Person
from marketplace.i18n import _
from marketplace.room import Desk, Waiting
from marketplace.scoring.queries import owed_sheets, unexplained


def desk(person: Person) -> Desk:
    """Sheets and explanations owed; of others nothing is asked."""
    if not person.judges:
        return Desk()
    return Desk(waiting=[line for part in (_evaluations, _explanations) for line in part(person)])


def _evaluations(person: Person) -> Iterator[Waiting]:
    """Rounds in which an expert still owes sheets."""
    for assignment, done, needed in owed_sheets(person.id):
        scenario = assignment.round.scenario
        yield Waiting(
            scenario.public_title,
            _("评分表 %(done)d / %(all)d 已锁定", done=done, all=needed),
            scenario.due_at,
            "/desk/evaluations/",
            _("打分"),
            assignment.assigned_at,
            ("evaluations.own", None),
        )


def _explanations(person: Person) -> Iterator[Waiting]:
    """Scores far from the others' that the expert has not explained yet."""
    for sheet in unexplained(person.id):
        scenario = sheet.claim.scenario
        yield Waiting(
            scenario.public_title,
            _("%(ref)s 有评分与其他专家相差较大", ref=sheet.claim.ref),
            scenario.due_at,
            f"/desk/evaluations/{sheet.claim.ref}/#explaining",
            _("说明偏离"),
            sheet.locked_at,
            ("evaluations.own", None),
        )
