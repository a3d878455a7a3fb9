"""What the pages of an evaluation show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.policy import may
from marketplace.claims import money
from marketplace.claims.models import Claim
from marketplace.claims.sheet import CLAIM
from marketplace.evaluation import queries
from marketplace.evaluation.forms import DECISIONS, DECLARATIONS
from marketplace.evaluation.models import Objection
from marketplace.evaluation.panel import Panel, Seat, in_order
from marketplace.evaluation.service import why_not_expert
from marketplace.furniture import pieces, times
from marketplace.furniture.dots import lowest, score_dots
from marketplace.furniture.figures import figure, wan
from marketplace.furniture.measures import irr, payback
from marketplace.furniture.words import truncate_text
from marketplace.i18n import _
from marketplace.plans.reference_tables import choices as vocabulary
from marketplace.plans.reference_tables import fields as known_fields
from marketplace.publications import service as publications
from marketplace.scenarios.models import Round, Scenario
from marketplace.sheets import richtext

SIDE_BY_SIDE = 3
"""Claims in one table: more would not fit a page that one prints."""
GIST = 130


def head(scenario: Scenario) -> dict[str, Any]:
    """What stands on every page about a scenario's evaluation."""
    return {"scenario": scenario, "nav": "desk"}


def board(scenario: Scenario, round_: Round) -> dict[str, Any]:
    """The evaluation page: ranking, claims side by side, who owes what."""
    panel = Panel.of(round_)
    claims = in_order(panel, round_.ranking)
    return head(scenario) | {
        "round": round_,
        "panel": panel,
        "claims": claims,
        "tags": {claim.id: eligibility_tag(claim) for claim in claims},
        "eligible": sum(1 for claim in claims if claim.eligible),
        "undecided": [c for c in claims if c.eligible is None],
        "ranking": ranking_rows(round_, panel, claims),
        "groups": _groups(panel, claims, scenario),
        "low": _low(panel),
        "seats": [_seat_row(seat) for seat in panel.seats],
        "declarations": DECLARATIONS,
        "running": queries.current_notice(round_),
        "exact": _exact(panel, claims) if panel.is_visible else [],
    }


def eligibility_tag(claim: Claim) -> pieces.Tag:
    """Whether it was found eligible."""
    if claim.eligible is None:
        return pieces.Tag(_("待审查"), "waiting")
    return pieces.Tag(_("资格通过"), "done") if claim.eligible else pieces.Tag(_("资格不符"), "wrong")


def ranking_rows(round_: Round, panel: Panel, claims: Sequence[Claim]) -> list[dict[str, Any]]:
    """The ranking with each expert's weighted score."""
    by_ref = {claim.ref: claim for claim in claims}
    notice = queries.current_notice(round_)
    chosen = notice.claim.ref if notice else ""
    return [
        {
            **row,
            "by": by_ref.get(row["claim"]),
            "name": title(by_ref.get(row["claim"]), row["organisation"]),
            "experts": {seat.letter: panel.weighted(sheet) for seat, sheet in panel.sheets_of(by_ref[row["claim"]])}
            if row["claim"] in by_ref
            else {},
            "verdict": _verdict(row, chosen),
        }
        for row in round_.ranking or []
    ]


def title(claim: Claim | None, fallback: str = "") -> str:
    """The lead, and how many stand with it."""
    if claim is None:
        return fallback
    count = len(claim.members)
    return (
        _("%(name)s等 %(n)d 家联合体", name=claim.lead_organisation.name, n=count)
        if count > 1
        else claim.lead_organisation.name
    )


def _verdict(row: Mapping[str, Any], chosen: str) -> str:
    if not row["may_win"]:
        return _("低于最低分：%(names)s", names="、".join(row["below"]))
    return _("拟揭榜方") if row["claim"] == chosen else _("备选")


def _low(panel: Panel) -> int:
    every = [
        score for claim in panel.claims for n in range(len(panel.round.criteria)) for score in panel.scores_of(claim, n)
    ]
    return lowest(every)


def _seat_row(seat: Seat) -> dict[str, Any]:
    label = (
        _("回避") if seat.assignment.is_recused else _("%(done)d / %(all)d 已锁定", done=seat.locked, all=seat.needed)
    )
    shape = "over" if seat.assignment.is_recused else "waiting" if seat.owes else "done"
    return {
        "seat": seat,
        "expert": seat.assignment.expert,
        "declared": DECLARATIONS[seat.assignment.declared],
        "tag": pieces.Tag(label, shape),
        "reason": seat.assignment.declare_reason,
    }


