"""The panel of a round: experts chosen by hand, for the first panel only and with a reason, or drawn from the frozen pool."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.policy import authorise
from marketplace.audit import service as audit
from marketplace.errors import Complaint, Unmet, WrongState
from marketplace.extensions import db, unit_of_work
from marketplace.i18n import _, _l
from marketplace.notifications import service as notifications
from marketplace.panel import changes, draws, frozen_pool, judging, queries, size
from marketplace.panel.conflicts import Parties, why_not
from marketplace.panel.models import Assignment, Draw
from marketplace.scenarios.models import Round, Scenario
from marketplace.sheets import texts
from marketplace.sheets.fields import LongText
from marketplace.sheets.texts import Invalid

REASON = LongText(id="reason", label=_l("选派理由"), max=2000)


def why_not_seating(round_: Round) -> list[str]:
    """Why no expert can be assigned or drawn now; empty when one can."""
    return judging.why_not_judging(round_) or changes.why_not_adding(round_)


def _check_seating(round_: Round) -> None:
    if reasons := why_not_seating(round_):
        raise WrongState(*reasons)


def round_of(scenario: Scenario) -> Round:
    """The newest round.

    :raises WrongState: there was none so far.
    """
    if scenario.round is None:
        raise WrongState(_("场景推介发布、揭榜截止开榜以后才评榜。"))
    return scenario.round


def assign_experts(*, scenario: Scenario, expert_ids: Sequence[int | str], reason: str, by: Person) -> list[Assignment]:
    """Choose experts by hand, by id, e-mail address or the part before its @, for the newest round's first panel. All are
    checked first; one that must recuse stops the whole act.

    :raises WrongState: nothing is judged, scores are known, or somebody left: successors are always drawn.
    :raises Unmet: an expert has a conflict, left the round, is not in the pool, nobody was chosen, there is no reason, or
        the panel would be too large.
    """
    with unit_of_work() as session:
        session.refresh(scenario)
        authorise("experts.assign", scenario, by)
        round_ = round_of(scenario)
        _check_seating(round_)
        seated = {one.expert_id: one for one in queries.assignments(round_)}
        chosen = _choose(round_, expert_ids)
        new = [expert for expert in chosen if expert.id not in seated]
        gone = [one for one in chosen if one.id in seated and seated[one.id].is_recused]
        if gone and not new:
            names = "、".join(one.name for one in gone)
            raise Unmet(
                Complaint(_("%(names)s已回避或退出本轮，不能再分派，请另抽专家。", names=names), field="expert")
            )
        if new and (reasons := changes.why_not_choosing(round_)):
            raise WrongState(*reasons)
        _check_size(round_, list(seated.values()), len(new), "expert")
        rows = _seat(round_, new, by, reason=_reason(reason) if new else "")
        if rows:
            record(
                round_,
                "assign_experts",
                _("选派专家"),
                by,
                {"experts": [one.id for one in chosen]},
                rows[0].chosen_reason,
            )
    return rows


def _reason(typed: str) -> str:
    try:
        words = REASON.parse(typed) or ""
    except Invalid as invalid:
        raise Unmet(Complaint(str(invalid), field="reason")) from invalid
    if not words:
        raise Unmet(Complaint(_("选派专家须写明理由，理由印入评榜报告；没有特别理由的，请随机抽取。"), field="reason"))
    return words


def names_of(expert: Person) -> tuple[str, ...]:
    """What an expert can be called by: id, address, its part before the @, the code in the list of experts."""
    return str(expert.id), expert.email, expert.email.partition("@")[0], str(expert.profile.get("code") or expert.email)


def _choose(round_: Round, expert_ids: Sequence[int | str]) -> list[Person]:
    pool = {name: person for person in accounts.experts() for name in names_of(person)}
    wanted = dict.fromkeys(str(one).strip().lower() for one in expert_ids)
    if not wanted:
        raise Unmet(Complaint(_("请至少选一位专家。"), field="expert"))
    if unknown := [one for one in wanted if one not in pool]:
        raise Unmet(Complaint(_("专家库里没有“%(name)s”，请从列表中选。", name=unknown[0][:40]), field="expert"))
    chosen = list(dict.fromkeys(pool[one] for one in wanted))
    parties, frozen = Parties.of(round_), {row["expert"]: row for row in frozen_pool.frozen(round_)}
    if strangers := [one.name for one in chosen if one.id not in frozen]:
        names = "、".join(strangers)
        raise Unmet(Complaint(_("%(names)s不在开榜时固定的专家名单里，本轮不能分派。", names=names), field="expert"))
    if whys := [why for one in chosen if (why := why_not(parties, one) or frozen[one.id]["excluded"])]:
        raise Unmet(*[Complaint(why, field="expert") for why in whys])
    return chosen


def _check_size(round_: Round, seated: Collection[Assignment], more: int, field: str) -> None:
    sitting, most = sum(1 for one in seated if not one.is_recused), size.most_experts(round_)
    if sitting + more > most:
        raise Unmet(
            Complaint(
                _(
                    "一轮最多 %(most)d 位专家，现有 %(n)d 位，最多再加 %(left)d 位。",
                    most=most,
                    n=sitting,
                    left=max(most - sitting, 0),
                ),
                field=field,
            )
        )


def _seat(
    round_: Round, experts: Sequence[Person], by: Person, draw: Draw | None = None, reason: str = ""
) -> list[Assignment]:
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
        title=_("请评审：%(title)s", title=title),
        body=_(
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


def draw_experts(*, scenario: Scenario, wanted: str, by: Person) -> Draw:
    """Draw so many experts at random, by the rule of `draws`, and seat them.

    :raises Unmet: the number is none, the panel would be too large, or there are not enough candidates.
    """
    with unit_of_work() as session:
        session.refresh(scenario)
        authorise("experts.assign", scenario, by)
        round_ = round_of(scenario)
        _check_seating(round_)
        number = _number(wanted, size.most_experts(round_))
        _check_size(round_, queries.assignments(round_), number, "draw")
        if round_.scores_known_at is not None and number != (short := size.missing(round_)):
            raise Unmet(Complaint(_("重新评审的专家组只能补足缺额，还缺 %(n)d 位。", n=short), field="draw"))
        pool, experts = frozen_pool.pool_of(round_)
        if len(found := [row for row in pool if not row["excluded"]]) < number:
            raise Unmet(Complaint(_too_few(pool, len(found), number), field="draw"))
        return seat_by_lot(round_, pool, experts, number, asked_by=by, seated_by=by)


def _number(typed: str, most: int) -> int:
    typed = texts.code(typed)
    if not (typed.isascii() and typed.isdigit() and len(typed) < 4 and 1 <= int(typed) <= most):
        raise Unmet(Complaint(_("请填写抽取几位：1 到 %(most)d 的整数。", most=most), field="draw"))
    return int(typed)


def _too_few(pool: Sequence[draws.Row], there: int, wanted: int) -> str:
    words = _("可以抽取的专家有 %(n)d 位，少于 %(wanted)d 位，没有抽取。", n=there, wanted=wanted)
    out = "".join(_whose(row) for row in pool if row["excluded"])
    return words + (
        _("不能抽取的：%(out)s请减少人数；专家名单在开榜时已经固定，确实不够的，由审定人从名册中补充。", out=out)
        if out
        else _("请减少人数；专家名单在开榜时已经固定，确实不够的，由审定人从名册中补充。")
    )


def _whose(row: draws.Row) -> str:
    """An exclusion with the name in front; a finding names the expert already."""
    words = str(row["excluded"])
    return words if words.startswith(row["name"]) else f"{row['name']}{words}"


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
    _seat(round_, [experts[one] for one in chosen], seated_by, draw)
    data = {
        "seed": seed,
        "wanted": wanted,
        "chosen": chosen,
        "pool_sha256": draws.pool_sha256(pool),
        "replaces": replaces,
    }
    record(round_, "draw_experts", _("抽取专家"), asked_by, data)
    return draw
