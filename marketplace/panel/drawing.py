"""Experts drawn at random from the frozen pool, as many as a reviewer asks for."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.accounts.models import Person
from marketplace.accounts.policy import authorise
from marketplace.errors import Complaint, Unmet
from marketplace.extensions import unit_of_work
from marketplace.i18n import _
from marketplace.panel import draws, frozen_pool, queries, size
from marketplace.panel.models import Draw
from marketplace.panel.seating import check_seating, check_size, round_of, seat_by_lot, why_not_seating
from marketplace.scenarios.models import Round, Scenario
from marketplace.sheets import texts


def why_not(round_: Round | None, free: int) -> list[str]:
    """Why nobody can be drawn now from a pool with so many candidates; empty when somebody can."""
    if reasons := why_not_seating(round_):
        return reasons
    return [] if free else [_("固定的专家名单里没有可以抽取的专家了，请审定人从名册中补充。")]


def draw_experts(*, scenario: Scenario, wanted: str, by: Person) -> Draw:
    """Draw so many experts at random, by the rule of `draws`, and seat them.

    :raises Unmet: the number is none, the panel would be too large, or there are not enough candidates.
    """
    with unit_of_work() as session:
        session.refresh(scenario)
        authorise("experts.assign", scenario, by)
        round_ = round_of(scenario)
        check_seating(round_)
        number = _number(wanted, size.most_experts(round_))
        check_size(round_, queries.assignments(round_), number, "draw")
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
