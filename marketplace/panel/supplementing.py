"""An exhausted pool is supplemented (补充名册): an approver adds three experts of the register for each one missing, on
record; who of them sits is drawn, never chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.policy import authorise
from marketplace.audit import service as audit
from marketplace.errors import Complaint, Unmet, WrongState
from marketplace.extensions import unit_of_work
from marketplace.i18n import _, _l
from marketplace.panel import choosing, frozen_pool, renewal, seating, size
from marketplace.panel.models import Draw
from marketplace.scenarios.models import Round, Scenario
from marketplace.sheets.fields import LongText, Text
from marketplace.sheets.texts import Invalid

SOURCE = Text(id="source", label=_l("名册名称"), max=100)
REASON = LongText(id="reason", label=_l("补充理由"), max=2000)
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


def supplement(*, scenario: Scenario, expert_ids: Sequence[str], source: str, reason: str, by: Person) -> Draw:
    """An approver adds experts to the exhausted pool of the newest round; the missing ones are drawn from it at once.

    :raises WrongState: nobody is missing, the pool suffices, the register does not, or the scores are known.
    :raises Unmet: it is another number than three times the missing, one of them cannot be added, or the list or the
        reason is not named.
    """
    with unit_of_work() as session:
        session.refresh(scenario)
        authorise("experts.supplement", scenario, by)
        round_ = seating.round_of(scenario)
        there = candidates(round_)
        if reasons := why_not(round_, len(there)):
            raise WrongState(*reasons)
        chosen, complaints = _choose(there, expert_ids, needed(round_), size.missing(round_))
        words = {}
        for field, typed, lacking in (
            (SOURCE, source, _("请写明从哪个名册补充，例如“市评审专家库”。")),
            (REASON, reason, _("请写明补充的理由，理由留在记录里。")),
        ):
            try:
                words[field.id] = str(field.parse(typed) or "")
            except Invalid as invalid:
                complaints.append(Complaint(str(invalid), field=field.id))
            else:
                complaints += [] if words[field.id] else [Complaint(lacking, field=field.id)]
        if complaints:
            raise Unmet(*complaints)
        _write(round_, chosen, words, by)
        return _draw(round_, [row["name"] for row in chosen], words["source"], by)


def _choose(
    there: Sequence[tuple[Person, dict[str, Any]]], wanted: Sequence[str], number: int, short: int
) -> tuple[list[dict[str, Any]], list[Complaint]]:
    """The rows of those who are named, and what is wrong with the choice."""
    rows = {name: row for person, row in there for name in choosing.names_of(person)}
    named = dict.fromkeys(str(one).strip().lower() for one in wanted)
    if strangers := [one for one in named if one not in rows]:
        words = _(
            "“%(name)s”不能补充：已在名单里、须回避，或者不是名册里的专家。请从列表中选。", name=strangers[0][:40]
        )
        return [], [Complaint(words, field="expert")]
    chosen = list({rows[one]["expert"]: rows[one] for one in named}.values())
    if len(chosen) != number:
        words = _(
            "还缺 %(short)d 位专家，须正好补充缺额的三倍 %(number)d 位，现在选了 %(n)d 位。",
            short=short,
            number=number,
            n=len(chosen),
        )
        return [], [Complaint(words, field="expert")]
    return chosen, []


def _write(round_: Round, chosen: Sequence[dict[str, Any]], words: dict[str, str], by: Person) -> None:
    """The rows join the pool, each with where it came from; the event holds the hash before and after."""
    pool, before = frozen_pool.frozen(round_), round_.expert_pool_sha256
    added = words | {"by": by.title, "at": clock.now().isoformat(timespec="seconds")}
    more = [{**row, "added": added} for row in chosen]
    frozen_pool.write(round_, [*pool, *more], by=by, why=words["reason"])
    audit.append(
        actor=by,
        action="supplement_pool",
        label=_("补充专家名册"),
        subject_kind="scenario",
        subject_ref=round_.scenario.code,
        round_number=round_.number,
        reason=words["reason"],
        data={
            "source": words["source"],
            "experts": sorted(row["expert"] for row in chosen),
            "pool_sha256_before": before,
            "pool_sha256": round_.expert_pool_sha256,
        },
    )


def _draw(round_: Round, names: Sequence[str], source: str, by: Person) -> Draw:
    """Fill up the panel by the rule, and tell the reviewers."""
    pool, experts = frozen_pool.pool_of(round_)
    draw = seating.seat_by_lot(round_, pool, experts, size.missing(round_), asked_by=by, seated_by=by)
    renewal.tell_reviewers(
        round_,
        f"supplemented/{round_.scenario.code}/{round_.number}/{draw.id}",
        _("专家名册已补充"),
        _(
            "审定人从%(source)s补充了 %(n)d 位（%(names)s），已按同一规则抽取%(new)s，不用另派。",
            source=source,
            n=len(names),
            names="、".join(names),
            new=renewal.names_drawn(draw),
        ),
    )
    return draw


def added_to(round_: Round) -> list[dict[str, Any]]:
    """What was added to the pool, by list, oldest first: `{source, reason, by, at, names}`."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in round_.expert_pool or []:
        if kept := row.get("added"):
            found.setdefault((kept["at"], kept["source"]), {**kept, "names": []})["names"].append(row["name"])
    return [found[key] for key in sorted(found)]
