"""An expert's own pages: the declaration, then the contents and the sheet; never anybody else's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import authorise, current_person, may, permission
from marketplace.accounts.signing import typed
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
from marketplace.scoring import explaining, own_rounds, queries, service
from marketplace.scoring.models import UNLOCKED, ScoreSheet
from marketplace.scoring.typed import Typed
from marketplace.scoring.views.blueprint import bp
from marketplace.section_pages import sent_form, sent_revision

Form = Mapping[str, Sequence[str]]


@bp.get("/desk/evaluations/")
@permission("evaluations.own")
def tasks() -> ResponseReturnValue:
    return render_template("scoring/tasks.html", nav="desk", rounds=own_rounds.tasks(current_person()))


@bp.get("/desk/evaluations/<ref>/")
@permission("evaluations.own")
def sheet(ref: str) -> ResponseReturnValue:
    restored = typed()
    return _sheet(ref, restored.to_dict(flat=False) if restored else None)


def _sheet(ref: str, form: Form | None = None, complaints: Sequence[Complaint] = ()) -> str:
    claim = claim_by_ref(ref)
    assignment = declaring.own_assignment(claim, current_person())
    authorise("evaluation.write", assignment)
    stored = queries.sheet_of(claim, assignment.expert_id)
    criteria = claim.round.criteria
    scores = Typed.of_scores(criteria, stored.scores if stored else [])
    if form is not None and _has_scores(form):
        scores = Typed.of_form(criteria, form)
    return render_template(
        "scoring/sheet.html",
        nav="desk",
        claim=claim,
        scenario=claim.scenario,
        assignment=assignment,
        sheet=stored,
        scores=scores,
        criteria=criteria,
        complaints=complaints,
        sections=CLAIM.sections,
        revision=stored.revision if stored else 1,
        state=stored.state if stored else UNLOCKED,
        reads=may("claim.read", claim),
        declare=_first(form, "declare"),
        declare_reason=_first(form, "declare_reason"),
        employers=_first(form, "employers"),
        refused=judging.why_not_judging(claim.round),
        unscorable=service.why_not_scoring(claim),
        others=opening.claims_to_judge(claim.round),
        body=claim_pages.readable(claim.opened_body or {}),
        declarations=DECLARATIONS,
        explained=_flagged(stored, form),
        unexplainable=explaining.why_not_explaining(claim.round),
        **claim_pages.asked(claim),
    )


def _flagged(sheet: ScoreSheet | None, form: Form | None) -> dict[int, dict[str, Any]]:
    """The flagged scores, with what was typed to each."""
    rows = sheet.explanations if sheet else {}
    return {int(n): {**row, "typed": _first(form, f"explain_{n}") or row.get("text") or ""} for n, row in rows.items()}


def _explanations(form: Form) -> dict[int, str]:
    """What was written to flagged scores, by criterion."""
    found = {}
    for name, texts in form.items():
        number = name.removeprefix("explain_")
        if name.startswith("explain_") and number.isascii() and number.isdigit() and len(number) < 4:
            found[int(number)] = texts[0] if texts else ""
    return found


def _first(form: Form | None, name: str) -> str:
    return ((form or {}).get(name) or [""])[0]


def _has_scores(form: Form) -> bool:
    return _locks(form) or any(name.startswith(("score_", "note_")) for name in form)


def _locks(form: Form) -> bool:
    return _first(form, "lock") not in ("", "no")


@bp.post("/desk/evaluations/<ref>/")
@permission("evaluations.own")
def score(ref: str) -> ResponseReturnValue:
    form = sent_form()
    scores = Typed.of_form(claim_by_ref(ref).round.criteria, form) if _has_scores(form) else None
    declared = _first(form, "declare") if "declare" in form or scores is None else None

    def do() -> ResponseReturnValue:
        if explanations := _explanations(form):
            explaining.explain(ref=ref, texts=explanations, by=current_person(), revision=sent_revision())
            flash(_("说明已保存，随评榜报告存档。"))
            return redirect(url_for("scoring.sheet", ref=ref))
        if employers := _first(form, "employers").strip():
            panels.note_employers(ref=ref, text=employers, by=current_person())
        service.judge_claim(
            ref=ref,
            by=current_person(),
            declared=declared,
            reason=_first(form, "declare_reason"),
            typed=scores,
            lock=_locks(form),
            revision=sent_revision(),
        )
        flash(_("评分表已锁定。") if _locks(form) else _("已保存。"))
        return redirect(url_for("scoring.sheet", ref=ref) if request.form.get("stay") else url_for("scoring.tasks"))

    return or_again(do, lambda complaints: _sheet(ref, form, complaints))
