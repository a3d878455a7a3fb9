"""The issued documents: one as a sheet of paper, and the list of all."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import permission
from marketplace.documents import queries as documents
from marketplace.errors import BadRequest
from marketplace.finance import figures_of
from marketplace.i18n import _
from marketplace.plans import ties
from marketplace.plans.sheet import returns
from marketplace.publications import letterhead, promotion, queries, service
from marketplace.reference import options

bp = Blueprint("publications", __name__)


@bp.get("/publications/")
@permission("public")
def publications() -> ResponseReturnValue:
    raw = request.args.get("after", "")
    if raw and not (raw.isascii() and raw.isdigit() and len(raw) < 10):
        raise BadRequest(_("翻页标记无法识别。请从第一页重新查看。"))
    rows, following = queries.issued_before(int(raw) if raw else None)
    return render_template(
        "publications/publications.html",
        nav="notices",
        rows=rows,
        following=following,
        total=queries.count(),
        papers=documents.newest_public(10) if not raw else (),
    )


@bp.get("/publications/<slug>/")
@permission("public")
def publication(slug: str) -> ResponseReturnValue:
    found = service.by_slug(slug)
    before = service.version(found.scenario, found.version - 1) if found.version > 1 else None
    root = current_app.config["BASE_URL"] or request.host_url.rstrip("/")
    address = root + url_for("publications.publication", slug=slug)
    return render_template(
        "publications/publication.html",
        nav="notices",
        publication=found,
        content=found.content,
        plan=found.content["plan"],
        letter=letterhead.letter(found, before),
        opening=letterhead.opening_words(found),
        qr=letterhead.qr_code(address),
        figures=figures_of(found.content["plan"]),
        mechanisms=dict(options.return_mechanisms()),
        models=dict(options.operating_models()),
        investment_field=returns.field("investment"),
        tie_rule=ties.rule(found.content["plan"]["claim_terms"]["criteria"]),
        replaced_by=queries.replaced_by(found),
        paper=promotion.paper_of(found),
    )
