"""Claims side by side: what each offers, question by question, and how it was scored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from marketplace.claims import money
from marketplace.claims.models import Claim
from marketplace.claims.sheet import CLAIM
from marketplace.furniture.dots import lowest, score_dots
from marketplace.furniture.measures import irr, payback
from marketplace.furniture.numbers import figure, wan
from marketplace.furniture.words import truncate_text
from marketplace.i18n import _, in_page
from marketplace.publications import service as publications
from marketplace.reference.tables import choices as vocabulary
from marketplace.scoring.panel_scores import Panel
from marketplace.sheets import richtext

SIDE_BY_SIDE = 3
"""Claims in one table: more would not fit a page that one prints."""
GIST = 130


def lowest_score(panel: Panel) -> int:
    """Where the dots' scale begins: under the lowest score of all."""
    every = [
        score for claim in panel.claims for n in range(len(panel.round.criteria)) for score in panel.scores_of(claim, n)
    ]
    return lowest(every)


def groups(panel: Panel, claims: Sequence[Claim], *, shows: bool) -> list[dict[str, Any]]:
    """The claims in tables of a few each; scores only where they may be seen."""
    plan = publications.of_round(panel.round).content["plan"]
    low, leaders = lowest_score(panel), [panel.leaders(n) for n in range(len(panel.round.criteria))]
    groups = []
    for start in range(0, len(claims), SIDE_BY_SIDE):
        some = claims[start : start + SIDE_BY_SIDE]
        scored = [
            (criterion, [score_dots(panel.scores_of(c, n), low, leads=c.id in leaders[n]) for c in some])
            for n, criterion in enumerate(panel.round.criteria)
        ]
        groups.append({"claims": some, "scored": scored if shows else [], "rows": _compared(some, plan)})
    return groups


def _compared(claims: Sequence[Claim], plan: Mapping[str, Any]) -> list[tuple[str, list[Any]]]:
    """The claims' contents, one line per question."""
    bodies = [claim.opened_body or {} for claim in claims]
    return [
        (_("联合体"), [_members(claim) for claim in claims]),
        (_("投资"), [_pledge(body) for body in bodies]),
        (_("测算"), [_measures(body, plan) for body in bodies]),
        (_("方案要点"), [_gist(body, "proposal", "proposal") for body in bodies]),
        (_("运营安排"), [_gist(body, "operation", "operating_plan") for body in bodies]),
        (_("进度承诺"), [_schedule(body) for body in bodies]),
    ]


def _members(claim: Claim) -> Markup:
    roles = dict(vocabulary("member_roles"))
    lines = [
        Markup('{} <small class="phrase">{} {}</small>').format(
            m.organisation.name, roles.get(m.role, m.role), figure(m.share_pct, "%")
        )
        for m in claim.members
    ]
    return Markup("<br>").join(lines)


def _pledge(body: Mapping[str, Any]) -> Markup:
    total, loans = money.pledged(body)
    pledged = Markup('<span class="money">{}</span>').format(_("%(n)s 万元", n=wan(total)))
    return in_page("%(total)s，贷款 %(n)s 万元", total=pledged, n=wan(loans)) if loans else pledged


def _measures(body: Mapping[str, Any], plan: Mapping[str, Any]) -> str:
    found = money.figures_of_claim(body, plan)
    return _("IRR %(irr)s，回收 %(payback)s", irr=irr(found), payback=payback(found)) if found else "—"


def _gist(body: Mapping[str, Any], section: str, field: str) -> str:
    return truncate_text(richtext.plain((body.get(section) or {}).get(field) or ""), GIST) or "—"


def _schedule(body: Mapping[str, Any]) -> Markup:
    rows = (body.get("schedule") or {}).get("schedule") or []
    shown = [
        f"{row.get('name', '')} {CLAIM.section('schedule').field('schedule').columns[1].show(row.get('due'))}"  # type: ignore[attr-defined]
        for row in rows[:6]
    ]
    return Markup("<br>").join(escape(line) for line in shown) or Markup("—")
