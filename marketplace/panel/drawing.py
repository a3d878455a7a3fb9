"""Experts drawn at random from the frozen pool, as many as a reviewer asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marketplace.errors import Complaint
from marketplace.furniture import kept
from marketplace.i18n import _
from marketplace.panel import draws, frozen_pool, seating, size
from marketplace.scenarios.models import Round
from marketplace.sheets import texts
from marketplace.workflow import Move


def somebody_is_left(move: Move) -> Iterator[Complaint]:
    """Somebody in the frozen pool can be drawn."""
    if not frozen_pool.free(seating.round_of(move)):
        yield Complaint(_("固定的专家名单里没有可以抽取的专家了，请审定人从名册中补充。"))


def number_fits(move: Move) -> Iterator[Complaint]:
    """The number is one, the panel is not too large, a renewed one is filled up exactly, and there are as many candidates."""
    round_ = seating.round_of(move)
    number, most = _number(move), size.most_experts(round_)
    if not 1 <= number <= most:
        yield Complaint(_("请填写抽取几位：1 到 %(most)d 的整数。", most=most), field="draw")
        return
    whys = list(seating.too_many(round_, number, "draw")) or list(_why_not_so_many(round_, number))
    yield from whys


def _why_not_so_many(round_: Round, number: int) -> Iterator[Complaint]:
    if round_.scores_known_at is not None and number != (short := size.missing(round_)):
        yield Complaint(_("重新评审的专家组只能补足缺额，还缺 %(n)d 位。", n=short), field="draw")
        return
    pool, _experts = frozen_pool.pool_of(round_)
    if len(found := [row for row in pool if not row["excluded"]]) < number:
        yield Complaint(_too_few(pool, len(found), number), field="draw")


def _number(move: Move) -> int:
    """The number that was asked for; none where what was typed is none."""
    typed = texts.code(str(move.values.get("draw") or ""))
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0


def draw(move: Move) -> None:
    """So many are drawn by the rule of `draws`, and seated."""
    round_ = seating.round_of(move)
    pool, experts = frozen_pool.pool_of(round_)
    drawn = seating.seat_by_lot(round_, pool, experts, _number(move), asked_by=move.person, seated_by=move.person)
    move.told["n"] = len(drawn.chosen)


def _too_few(pool: Sequence[draws.Row], there: int, wanted: int) -> str:
    words = _("可以抽取的专家有 %(n)d 位，少于 %(wanted)d 位，没有抽取。", n=there, wanted=wanted)
    then = _("请减少人数；专家名单在开榜时已经固定，确实不够的，由审定人从名册中补充。")
    if out := [_whose(row) for row in pool if row["excluded"]]:
        return str(kept.together(words, _("不能抽取的：%(out)s", out=kept.together(*out)), then))
    return str(kept.together(words, then))


def _whose(row: draws.Row) -> str:
    """An exclusion with the name in front; a finding names the expert already."""
    words = str(row["excluded"])
    return words if words.startswith(row["name"]) else f"{row['name']}{words}"
