"""An exhausted pool is supplemented (补充名册): an approver adds three experts of the register for each one missing, on
record; who of them sits is drawn, never chosen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.errors import Complaint
from marketplace.furniture import kept
from marketplace.i18n import _, _l
from marketplace.panel import choosing, frozen_pool, renewal, seating, size
from marketplace.scenarios.models import Round
from marketplace.workflow import Move

TIMES = 3
"""So many are added for each one missing, so that nobody who adds knows who will sit."""


def needed(round_: Round) -> int:
    """How many experts are to be added: exactly so many."""
    return TIMES * size.missing(round_)


def candidates(round_: Round) -> list[tuple[Person, dict[str, Any]]]:
    """The active experts outside the pool whom nothing keeps from the round, each with the row that the pool would get."""
    inside = {row["expert"] for row in frozen_pool.look(round_)}
    outside = [one for one in accounts.experts() if one.id not in inside]
    rows = frozen_pool.rows_of(round_, outside)
    return [(one, row) for one, row in zip(outside, rows, strict=True) if not row["excluded"]]


def why_not(round_: Round | None, there: int) -> list[str]:
    """Why the pool cannot be supplemented now from so many candidates; empty when it can."""
    reasons = seating.why_not_seating(round_)
    if reasons or round_ is None:
        return reasons
    short, free = size.missing(round_), frozen_pool.free(round_)
    if not short:
        return [_("专家组人数已够，没有缺额，不用补充名册。")]
    if free >= short:
        return [_("固定的专家名单里还有 %(n)d 位可以抽取，够补 %(short)d 位缺额，请初审人抽取。", n=free, short=short)]
    if there < needed(round_):
        return [
            _(
                "还缺 %(short)d 位，须补充 %(needed)d 位；名册里不在名单中、不须回避的专家只有 %(n)d 位，"
                "请系统管理员先邀请专家，再补充。",
                short=short,
                needed=needed(round_),
                n=there,
            )
        ]
    return []


def shut(move: Move) -> Iterator[Complaint]:
    """Experts can be seated, somebody is missing, the pool does not suffice, and the register does."""
    round_ = move.subject.round
    there = len(candidates(round_)) if round_ is not None and round_.is_opened else 0
    yield from map(Complaint, why_not(round_, there))


def choice_fits(move: Move) -> Iterator[Complaint]:
    """Exactly three times the missing number is named, all of them candidates."""
    round_ = seating.round_of(move)
    rows, named = _rows(round_), move.values.get("expert") or []
    if strangers := [one for one in named if one not in rows]:
        words = _(
            "“%(name)s”不能补充：已在名单里、须回避，或者不是名册里的专家。请从列表中选。", name=strangers[0][:40]
        )
        yield Complaint(words, field="expert")
    elif len(chosen := _chosen(rows, named)) != needed(round_):
        words = _(
            "还缺 %(short)d 位专家，须正好补充缺额的三倍 %(number)d 位，现在选了 %(n)d 位。",
            short=size.missing(round_),
            number=needed(round_),
            n=len(chosen),
        )
        yield Complaint(words, field="expert")


def _rows(round_: Round) -> dict[str, dict[str, Any]]:
    """The rows that the pool would get, by what each candidate can be called."""
    return {name: row for person, row in candidates(round_) for name in choosing.names_of(person)}


def _chosen(rows: dict[str, dict[str, Any]], named: list[str]) -> list[dict[str, Any]]:
    return list({rows[one]["expert"]: rows[one] for one in named}.values())


def supplement(move: Move) -> None:
    """The rows join the pool, each with where it came from; the event holds the hash before and after."""
    round_, words = seating.round_of(move), {name: move.values[name] for name in ("source", "reason")}
    pool, before = frozen_pool.frozen(round_), round_.expert_pool_sha256
    chosen = _chosen(_rows(round_), move.values["expert"])
    added = words | {"by": move.person.title, "at": move.now.isoformat(timespec="seconds")}
    more = [{**row, "added": added} for row in chosen]
    frozen_pool.write(round_, [*pool, *more], by=move.person, why=words["reason"])
    move.told["added"] = kept.listed(row["name"] for row in chosen)
    move.notes |= {
        "source": words["source"],
        "experts": sorted(row["expert"] for row in chosen),
        "pool_sha256_before": before,
        "pool_sha256": round_.expert_pool_sha256,
    }


def draw_missing(move: Move) -> None:
    """Fill up the panel by the rule, and tell the reviewers."""
    round_, by = seating.round_of(move), move.person
    pool, experts = frozen_pool.pool_of(round_)
    draw = seating.seat_by_lot(round_, pool, experts, size.missing(round_), asked_by=by, seated_by=by)
    move.told["names"] = renewal.names_drawn(draw)
    renewal.tell_reviewers(
        round_,
        f"supplemented/{round_.scenario.code}/{round_.number}/{draw.id}",
        _l("专家名册已补充"),
        _l(
            "审定人从%(source)s补充了 %(n)d 位（%(names)s），已按同一规则抽取%(new)s，不用另派。",
            source=move.values["source"],
            n=len(move.notes["experts"]),
            names=move.told["added"],
            new=move.told["names"],
        ),
    )


def added_to(round_: Round) -> list[dict[str, Any]]:
    """What was added to the pool, by list, oldest first: `{source, reason, by, at, names}`."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in round_.expert_pool or []:
        if added := row.get("added"):
            found.setdefault((added["at"], added["source"]), {**added, "names": []})["names"].append(row["name"])
    return [found[key] for key in sorted(found)]
