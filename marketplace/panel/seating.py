"""An expert takes a place in the panel, chosen (`choosing`) or drawn (`drawing`), and is invited."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.audit import service as audit
from marketplace.errors import Complaint
from marketplace.extensions import db
from marketplace.i18n import _, _l
from marketplace.notifications import service as notifications
from marketplace.panel import changes, draws, frozen_pool, judging, queries, size
from marketplace.panel.models import Assignment, Draw
from marketplace.scenarios.models import Round
from marketplace.workflow import Move


def why_not_seating(round_: Round | None) -> list[str]:
    """Why no expert can be assigned or drawn now; empty when one can."""
    if round_ is None:
        return [judging.no_round()]
    return judging.why_not_judging(round_) or changes.why_not_adding(round_)


def shut(move: Move) -> Iterator[Complaint]:
    """An opened round is being judged, its scores are not known, and its panel is not full again."""
    yield from map(Complaint, why_not_seating(move.subject.round))


def round_of(move: Move) -> Round:
    """The newest round of a scenario whose panel is not shut."""
    round_: Round | None = move.subject.round
    assert round_ is not None
    return round_


def too_many(round_: Round, more: int, field: str) -> Iterator[Complaint]:
    """So many more would make the panel too large."""
    sitting = sum(1 for one in queries.assignments(round_) if not one.is_recused)
    most = size.most_experts(round_)
    if sitting + more > most:
        left = max(most - sitting, 0)
        words = _("一轮最多 %(most)d 位专家，现有 %(n)d 位，最多再加 %(left)d 位。", most=most, n=sitting, left=left)
        yield Complaint(words, field=field)


def seat(
    round_: Round, experts: Sequence[Person], by: Person, draw: Draw | None = None, reason: str = ""
) -> list[Assignment]:
    """Give these experts their places, and invite them to declare and score."""
    now = clock.now()
    rows = [
        Assignment(
            round_id=round_.id,
            expert_id=one.id,
            assigned_at=now,
            assigned_by_id=by.id,
            draw_id=draw.id if draw else None,
            chosen_reason=reason,
        )
        for one in experts
    ]
    db.session.add_all(rows)
    db.session.flush()
    for one in experts:
        _invite(round_, one)
    return rows


def _invite(round_: Round, expert: Person) -> None:
    title = round_.scenario.public_title
    notifications.tell(
        expert,
        key=f"assigned/{round_.scenario.code}/{round_.number}",
        link="/desk/evaluations/",
        title=_l("请评审：%(title)s", title=title),
        body=_l(
            "你被分派评审《%(title)s》的揭榜申请。请先声明有无利害关系，再逐份打分，在 %(due)s 前锁定。",
            title=title,
            due=judging.by_when(round_),
        ),
    )


def record(
    round_: Round, action: str, label: str, by: Person | None, data: dict[str, object], reason: str = ""
) -> None:
    """An event of the round."""
    ref = f"{round_.scenario.code}/{round_.number}"
    audit.append(
        actor=by,
        action=action,
        label=label,
        subject_kind="round",
        subject_ref=ref,
        round_number=round_.number,
        reason=reason,
        data=data,
    )


def seat_by_lot(
    round_: Round,
    pool: Sequence[draws.Row],
    experts: dict[int, Person],
    wanted: int,
    *,
    asked_by: Person | None,
    seated_by: Person,
    replaces: int | None = None,
) -> Draw:
    """Draw from this pool with a fresh seed and seat who is drawn, on record."""
    frozen_pool.freeze(round_)
    seed = secrets.token_hex(16)
    chosen = draws.draw(pool, seed, wanted)
    draw = Draw(
        round_id=round_.id,
        at=clock.now(),
        by_id=asked_by.id if asked_by else None,
        seed=seed,
        wanted=wanted,
        pool=[dict(row) for row in pool],
        chosen=chosen,
        replaces_id=replaces,
    )
    db.session.add(draw)
    db.session.flush()
    seat(round_, [experts[one] for one in chosen], seated_by, draw)
    data = {
        "seed": seed,
        "wanted": wanted,
        "chosen": chosen,
        "pool_sha256": draws.pool_sha256(pool),
        "replaces": replaces,
    }
    record(round_, "draw_experts", _l("抽取专家"), asked_by, data)
    return draw
