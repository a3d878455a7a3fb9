"""A claim's acts: submit, confirm, withdraw, confirm one's membership, leave."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import current_person, may, permission
from marketplace.acts import pages as acting
from marketplace.acts.kind import Form
from marketplace.claims import adopting, pages, service
from marketplace.claims.sheet import CLAIM
from marketplace.claims.views.blueprint import bp, seen
from marketplace.claims.views.overview import shown
from marketplace.errors import Complaint
from marketplace.i18n import _
from marketplace.refused import or_again
from marketplace.section_pages import sent_revision
from marketplace.workflow import Move

AFTERWARDS = {"submit": "claims.receipt", "withdraw": "claims.withdrawal"}
"""The page that an act leads to; the claim's own where none is named."""
ENDS_ACCESS = frozenset({"leave"})
"""Acts after which the claim is no longer theirs to see."""


@bp.get("/desk/claims/<ref>/actions/<action>")
@permission("claim.see")
def action(ref: str, action: str) -> ResponseReturnValue:
    return _page(ref, action, acting.restored())


@bp.post("/desk/claims/<ref>/actions/<action>")
@permission("claim.see")
def act(ref: str, action: str) -> ResponseReturnValue:
    def show(form: Form | None, complaints: tuple[Complaint, ...]) -> str:
        return _page(ref, action, form, complaints)

    return acting.post(service.CLAIM_KIND, ref, action, show, _after)


def _after(move: Move) -> str:
    claim = move.subject
    if move.row.action in ENDS_ACCESS:
        return url_for("claims.mine")
    endpoint = AFTERWARDS.get(move.row.action, "claims.overview")
    return url_for(endpoint if may("claim.receipts", claim) else "claims.overview", ref=claim.ref)


@bp.post("/desk/claims/<ref>/adopt")
@permission("claim.write")
def adopt(ref: str) -> ResponseReturnValue:
    service.check_writer(seen(ref), current_person())

    def do() -> ResponseReturnValue:
        adopting.adopt(ref=ref, by=current_person(), revision=sent_revision())
        flash(_("以前的内容已取用，请逐节核对；联合体成员须重新确认。"))
        return redirect(url_for("claims.overview", ref=ref))

    return or_again(do, lambda complaints: shown(seen(ref), complaints))


@bp.post("/desk/claims/<ref>/release")
@permission("claim.release")
def release(ref: str) -> ResponseReturnValue:
    organisation = request.form.get("organisation", "")

    def do() -> ResponseReturnValue:
        service.let_go(ref=ref, organisation=organisation, by=current_person(), revision=sent_revision())
        flash(_("已同意退出，对方会收到消息。"))
        return redirect(url_for("claims.overview", ref=ref))

    return or_again(do, lambda complaints: shown(seen(ref), complaints))


def _page(ref: str, action: str, form: Form | None, complaints: tuple[Complaint, ...] = ()) -> str:
    choice = acting.look(service.CLAIM_KIND, ref, action)
    section = acting.section_of(service.CLAIM_KIND, ref, choice)
    claim, person = seen(ref), current_person()
    shows_all = choice.row.page == "check" and may("claim.receipts", claim)
    return render_template(
        "claims/action.html",
        choice=choice,
        row=choice.row,
        bound=acting.filled(section, form, complaints) if section else None,
        complaints=complaints,
        urls=pages.section_urls(claim),
        amendment=pages.changes_url(claim) if may("claim.receipts", claim) else "",
        sections=CLAIM.sections if shows_all else (),
        body=pages.readable(pages.contents(claim)) if shows_all else {},
        facts=pages.facts(claim) if may("claim.read", claim) else pages.own_membership(claim, person),
        membership=claim.membership_of(person.organisation_id),
        **pages.head(claim),
    )