def _groups(panel: Panel, claims: Sequence[Claim], scenario: Scenario) -> list[dict[str, Any]]:
    plan = publications.newest(scenario).content["plan"]
    low, leaders = _low(panel), [panel.leaders(n) for n in range(len(panel.round.criteria))]
    groups = []
    for start in range(0, len(claims), SIDE_BY_SIDE):
        some = claims[start : start + SIDE_BY_SIDE]
        scored = [
            (criterion, [score_dots(panel.scores_of(c, n), low, leads=c.id in leaders[n]) for c in some])
            for n, criterion in enumerate(panel.round.criteria)
        ]
        groups.append({"claims": some, "scored": scored if panel.is_visible else [], "rows": _compared(some, plan)})
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
    borrowed = _("，贷款 %(n)s 万元", n=wan(loans)) if loans else ""
    return Markup('<span class="money">{}</span>{}').format(_("%(n)s 万元", n=wan(total)), borrowed)


def _measures(body: Mapping[str, Any], plan: Mapping[str, Any]) -> str:
    found = money.figures_of_claim(body, plan)
    return (
        _("IRR %(irr)s，回收 %(payback)s", irr=irr(found.irr_pct), payback=payback(found.payback_years))
        if found
        else "—"
    )


def _gist(body: Mapping[str, Any], section: str, field: str) -> str:
    return truncate_text(richtext.plain((body.get(section) or {}).get(field) or ""), GIST) or "—"


def _schedule(body: Mapping[str, Any]) -> Markup:
    rows = (body.get("schedule") or {}).get("schedule") or []
    shown = [
        f"{row.get('name', '')} {CLAIM.section('schedule').field('schedule').columns[1].show(row.get('due'))}"  # type: ignore[attr-defined]
        for row in rows[:6]
    ]
    return Markup("<br>").join(escape(line) for line in shown) or Markup("—")


def _exact(panel: Panel, claims: Sequence[Claim]) -> list[dict[str, Any]]:
    """Each expert's figures and reasons, claim by claim: the table behind the dots."""
    return [{"claim": claim, "sheets": panel.sheets_of(claim)} for claim in claims if panel.sheets_of(claim)]


def experts(scenario: Scenario, chosen: Sequence[str] = ()) -> dict[str, Any]:
    """Everyone in the pool, who is on the panel, and who must stand aside and why."""
    round_ = scenario.round
    seated = {one.expert_id: one for one in queries.assignments(round_)} if round_ else {}
    rows = [
        {
            "expert": person,
            "assignment": seated.get(person.id),
            "why_not": why_not_expert(round_, person) if round_ else "",
            "chosen": str(person.id) in chosen or person.email in chosen,
            "fields": [
                known_fields()[one].label for one in person.profile.get("fields") or () if one in known_fields()
            ],
        }
        for person in accounts.experts()
    ]
    return head(scenario) | {
        "rows": rows,
        "figures": round_.figures if round_ else {},
        "declarations": DECLARATIONS,
        "sitting": sum(1 for one in seated.values() if not one.is_recused),
    }


def tasks(expert: Person) -> list[dict[str, Any]]:
    """An expert's rounds with the claims of each, by reference, so that no order tells of scores."""
    found = []
    for assignment in queries.my_assignments(expert.id):
        sheets = queries.own_sheets(assignment)
        rows = [
            {"claim": claim, "tag": _own_tag(assignment.is_recused, sheets.get(claim.id))}
            for claim in queries.claims_to_judge(assignment.round)
        ]
        found.append(
            {
                "assignment": assignment,
                "scenario": assignment.round.scenario,
                "rows": rows,
                "declared": DECLARATIONS[assignment.declared],
            }
        )
    return found


def _own_tag(recused: bool, sheet: Any) -> pieces.Tag:
    if recused:
        return pieces.Tag(_("回避"), "over")
    if sheet is None:
        return pieces.Tag(_("未打分"), "waiting")
    return pieces.Tag(_("已锁定"), "done") if sheet.locked_at else pieces.Tag(_("草稿"), "waiting")


def objection_event(row: Objection, *, named: bool) -> dict[str, Any]:
    """An objection for a list; the objector's name only for who may know it."""
    tag = (
        pieces.Tag(str(DECISIONS[row.decision]), "wrong" if row.decision == "upheld" else "done")
        if row.decision
        else pieces.Tag(_("待答复"), "waiting")
    )
    return {
        "row": row,
        "tag": tag,
        "who": row.name if named else "",
        "contact": row.contact if named else "",
        "may_decide": not row.decision and not (row.notice and row.notice.ending) and may("objection.decide", row),
        "due": row.due_at,
        "claim": row.notice.claim.ref if row.notice else "",
        "when": times.moment(row.at),
    }
