"""The sections of a claim: read, written and autosaved; everything goes through its seal."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from marketplace import reckoning, section_pages
from marketplace.accounts.policy import current_person, may, permission
from marketplace.claims import money, pages, service, vault
from marketplace.claims.models import Claim
from marketplace.claims.seal import Damaged, KeyAbsent
from marketplace.claims.sheet import CLAIM
from marketplace.claims.views.blueprint import bp, read, seen
from marketplace.errors import MarketplaceError
from marketplace.files import service as files
from marketplace.i18n import _
from marketplace.publications import service as publications
from marketplace.reference import options
from marketplace.section_pages import SectionPage, Uploads
from marketplace.sheets import Bound, Section


def _page(claim: Claim, section_id: str) -> SectionPage:
    ref, person = claim.ref, current_person()
    body, sealed = _contents(claim)
    return SectionPage(
        sheet=CLAIM,
        section_id=section_id,
        document=claim,
        body=body,
        code=ref,
        state=claim.state,
        address=partial(url_for, "claims.section", ref=ref),
        back_url=url_for("claims.overview", ref=ref),
        save=lambda bound, revision, autosave: service.save_claim_section(
            ref=ref, bound=bound, revision=revision, by=person, autosave=autosave
        ),
        take_files=partial(_take_files, claim),
        closed=lambda: [*sealed, *_why_closed(claim)],
        template="claims/section.html",
        beside=partial(_beside, claim, body),
        answers=lambda: {options.PUBLISHED: publications.of_round(claim.round).content["plan"]},
        reckons=partial(_reckoned, claim, body) if section_id == "money" else None,
        reckoned_note=_("投资按本申请，政府投入、贷款条件和期限按推介。"),
    )


def _contents(claim: Claim) -> tuple[Mapping[str, Any], list[str]]:
    """What stands in the claim, or why it cannot be read now: what was just typed is shown again all the same."""
    try:
        return pages.contents(claim), []
    except (Damaged, KeyAbsent) as sealed:
        if request.method == "GET":
            raise
        return {}, sealed.reasons


def _take_files(claim: Claim, bound: Bound, uploads: Uploads) -> None:
    files.take(
        bound,
        uploads,
        owner_kind="claim",
        owner_ref=claim.ref,
        by=current_person(),
        cipher=vault.envelope(claim, current_person()),
    )


def _why_closed(claim: Claim) -> list[str]:
    try:
        service.check_writable(claim, current_person())
    except MarketplaceError as refused:
        return refused.reasons
    return []


def _reckoned(claim: Claim, body: Mapping[str, Any], values: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return money.plan_of_claim({**body, "money": values}, publications.of_round(claim.round).content["plan"])


def _beside(claim: Claim, body: Mapping[str, Any], section: Section) -> dict[str, Any]:
    reads_figures = section.id == "operation"
    plan = publications.of_round(claim.round).content["plan"] if reads_figures else {}
    return {
        "claim": claim,
        "figures": money.figures_of_claim(body, plan) if reads_figures else None,
        "sealed_pairs": pages.sealed_words(claim) if may("claim.receipts", claim) else [],
    }


@bp.get("/desk/claims/<ref>/<section_id>")
@permission("claim.read")
def section(ref: str, section_id: str) -> ResponseReturnValue:
    return section_pages.show(_page(read(ref), section_id))


@bp.post("/desk/claims/<ref>/<section_id>")
@permission("claim.write")
def save_section(ref: str, section_id: str) -> ResponseReturnValue:
    return section_pages.submit(_page(_writable(ref), section_id))


@bp.post("/desk/claims/<ref>/money/figures")
@permission("claim.read")
def figures(ref: str) -> ResponseReturnValue:
    return reckoning.answer(_page(read(ref), "money"))


@bp.post("/desk/claims/<ref>/<section_id>/autosave")
@permission("claim.write")
def autosave(ref: str, section_id: str) -> ResponseReturnValue:
    return section_pages.autosave(_page(_writable(ref), section_id))


def _writable(ref: str) -> Claim:
    """A claim that the person's organisation writes; late or closed is said later, on the page that keeps the text."""
    claim = seen(ref)
    service.check_writer(claim, current_person())
    return claim
