"""A stored file, under the rights of what it belongs to; nothing in it ever runs in our origin."""

from __future__ import annotations

import re
from urllib.parse import quote

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import permission
from marketplace.files import service
from marketplace.files.rights import readable

bp = Blueprint("files", __name__)
SHOWN = frozenset({"image/png", "image/jpeg"})
"""Kinds that a browser shows by itself; all others are saved."""
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


@bp.get("/files/<file_id>")
@permission("public")
def file(file_id: str) -> ResponseReturnValue:
    stored, grant = readable(file_id)
    kept = service.content_of(stored, grant.cipher(stored) if grant.cipher else None)
    response = Response(kept.content, mimetype=kept.media_type)
    response.headers["Content-Disposition"] = disposition(kept.name, shown=kept.media_type in SHOWN)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cache-Control"] = "public, max-age=3600" if grant.public else "no-store"
    return response


def disposition(name: str, *, shown: bool = False) -> str:
    """The header with the real name in UTF-8 (RFC 5987), and an ASCII one for old programs."""
    stem, dot, extension = name.rpartition(".")
    plain = re.sub(r"[^A-Za-z0-9 ._-]+", "", stem if dot else name).strip(" .") or "file"
    ending = re.sub(r"[^A-Za-z0-9]+", "", extension) if dot else ""
    fallback = f"{plain}.{ending}" if ending else plain
    return f"{'inline' if shown else 'attachment'}; filename=\"{fallback}\"; filename*=UTF-8''{quote(name, safe='')}"
