"""A claim's acts: submit, confirm, withdraw, confirm one's membership, leave."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace import clock
from marketplace.accounts.policy import current_person, may, permission
from marketplace.claims import adopting, pages, service
from marketplace.claims.sheet import CLAIM
from marketplace.claims.views.door import bp, seen
from marketplace.claims.views.overview import shown
from marketplace.claims.workflow import CLAIM_TABLE
from marketplace.errors import Complaint, MarketplaceError
from marketplace.i18n import _
from marketplace.section_pages import sent_revision

AFTERWARDS = {"submit": "claims.receipt", "withdraw": "claims.withdrawal"}
"""The page that an act leads to; the claim's own where none is named."""
ENDS_ACCESS = frozenset({"leave"})
"""Acts after which the claim is no longer theirs to see."""


@bp.get("/desk/claims/<ref>/actions/<action>")
@permission("claim.see")
def action(ref: str, action: str) -> ResponseReturnValue:
    return _page(ref, action)


@bp.post("/desk/claims/<ref>/actions/<action>")
@permission("claim.see")
def act(ref: str, action: str) -> ResponseReturnValue:
    try:
        move = service.act(
            ref=ref,
            action=action,
            by=current_person(),
            revision=sent_revision(),
            seen=request.form.get("membership"),
            confirmed=request.form.get("confirm") == "yes",
        )
    except MarketplaceError as refused:
        if refused.status not in (409, 422):
            raise
        return _page(ref, action, refused.complaints), refused.status
    flash(_("已办理：%(label)s。", label=move.row.label))
    if action in ENDS_ACCESS:
        return redirect(url_for("claims.mine"))
    reads = may("claim.receipts", move.subject)
    return redirect(url_for(AFTERWARDS.get(action, "claims.overview") if reads else "claims.overview", ref=ref))


@bp.post("/desk/claims/<ref>/adopt")
@permission("claim.write")
def adopt(ref: str) -> ResponseReturnValue:
    service.check_writer(seen(ref), current_person())
    try:
        adopting.adopt(ref=ref, by=current_person(), revision=sent_revision())
    except MarketplaceError as refused:
        if refused.status not in (409, 422):
            raise
        return shown(seen(ref), refused.complaints), refused.status
    flash(_("以前的内容已取用，请逐节核对；联合体成员须重新确认。"))
    return redirect(url_for("claims.overview", ref=ref))


@bp.post("/desk/claims/<ref>/release")
@permission("claim.release")
def release(ref: str) -> ResponseReturnValue:
    try:
        service.let_go(
            ref=ref, organisation=request.form.get("organisation", ""), by=current_person(), revision=sent_revision()
        )
    except MarketplaceError as refused:
        if refused.status not in (409, 422):
            raise
        return shown(seen(ref), refused.complaints), refused.status
    flash(_("已同意退出，对方会收到消息。"))
    return redirect(url_for("claims.overview", ref=ref))


def _page(ref: str, action: str, complaints: tuple[Complaint, ...] = ()) -> str:
    claim = seen(ref)
    person = current_person()
    choice = CLAIM_TABLE.look(action, person, claim, clock.now())
    shows_all = choice.row.page == "check" and may("claim.receipts", claim)
    return render_template(
        "claims/action.html",
        choice=choice,
        row=choice.row,
        complaints=complaints,
        urls=pages.section_urls(claim),
        amendment=pages.changes_url(claim) if may("claim.receipts", claim) else "",
        sections=CLAIM.sections if shows_all else (),
        body=pages.readable(pages.contents(claim)) if shows_all else {},
        facts=pages.facts(claim) if may("claim.read", claim) else pages.own_membership(claim, person),
        membership=claim.membership_of(person.organisation_id),
        **pages.head(claim),
    )
