"""An expert scores one claim: the declaration first, then drafts, then the lock."""

from __future__ import annotations

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.acts import Kind
from marketplace.acts import service as acts
from marketplace.acts.kind import Form
from marketplace.claims import service as claims
from marketplace.claims.models import Claim
from marketplace.errors import Forbidden, NotFound, Unmet
from marketplace.extensions import db, unit_of_work
from marketplace.i18n import _
from marketplace.panel import declaring
from marketplace.panel import service as panels
from marketplace.panel.models import Assignment
from marketplace.scoring import forms, queries
from marketplace.scoring.models import ScoreSheet
from marketplace.scoring.workflow import SHEETS
from marketplace.sheets import Bound
from marketplace.workflow import Move


def _sheet(ref: str) -> ScoreSheet:
    claim_ref, _slash, expert = ref.rpartition("/")
    found = queries.sheet_of(claims.claim_by_ref(claim_ref), int(expert))
    if found is None:
        raise NotFound(_("没有这份揭榜申请。"))
    return found


SHEET = Kind(
    id="score_sheet",
    table=SHEETS,
    load=_sheet,
    ref=lambda sheet: f"{sheet.claim.ref}/{sheet.expert_id}",
    see="evaluation.write",
)


def judge_claim(
    *, ref: str, by: Person, form: Form, declares: bool, scores: bool, lock: bool, revision: int | None
) -> None:
    """What one sending of an expert's page holds, in order, in one transaction: the declaration, then the scores.

    With an interest declared there is nothing more to score. Errors as of the two acts.
    """
    with unit_of_work():
        recused = False
        if declares:
            said = ("".join(form.get(name, ())[:1]) for name in ("declare", "declare_reason"))
            recused = panels.declare(ref=ref, declared=next(said), reason=next(said), by=by).is_recused
        if scores and not recused:
            score_claim(ref=ref, form=form, lock=lock, by=by, revision=revision)


def score_claim(*, ref: str, form: Form, lock: bool, by: Person, revision: int | None) -> None:
    """Save an expert's scores for one claim; `lock` makes them final.

    :raises Forbidden: the expert is recused.
    :raises WrongState: the sheet is locked, or the evaluation is over.
    :raises Stale: another tab saved meanwhile.
    :raises Unmet: there is no declaration yet, a score is no whole number from 0 to 100; to lock, all must be there with a note.
    """
    with unit_of_work():
        claim = claims.claim_by_ref(ref)
        place = declaring.own_assignment(claim, by)
        if place.is_recused:
            raise Forbidden(declaring.why_gone(place), _("不能打分。"))
        sheet = queries.sheet_of(claim, by.id) or _begin(claim, place)
        if lock:
            acts.act(SHEET, ref=SHEET.ref(sheet), action="lock_scores", by=by, form=form, revision=revision)
        else:
            _save(sheet, form, by, revision)


def _begin(claim: Claim, place: Assignment) -> ScoreSheet:
    """An empty sheet, of which nothing is on record before it is locked."""
    sheet = ScoreSheet(
        claim=claim,
        expert_id=place.expert_id,
        assignment=place,
        revision=1,
        scores=[],
        explanations={},
        updated_at=clock.now(),
    )
    db.session.add(sheet)
    db.session.flush()
    return sheet


def _save(sheet: ScoreSheet, form: Form, by: Person, revision: int | None) -> None:
    """A draft is kept as it is, wherever it could be locked once it is complete."""
    move = Move(sheet, by, clock.now(), SHEETS.pick("lock_scores", by, sheet, clock.now()))
    if unmet := move.unmet(with_form=False):
        raise Unmet.of(unmet)
    SHEETS.require_seen(sheet, revision)
    bound = Bound.of_form(forms.scores(move), form)
    if bound.complaints:
        raise Unmet.of(bound.complaints)
    sheet.scores, sheet.updated_at = forms.kept(sheet.claim.round.criteria, bound.values), move.now
    sheet.revision += 1
    db.session.flush()
