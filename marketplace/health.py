"""Whether the process lives, and whether it can serve: its database reachable and at the newest migration,
the keys of its seals here."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import permission
from marketplace.broken import is_outage
from marketplace.claims import keys
from marketplace.claims.seal import named
from marketplace.extensions import db
from marketplace.i18n import _

bp = Blueprint("health", __name__)
MIGRATIONS = Path(__file__).parents[1] / "migrations"


@cache
def heads() -> frozenset[str]:
    """The newest migrations of this code."""
    return frozenset(ScriptDirectory(str(MIGRATIONS)).get_heads())


@bp.get("/healthz")
@permission("public")
def healthz() -> ResponseReturnValue:
    """The process lives; it asks nobody."""
    return jsonify({"status": "ok"})


@bp.get("/readyz")
@permission("public")
def readyz() -> ResponseReturnValue:
    """The database answers and is at the newest migration, and every key that a contest waits for is here; 503 otherwise."""
    try:
        with db.engine.connect() as connection:
            current = frozenset(MigrationContext.configure(connection).get_current_heads())
        if current != heads():
            return _not_ready(_("数据库还没有升级到最新版本，请先运行 flask db upgrade。"))
        lacking = keys.missing()
    except Exception as error:  # a driver's own words too: whatever it is, this process cannot serve
        if not is_outage(error):
            raise
        return _not_ready(_("数据库没有应答。"))
    if lacking:
        return _not_ready(_("密封钥匙（指纹 %(named)s）不在系统里，请恢复后重新启动。", named=named(lacking)))
    return jsonify({"status": "ready"})


def _not_ready(detail: str) -> Response:
    answer = jsonify({"type": "about:blank", "title": _("尚未就绪"), "status": 503, "detail": detail})
    answer.status_code = 503
    answer.mimetype = "application/problem+json"
    answer.headers["Retry-After"] = "3"
    return answer


@bp.get("/robots.txt")
@permission("public")
def robots() -> ResponseReturnValue:
    """Search engines read the public pages only."""
    return Response("User-agent: *\nDisallow: /desk/\nDisallow: /account/\nDisallow: /files/\n", mimetype="text/plain")
