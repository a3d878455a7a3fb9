"""One certificate as a page, as PDF and, where its kind has one, as Word."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import permission
from marketplace.documents import foot
from marketplace.documents.kinds import KINDS
from marketplace.documents.models import Certificate
from marketplace.documents.printing import printed
from marketplace.documents.rights import readable
from marketplace.files.views import disposition
from marketplace.furniture.codes import qr_code
from marketplace.i18n import _

bp = Blueprint("documents", __name__)
TYPES = {"pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
FOR_EVER = "max-age=31536000, immutable"


@bp.get("/certificates/<slug>/")
@permission("public")
def certificate(slug: str) -> ResponseReturnValue:
    found = readable(slug)
    return render_template(
        "documents/certificate.html",
        nav="notices",
        certificate=found,
        kind=KINDS[found.kind],
        content=found.content,
        proof=foot.proof(found),
        qr=qr_code(foot.verify_address(found), _("核验地址的二维码")),
    )


@bp.get("/certificates/<slug>.pdf")
@permission("public")
def pdf(slug: str) -> ResponseReturnValue:
    return _file(readable(slug), "pdf")


@bp.get("/certificates/<slug>.docx")
@permission("public")
def docx(slug: str) -> ResponseReturnValue:
    return _file(readable(slug), "docx")


def _file(found: Certificate, form: str) -> Response:
    """The stored bytes: the same for ever, so that whoever may keep a copy may keep it for ever."""
    public = KINDS[found.kind].permission == "public"
    name = f"{found.number}.{form}"
    kept = printed(found, form)
    answer = Response(kept.body, mimetype=TYPES[form])
    answer.set_etag(kept.sha256)
    answer.headers["Content-Disposition"] = disposition(name, shown=form == "pdf")
    answer.headers["Cache-Control"] = f"{'public' if public else 'private'}, {FOR_EVER}"
    answer.make_conditional(request)
    return answer
