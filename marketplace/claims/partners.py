"""Partners as people name them: by full or short name, by code, by credit code, in full-width letters too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Organisation
from marketplace.claims.models import Claim
from marketplace.errors import Complaint
from marketplace.i18n import _, enumerated
from marketplace.sheets import Bound
from marketplace.sheets.texts import code, searchable

LEAST, MOST = 2, 8
"""Characters before parts of names are looked for, and how many organisations are offered."""


def name_members(claim: Claim, bound: Bound) -> None:
    """Replace what was typed by the organisation's code; where it fits none or several, say so and offer which."""
    rows = bound.values.get("members") or []
    known = accounts.claimants() if any(row.get("organisation") for row in rows) else []
    for place, row in enumerate(rows):
        if not (typed := row.get("organisation")):
            continue
        exact, near = _found(str(typed), known)
        if exact is not None and exact.id != claim.publisher_id:
            row["organisation"] = exact.code
            continue
        message = _words(place + 1, str(typed), exact, near)
        bound.complaints.append(Complaint(message, "members", place, "organisation", "team", "invalid"))
        if exact is None and near:
            bound.offers[f"members-{place}-organisation"] = [(one.code, f"{one.name}（{one.code}）") for one in near]


def _found(typed: str, known: Sequence[Organisation]) -> tuple[Organisation | None, list[Organisation]]:
    """The one organisation that is called so; else those whose names hold what was typed."""
    plain, wanted = code(typed), _key(typed)
    for one in known:
        if plain == one.code or plain.upper() == (one.credit_code or None):
            return one, []
    for name in ("name", "short_name"):
        called = [one for one in known if _key(getattr(one, name) or "") == wanted]
        if len(called) == 1:
            return called[0], []
    near = [one for one in known if wanted in _key(one.name) or wanted in _key(one.short_name or "")]
    return None, near[:MOST] if len(wanted) >= LEAST else []


def _key(name: str) -> str:
    return searchable(name).replace(" ", "")


def _words(row: int, typed: str, exact: Organisation | None, near: Sequence[Organisation]) -> str:
    words: Mapping[str, object] = {"n": row, "typed": typed}
    if exact is not None:
        return _("联合体成员第 %(n)d 行：发布方不能参加自己场景的揭榜。", **words)
    if near:
        return _(
            "联合体成员第 %(n)d 行：“%(typed)s”可能是 %(names)s，请在这一格里选定一家再保存。",
            **words,
            names=enumerated(f"{one.name}（{one.code}）" for one in near),
        )
    return _(
        "联合体成员第 %(n)d 行：没有名称、代码或信用代码为“%(typed)s”的揭榜单位，请核对，或请对方先注册。", **words
    )
