"""The page where a claimant hands in what could not be opened."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import current_person, permission
from marketplace.claims import handing_in, pages, replacing, service
from marketplace.claims.models import Claim
from marketplace.claims.opening import last_submission
from marketplace.claims.views.blueprint import bp, seen
from marketplace.errors import Complaint, MarketplaceError
from marketplace.i18n import _
from marketplace.section_pages import lose_files


def _writer(ref: str) -> Claim:
    claim = seen(ref)
    service.check_writer(claim, current_person())
    return claim


@bp.get("/desk/claims/<ref>/replacement")
@permission("claim.write")
def replacement_page(ref: str) -> ResponseReturnValue:
    return _shown(_writer(ref))


@bp.post("/desk/claims/<ref>/replacement")
@permission("claim.write")
def replacement(ref: str) -> ResponseReturnValue:
    _writer(ref)
    try:
        claim = handing_in.hand_in(
            ref=ref,
            submission=request.files.get("submission"),
            uploads=request.files.getlist("file"),
            by=current_person(),
        )
    except MarketplaceError as refused:
        if refused.status not in (409, 413, 422):
            raise
        lose_files()
        return _shown(_writer(ref), refused.complaints), refused.status
    if replacing.lacks_something(claim):
        flash(_("已收下，与回执一致。还有内容要补交。"))
        return redirect(url_for("claims.replacement_page", ref=ref))
    flash(_("已全部收下，与回执一致，这份申请照常参加评榜。"))
    return redirect(url_for("claims.overview", ref=ref))


def _shown(claim: Claim, complaints: tuple[Complaint, ...] = ()) -> str:
    running = replacing.is_running(claim)
    wanted = handing_in.files_wanted(claim, current_person()) if running else []
    return render_template(
        "claims/replacement.html",
        running=running,
        why_not=_("这份申请没有要补交的内容，或者补交期已经届满，不用办理。"),
        pairs=pages.facts(claim),
        wants_submission=running and handing_in.needs_content(claim),
        receipt=last_submission(claim).receipt if running else "",
        wanted=[one["name"] for one in wanted],
        complaints=complaints,
        **pages.head(claim),
    )
