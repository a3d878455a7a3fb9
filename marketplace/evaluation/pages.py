"""What the pages of an evaluation show."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.accounts.policy import current_person, may, why_not
from marketplace.claims import money
from marketplace.claims.models import Claim
from marketplace.claims.sheet import CLAIM
from marketplace.evaluation import (
    calling,
    corrections,
    group,
    known,
    notices,
    papers,
    queries,
    replies,
    seconding,
    steps,
    unnamed,
)
from marketplace.evaluation.forms import ABOUT, CONFIRMED, DECISIONS, DECLARATIONS
from marketplace.evaluation.models import Assignment, Notice, Objection, ScoreSheet
from marketplace.evaluation.panel import Panel, Seat, in_order
from marketplace.evaluation.seating import why_not_judging
from marketplace.furniture import pieces, times
from marketplace.furniture.dots import lowest, score_dots
from marketplace.furniture.figures import figure, wan
from marketplace.furniture.measures import irr, payback
from marketplace.furniture.words import truncate_text
from marketplace.i18n import _
from marketplace.plans.sheet import PLAN
from marketplace.publications import service as publications
from marketplace.reference.tables import choices as vocabulary
from marketplace.scenarios.models import Round, Scenario
from marketplace.scenarios.queries import OUTCOMES
from marketplace.settings import queries as settings
from marketplace.sheets import richtext
from marketplace.sheets.texts import folded

SIDE_BY_SIDE = 3
"""Claims in one table: more would not fit a page that one prints."""
GIST = 130


def head(scenario: Scenario) -> dict[str, Any]:
    """What stands on every page about a scenario's evaluation."""
    return {"scenario": scenario, "nav": "desk"}


def round_links(scenario: Scenario) -> list[dict[str, Any]]:
    """The rounds of a scenario, the newest first, each with the reason where this person may not read it; nothing where
    there was but one."""
    if len(scenario.rounds) < 2:
        return []
    return [
        {
            "round": one,
            "outcome": OUTCOMES.get(one.outcome, _("进行中")),
            "claims": one.claims_count,
            "why_not": "".join(why_not("claims.list", one)),
        }
        for one in reversed(scenario.rounds)
    ]


def why_not_deciding(claim: Claim) -> list[str]:
    """Why eligibility cannot be decided now; empty when it can."""
    return why_not_judging(claim.round) or corrections.why_not_deciding(claim) or known.why_not_again(claim)


def asked(claim: Claim) -> dict[str, Any]:
    """What the contest asked for, to stand beside what is judged: the requirements and the plan as last published in its round."""
    return {"plan_sections": PLAN.sections, "plan": publications.of_round(claim.round).content["plan"]}


def board(scenario: Scenario, round_: Round) -> dict[str, Any]:
    """The evaluation page: ranking, claims side by side, who owes what."""
    panel, told, notice = Panel.of(round_), may("paper.report", round_), queries.current_notice(round_)
    claims = in_order(panel, round_.ranking if told else None)
    shows = told and panel.is_visible
    return head(scenario) | {
        "round": round_,
        "panel": panel,
        "claims": claims,
        "tags": {claim.id: eligibility_tag(claim) for claim in claims},
        "eligible": sum(1 for claim in claims if claim.eligible),
        "undecided": [c for c in claims if c.eligible is None],
        "told": told,
        "shows": shows,
        "ranking": ranking_rows(round_, panel, claims, notice) if told else [],
        "groups": _groups(panel, claims, shows=shows),
        "low": _low(panel) if shows else 0,
        "seats": [_seat_row(seat) for seat in panel.seats],
        "declarations": DECLARATIONS,
        "running": notice,
        "papers": papers.papers_of(round_),
        "exact": _exact(panel, claims) if shows else [],
        "flags": _flags(panel) if shows else {"all": 0},
        "rounds": round_links(scenario),
        "is_newest": round_.id == scenario.round_id,
        "outcome": OUTCOMES.get(round_.outcome, ""),
        "drawn": any(seat.assignment.draw_id for seat in panel.seats),
    }


