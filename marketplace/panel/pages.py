"""What the pages of the experts show: the pool with every finding, and each draw with its replay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.furniture import components
from marketplace.i18n import _, enumerated
from marketplace.panel import draws as rule
from marketplace.panel import frozen_pool, queries, size, supplementing
from marketplace.panel.conflicts import Parties, findings
from marketplace.panel.models import Assignment, Draw
from marketplace.panel.states import DECLARATIONS
from marketplace.reference.tables import fields as known_fields
from marketplace.scenarios.models import Round, Scenario


def experts(scenario: Scenario, chosen: Sequence[str] = ()) -> dict[str, Any]:
    """Everyone in the pool, who is on the panel and how they came there, and who must stand aside and why."""
    round_ = scenario.round
    seated = {one.expert_id: one for one in queries.assignments(round_)} if round_ else {}
    opened = round_ if round_ is not None and round_.is_opened else None
    parties = Parties.of(round_) if round_ else None
    frozen = {row["expert"]: row for row in frozen_pool.look(opened)} if opened else {}
    rows = [
        {
            "expert": person,
            "assignment": seated.get(person.id),
            "findings": _findings(parties, frozen.get(person.id), person) if parties else [],
            "outside": opened is not None and person.id not in frozen,
            "chosen": str(person.id) in chosen or person.email in chosen,
            "fields": _fields(person),
            "load": frozen[person.id]["load"] if person.id in frozen else 0,
            "standing": _standing(seated.get(person.id)),
            "added": (frozen.get(person.id) or {}).get("added"),
        }
        for person in accounts.experts()
    ]
    return {
        "scenario": scenario,
        "nav": "desk",
        "rows": rows,
        "figures": round_.figures if round_ else {},
        "most": size.most_experts(round_) if round_ else 0,
        "sitting": sum(1 for one in seated.values() if not one.is_recused),
        "free": frozen_pool.free(opened) if opened else 0,
        "pool_sha256": opened.expert_pool_sha256 if opened else "",
        "drawn": bool(round_ and queries.draws(round_)),
    }


def supplement(scenario: Scenario, chosen: Sequence[str] = ()) -> dict[str, Any]:
    """Whom an approver can add to an exhausted pool, how many, and what was added so far."""
    round_ = scenario.round if scenario.round is not None and scenario.round.is_opened else None
    there = supplementing.candidates(round_) if round_ else []
    rows = [
        {
            "expert": person,
            "fields": _fields(person),
            "load": row["load"],
            "chosen": str(person.id) in chosen or person.email in chosen,
        }
        for person, row in there
    ]
    return {
        "scenario": scenario,
        "nav": "desk",
        "rows": rows,
        "missing": size.missing(round_) if round_ else 0,
        "needed": supplementing.needed(round_) if round_ else 0,
        "free": frozen_pool.free(round_) if round_ else 0,
        "added": supplementing.added_to(round_) if round_ else [],
    }


def _findings(parties: Parties, row: Mapping[str, Any] | None, person: Person) -> list[str]:
    """What keeps an expert from the round: as it is now, and as the opening found it."""
    now = [one.words for one in findings(parties, person)]
    return now or ([row["excluded"]] if row and row["excluded"] else [])


def _fields(person: Person) -> list[str]:
    return [known_fields()[one].label for one in person.profile.get("fields") or () if one in known_fields()]


def _standing(assignment: Assignment | None) -> str:
    """How an expert stands to the round; empty for one who is not on it."""
    if assignment is None:
        return ""
    if assignment.released_at is not None:
        return _("已退出本轮")
    came = _("随机抽取") if assignment.draw_id is not None else _("选派")
    return f"{came}，{DECLARATIONS[assignment.declared]}"


def draws(rounds: Sequence[Round]) -> list[dict[str, Any]]:
    """Every draw of these rounds, the newest first, each played again."""
    return [_draw(one) for round_ in rounds for one in reversed(queries.draws(round_))]


def _draw(draw: Draw) -> dict[str, Any]:
    names = {row["expert"]: row["name"] for row in draw.pool}
    again = rule.draw(draw.pool, draw.seed, draw.wanted)
    return {
        "draw": draw,
        "round": draw.round,
        "why": _why(draw, names),
        "order": [_candidate(row, draw) for row in rule.ordered(draw.pool, draw.seed)],
        "excluded": [row for row in draw.pool if row["excluded"]],
        "chosen": enumerated(names.get(one, str(one)) for one in draw.chosen),
        "again": enumerated(names.get(one, str(one)) for one in again),
        "verdict": components.Tag(_("重放结果一致"), "done")
        if again == draw.chosen
        else components.Tag(_("重放结果不一致"), "wrong"),
        "pool_text": rule.written(draw.pool),
        "pool_sha256": rule.pool_sha256(draw.pool),
    }


def _candidate(row: Mapping[str, Any], draw: Draw) -> dict[str, Any]:
    return {**row, "ticket": rule.ticket(draw.seed, row["expert"]), "is_chosen": row["expert"] in draw.chosen}


def _why(draw: Draw, names: Mapping[int, str]) -> str:
    if draw.replaces_id is not None:
        return _("替补%(name)s", name=names.get(draw.replaces_id, ""))
    return _("由区城市办抽取") if draw.by_id is not None else _("异议成立后重新抽取")
