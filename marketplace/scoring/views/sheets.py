"""An expert's own pages: the declaration, then the contents and the sheet; never anybody else's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import authorise, current_person, may, permission
from marketplace.acts import pages as acting
from marketplace.acts.kind import Form
from marketplace.claims import opening
from marketplace.claims import pages as claim_pages
from marketplace.claims.service import claim_by_ref
from marketplace.claims.sheet import CLAIM
from marketplace.errors import Complaint
from marketplace.i18n import _
from marketplace.panel import declaring, judging
from marketplace.panel import service as panels
from marketplace.panel.states import DECLARATIONS
from marketplace.refused import or_again
from marketplace.scoring import explaining, forms, guards, own_rounds, queries, service
from marketplace.scoring.models import ScoreSheet
from marketplace.scoring.states import FIRST, STATES
from marketplace.scoring.views.blueprint import bp
from marketplace.section_pages import sent_form, sent_revision
from marketplace.sheets import Bound

EXPLAINED = re.compile(r"explain_[0-9]{1,3}")


@bp.get("/desk/evaluations/")
@permission("evaluations.own")
def tasks() -> ResponseReturnValue:
    return render_template("scoring/tasks.html", nav="desk", rounds=own_rounds.tasks(current_person()))


@bp.get("/desk/evaluations/<ref>/")
@permission("evaluations.own")
def sheet(ref: str) -> ResponseReturnValue:
    return _sheet(ref, acting.restored())


def _sheet(ref: str, form: Form | None = None, complaints: Sequence[Complaint] = ()) -> str:
    claim = claim_by_ref(ref)
    assignment = declaring.own_assignment(claim, current_person())
    authorise("evaluation.write", assignment)
    stored = queries.sheet_of(claim, assignment.expert_id)
    criteria = claim.round.criteria
    return render_template(
        "scoring/sheet.html",
        nav="desk",
        claim=claim,
        scenario=claim.scenario,
        assignment=assignment,
        sheet=stored,
        scores=_scores(criteria, stored, form),
        criteria=criteria,
        complaints=complaints,
        sections=CLAIM.sections,
        revision=stored.revision if stored else 1,
        state=STATES[stored.state if stored else FIRST],
        reads=may("claim.read", claim),
        declare=_first(form, "declare"),
        declare_reason=_first(form, "declare_reason"),
        employers=_first(form, "employers"),
        refused=judging.why_not_judging(claim.round),
        unscorable=guards.why_not_scoring(claim),
        others=opening.claims_to_judge(claim.round),
        body=claim_pages.readable(claim.opened_body or {}),
        declarations=DECLARATIONS,
        explained=_flagged(stored, form),
        unexplainable=explaining.why_not_explaining(claim.round),
        **claim_pages.asked(claim),
    )


def _scores(criteria: forms.Criteria, sheet: ScoreSheet | None, form: Form | None) -> list[dict[str, str]]:
    """Score and note of each criterion, as typed or as stored."""
    section = forms.scores_of(criteria)
    if form is not None and _has_scores(form):
        raw = Bound.of_form(section, form).raw
    else:
        raw = Bound.of_values(section, forms.filled_in(sheet.scores if sheet else [])).raw
    return [{"score": raw[f"score_{n}"], "note": raw[f"note_{n}"]} for n in range(len(criteria))]


def _flagged(sheet: ScoreSheet | None, form: Form | None) -> dict[int, dict[str, Any]]:
    """The flagged scores, with what was typed to each."""
    rows = sheet.explanations if sheet else {}
    return {int(n): {**row, "typed": _first(form, f"explain_{n}") or row.get("text") or ""} for n, row in rows.items()}


def _first(form: Form | None, name: str) -> str:
    return ((form or {}).get(name) or [""])[0]


def _has_scores(form: Form) -> bool:
    return _locks(form) or any(name.startswith(("score_", "note_")) for name in form)


def _locks(form: Form) -> bool:
    return _first(form, "lock") not in ("", "no")


@bp.post("/desk/evaluations/<ref>/")
@permission("evaluations.own")
def score(ref: str) -> ResponseReturnValue:
    """Three forms are sent here: words to flagged scores; a declaration; scores, with which a declaration may come."""

    def show(sent: Form | None, complaints: tuple[Complaint, ...]) -> str:
        return _sheet(ref, sent, complaints)

    form = sent_form()
    if any(EXPLAINED.fullmatch(name) for name in form):
        own = f"{ref}/{current_person().id}"
        return acting.post(service.SHEET, own, "explain_scores", show, lambda _move: url_for("scoring.sheet", ref=ref))
    return or_again(lambda: _judge(ref, form), lambda complaints: show(form, complaints))


def _judge(ref: str, form: Form) -> ResponseReturnValue:
    """What is declared of employers stays, whatever becomes of the rest."""
    if employers := _first(form, "employers").strip():
        panels.note_employers(ref=ref, text=employers, by=current_person())
    service.judge_claim(
        ref=ref,
        by=current_person(),
        form=form,
        declares="declare" in form or not _has_scores(form),
        scores=_has_scores(form),
        lock=_locks(form),
        revision=sent_revision(),
    )
    flash(_("评分表已锁定。") if _locks(form) else _("已保存。"))
    return redirect(url_for("scoring.sheet", ref=ref) if request.form.get("stay") else url_for("scoring.tasks"))
