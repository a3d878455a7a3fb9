"""The pool of a round: experts, fields, employers and findings as the opening found them. Every draw uses it, so that
nobody who reads the claims adds, changes or excludes an expert afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.extensions import db
from marketplace.i18n import _
from marketplace.panel import draws, queries
from marketplace.panel.conflicts import Parties, why_not
from marketplace.panel.decided import FrozenPool
from marketplace.panel.models import Assignment
from marketplace.scenarios.models import Round


def freeze(round_: Round) -> None:
    """Keep the pool with its hash; once, at the opening."""
    if round_.expert_pool is None:
        write(round_, rows_of(round_, accounts.experts()))


def write(round_: Round, rows: Sequence[dict[str, Any]], *, by: Person | None = None, why: str = "") -> None:
    """The pool from now on, with its hash."""
    pool = sorted(rows, key=lambda row: row["expert"])
    kept = FrozenPool(round=round_, at=clock.now(), by=by, why=why[:2000], experts=pool, sha256=draws.pool_sha256(pool))
    db.session.add(kept)
    db.session.flush()


def rows_of(round_: Round, experts: Sequence[Person]) -> list[dict[str, Any]]:
    """These experts as the pool keeps them."""
    parties, loads = Parties.of(round_), queries.loads()
    return [
        {
            "expert": one.id,
            "name": one.name,
            "fields": sorted(one.profile.get("fields") or ()),
            "employers": [str(row.get("organisation") or "") for row in one.profile.get("employers") or ()],
            "matches": round_.scenario.public_field in (one.profile.get("fields") or ()),
            "load": loads.get(one.id, 0),
            "excluded": why_not(parties, one),
        }
        for one in experts
    ]


def look(round_: Round) -> list[dict[str, Any]]:
    """The pool; of a round that was opened before pools were kept, as it would be now."""
    return round_.expert_pool if round_.expert_pool is not None else rows_of(round_, accounts.experts())


def frozen(round_: Round) -> list[dict[str, Any]]:
    """The same for whoever seats experts by it: kept from now on."""
    freeze(round_)
    return round_.expert_pool or []


def pool_of(round_: Round) -> tuple[list[draws.Row], dict[int, Person]]:
    """The frozen pool as a draw of this moment reads it, and those of it who can be seated, by id: who sits or sat in the
    round and whose account is disabled is left aside, with the reason."""
    seated = {one.expert_id: one for one in queries.assignments(round_)}
    active = {one.id: one for one in accounts.experts()}
    rows: list[draws.Row] = [
        {key: row[key] for key in ("expert", "name", "matches", "load")}
        | {"excluded": row["excluded"] or _used(seated.get(row["expert"])) or _gone(row["expert"] in active)}
        for row in look(round_)
    ]
    return rows, active


def free(round_: Round) -> int:
    """How many of the pool can still be drawn."""
    return sum(1 for row in pool_of(round_)[0] if not row["excluded"])


def _used(assignment: Assignment | None) -> str:
    if assignment is None:
        return ""
    return _("已回避或退出本轮。") if assignment.is_recused else _("已在本轮专家组。")


def _gone(active: bool) -> str:
    return "" if active else _("账号已停用。")