def eligibility_tag(claim: Claim) -> pieces.Tag:
    """Whether it was found eligible."""
    if claim.eligible is None:
        return pieces.Tag(_("待审查"), "waiting")
    return pieces.Tag(_("资格通过"), "done") if claim.eligible else pieces.Tag(_("资格不符"), "wrong")


def ranking_rows(round_: Round, panel: Panel, claims: Sequence[Claim], notice: Notice | None) -> list[dict[str, Any]]:
    """The ranking with each expert's weighted score; `notice` is the one that runs or ran last."""
    by_ref = {claim.ref: claim for claim in claims}
    chosen = notice.claim.ref if notice else ""
    return [
        {
            **row,
            "by": by_ref.get(row["claim"]),
            "name": title(by_ref.get(row["claim"]), row["organisation"]),
            "experts": {seat.letter: panel.weighted(sheet) for seat, sheet in panel.sheets_of(by_ref[row["claim"]])}
            if row["claim"] in by_ref
            else {},
            "verdict": _verdict(row, chosen, awarded=round_.award_claim_ref if round_.awarded_at else None),
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


def _verdict(row: Mapping[str, Any], chosen: str, *, awarded: str | None) -> str:
    if not row["may_win"]:
        return _("低于最低分：%(names)s", names="、".join(row["below"]))
    if row["claim"] == awarded:
        return _("中榜")
    return _("拟揭榜方") if row["claim"] == chosen else _("备选")


def _flags(panel: Panel) -> dict[str, int]:
    """How many scores were flagged as far from the others', how many wait for words, and from how many points."""
    rows = [row for sheet in panel.scores.values() for row in sheet.explanations.values()]
    points = settings.of_round(panel.round.figures, "outlier_points")
    return {"all": len(rows), "open": sum(1 for row in rows if not row.get("text")), "points": points}


def _low(panel: Panel) -> int:
    every = [
        score for claim in panel.claims for n in range(len(panel.round.criteria)) for score in panel.scores_of(claim, n)
    ]
    return lowest(every)


def _seat_row(seat: Seat) -> dict[str, Any]:
    one = seat.assignment
    label = _("%(done)d / %(all)d 已锁定", done=seat.locked, all=seat.needed)
    if one.is_recused:
        label = _("已更换") if one.released_at is not None else _("回避")
    shape = "over" if one.is_recused else "waiting" if seat.owes else "done"
    return {
        "seat": seat,
        "expert": one.expert,
        "declared": DECLARATIONS[one.declared],
        "tag": pieces.Tag(label, shape),
        "reason": one.released_reason or one.declare_reason,
    }


def _groups(panel: Panel, claims: Sequence[Claim], *, shows: bool) -> list[dict[str, Any]]:
    plan = publications.of_round(panel.round).content["plan"]
    low, leaders = _low(panel), [panel.leaders(n) for n in range(len(panel.round.criteria))]
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
    borrowed = _("，贷款 %(n)s 万元", n=wan(loans)) if loans else ""
    return Markup('<span class="money">{}</span>{}').format(_("%(n)s 万元", n=wan(total)), borrowed)


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


def _exact(panel: Panel, claims: Sequence[Claim]) -> list[dict[str, Any]]:
    """Each expert's figures and reasons, claim by claim: the table behind the dots."""
    return [{"claim": claim, "sheets": panel.sheets_of(claim)} for claim in claims if panel.sheets_of(claim)]


def tasks(expert: Person) -> list[dict[str, Any]]:
    """An expert's rounds with the claims of each, by reference, so that no order tells of scores; beside them how many
    claims are left out, and why."""
    mine = queries.my_assignments(expert.id)
    claims = queries.opened_by_round([one.round_id for one in mine])
    sheets = queries.sheets_by([one.id for one in mine])
    return [_round_of_expert(one, claims.get(one.round_id, []), sheets) for one in mine]


def _round_of_expert(
    assignment: Assignment, claims: Sequence[Claim], sheets: Mapping[tuple[int, int], ScoreSheet]
) -> dict[str, Any]:
    judged = [claim for claim in claims if claim.state != "ineligible"]
    own = [sheets.get((assignment.id, claim.id)) for claim in judged]
    work = steps.Work(
        assignment,
        owed=sum(1 for sheet in own if sheet is None or not sheet.locked_at),
        unexplained=sum(1 for sheet in own if sheet and queries.waits_for_words(sheet)),
    )
    return {
        "next": steps.next_step(work),
        "assignment": assignment,
        "scenario": assignment.round.scenario,
        "rows": [
            {"claim": claim, "tag": _own_tag(assignment.is_recused, sheets.get((assignment.id, claim.id)))}
            for claim in judged
        ],
        "total": len(claims),
        "left_out": len(claims) - len(judged),
        "released": assignment.released_at is not None,
        "declared": DECLARATIONS[assignment.declared],
    }


def _own_tag(recused: bool, sheet: Any) -> pieces.Tag:
    if recused:
        return pieces.Tag(_("回避"), "over")
    if sheet is None:
        return pieces.Tag(_("未打分"), "waiting")
    return pieces.Tag(_("已锁定"), "done") if sheet.locked_at else pieces.Tag(_("草稿"), "waiting")


def contact_of(row: Objection) -> str:
    """How to reach who objected, in plain digits and letters; a telephone number can be dialled at a touch."""
    words = folded(row.contact)
    if not re.fullmatch(r"[\d+() -]+", words):
        return words
    digits = re.sub(r"[^\d+]", "", words)
    return Markup('<a class="code" href="tel:{}">{}</a>').format(digits, words)


def objection_events(rows: Sequence[Objection], *, named: bool) -> list[dict[str, Any]]:
    """Objections of one round for a list, each with its answer on paper."""
    hidden = {} if named else unnamed.marks(rows)
    papers_of = replies.replies_to(rows)
    return [
        objection_event(row, named=named, hidden=hidden.get(row.id, frozenset())) | {"papers": papers_of[row.ref]}
        for row in rows
    ]


def objection_event(row: Objection, *, named: bool, hidden: unnamed.Marks = frozenset()) -> dict[str, Any]:
    """An objection on its page; the objector's name, files and how it is confirmed only for who may know them, and for
    the others its texts without what is to be hidden."""
    shut = notices.why_not_answering(row) or why_not(seconding.permission(row), row)
    return {
        "row": row,
        "texts": [
            {**one, **{key: unnamed.without(one[key], hidden) for key in ("objection", "remedy")}} for one in row.texts
        ],
        "answer": unnamed.without(row.answer, hidden),
        "tag": _objection_tag(row),
        "who": row.name if named else "",
        "contact": contact_of(row) if named else "",
        "files": [file for one in row.texts for file in one["files"]] if named else [],
        "standing": _standing(row) if named else "",
        "call": calling.PURPOSES.get(calling.purpose_of(row), "") if named and may("objection.call", row) else "",
        "by_group": named and may("objection.enter_decision", row) and not group.why_not(row, current_person()),
        "about": _("对%(about)s的异议", about=ABOUT[row.about]),
        "may_decide": not shut,
        "shut": shut,
        "due": row.due_at,
        "claim": row.claim_ref or (row.notice.claim.ref if row.notice else ""),
        "when": times.moment(row.at),
    }


def _objection_tag(row: Objection) -> pieces.Tag:
    if row.decision:
        return pieces.Tag(str(DECISIONS[row.decision]), "wrong" if row.decision == "upheld" else "done")
    if row.denied_at is not None:
        return pieces.Tag(_("不是本人提出"), "over")
    return pieces.Tag(_("待答复"), "waiting") if row.counts_at(clock.now()) else pieces.Tag(_("待核实"), "waiting")


def _standing(row: Objection) -> str:
    """How it is known whose it is, or how that is found out."""
    if row.denied_at is not None:
        return _("回电核实：不是本人提出的，不计入。")
    if row.confirmed_at is not None:
        return _("已核实（%(how)s）", how=CONFIRMED[row.confirmed_how])
    if row.confirm_by is not None:
        by = times.until(row.confirm_by, clock.now())
        if row.confirm_by <= clock.now():
            return _("在 %(by)s 前没有回电，视为已核实。", by=by)
        return _("留的是电话，请在 %(by)s 前回电核实；没有打的，届时视为已核实。", by=by)
    return _("等提出人打开邮件里的链接确认；确认前不计入。")
