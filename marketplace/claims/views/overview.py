"""Start a claim, see one's claims, see one claim."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts import once
from marketplace.accounts.policy import authorise, current_person, may, permission
from marketplace.claims import attachments, pages, service
from marketplace.claims.models import Claim
from marketplace.claims.seal import Damaged, KeyAbsent
from marketplace.claims.views.blueprint import bp, seen
from marketplace.errors import Complaint, MarketplaceError
from marketplace.extensions import unit_of_work
from marketplace.i18n import _
from marketplace.scenarios.service import scenario_by_code


@bp.post("/scenarios/<code>/claim")
@permission("claim.start")
def start(code: str) -> ResponseReturnValue:
    scenario = scenario_by_code(code)
    authorise("scenario.read", scenario)
    authorise("claim.start", scenario)
    form = f"claim/{code}"
    with unit_of_work():
        if answer := once.answered(form):
            return redirect(answer)
        claim = service.start_claim(scenario=scenario_by_code(code), by=current_person())
        target = url_for("claims.overview", ref=claim.ref)
        once.remember(form, target)
    return redirect(target)


@bp.get("/desk/claims/")
@permission("claims.own")
def mine() -> ResponseReturnValue:
    found = pages.mine(current_person())
    return render_template("claims/mine.html", nav="desk", claims=[pages.head(claim) for claim in found])


@bp.get("/desk/claims/<ref>/")
@permission("claim.see")
def overview(ref: str) -> ResponseReturnValue:
    return shown(seen(ref))


def shown(claim: Claim, complaints: tuple[Complaint, ...] = ()) -> str:
    """The claim's page, as much of it as the person may see."""
    try:
        if may("claim.receipts", claim):
            context = pages.overview(claim, current_person()) | {"complaints": complaints}
            return render_template("claims/overview.html", **context)
        if may("claim.read", claim):
            return render_template("claims/document.html", **pages.document(claim))
    except (Damaged, KeyAbsent) as sealed:
        return render_template(
            "claims/damaged.html",
            reasons=sealed.reasons,
            damaged=isinstance(sealed, Damaged),
            choices=pages.choices_unread(claim, current_person()),
            **pages.head(claim),
        )
    person = current_person()
    return render_template(
        "claims/membership.html",
        pairs=pages.own_membership(claim, person),
        complaints=complaints,
        choices=pages.choices(claim, person),
        closed=pages.closed_words(claim, person),
        **pages.head(claim),
    )


@bp.get("/desk/claims/<ref>/files")
@permission("claim.read")
def files(ref: str) -> ResponseReturnValue:
    return redirect(url_for("claims.section", ref=seen(ref).ref, section_id="attachments"))


@bp.post("/desk/claims/<ref>/files")
@permission("claim.write")
def attach(ref: str) -> ResponseReturnValue:
    try:
        attachments.attach(ref=ref, upload=request.files.get("file"), by=current_person())
    except MarketplaceError as refused:
        if refused.status not in (409, 413, 422):
            raise
        return shown(seen(ref), refused.complaints), refused.status
    flash(_("文件已密封保存。"))
    return redirect(url_for("claims.section", ref=ref, section_id="attachments"))
