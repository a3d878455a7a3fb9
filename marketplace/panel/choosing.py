"""Experts chosen by hand, for the first panel only and with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.errors import Complaint
from marketplace.i18n import _, enumerated
from marketplace.panel import changes, conflicts, frozen_pool, judging, queries, seating
from marketplace.panel.conflicts import Parties
from marketplace.panel.models import Assignment
from marketplace.scenarios.models import Round
from marketplace.workflow import Move


def why_not(round_: Round | None) -> list[str]:
    """Why nobody can be chosen by hand now; empty when somebody can."""
    if round_ is None:
        return [judging.no_round()]
    return judging.why_not_judging(round_) or changes.why_not_choosing(round_)


def names_of(expert: Person) -> tuple[str, ...]:
    """What an expert can be called by: id, address, its part before the @, the code in the list of experts."""
    return str(expert.id), expert.email, expert.email.partition("@")[0], str(expert.profile.get("code") or expert.email)


def _pool() -> dict[str, Person]:
    return {name: person for person in accounts.experts() for name in names_of(person)}


def _seated(round_: Round) -> dict[int, Assignment]:
    return {one.expert_id: one for one in queries.assignments(round_)}


def _chosen(names: Iterable[str]) -> list[Person]:
    """Those of the names who are experts, each once."""
    pool = _pool()
    return list(dict.fromkeys(pool[one] for one in names if one in pool))


def _new(move: Move) -> list[Person]:
    """Those who were named and never sat in the round."""
    seated = _seated(seating.round_of(move))
    return [one for one in _chosen(move.values.get("expert") or ()) if one.id not in seated]


def shut(move: Move) -> Iterator[Complaint]:
    """Experts can be seated; new ones are chosen into the first panel alone, until one of it has left."""
    round_ = move.subject.round
    reasons = seating.why_not_seating(round_)
    if not reasons and move.values.get("expert") and _new(move):
        reasons = changes.why_not_choosing(round_)
    yield from map(Complaint, reasons)


def sit_already(round_: Round | None, names: Iterable[str]) -> bool:
    """Whether everyone who is named sits in the round: a second click finds it so."""
    wanted = [one.strip().lower() for one in names]
    if round_ is None or not wanted:
        return False
    pool, seated = _pool(), _seated(round_)
    places = [seated.get(pool[one].id) if one in pool else None for one in wanted]
    return all(one is not None and not one.is_recused for one in places)


def choice_fits(move: Move) -> Iterator[Complaint]:
    """Somebody is named; all are in the frozen pool, nothing keeps them from the round, and the panel is not too large."""
    round_, wanted = seating.round_of(move), move.values.get("expert") or []
    whys = _why_not_those(round_, wanted) or [
        one.message for one in seating.too_many(round_, len(_new(move)), "expert")
    ]
    yield from (Complaint(why, field="expert") for why in whys)


def _why_not_those(round_: Round, wanted: list[str]) -> list[str]:
    if not wanted:
        return [_("请至少选一位专家。")]
    pool = _pool()
    if unknown := [one for one in wanted if one not in pool]:
        return [_("专家库里没有“%(name)s”，请从列表中选。", name=unknown[0][:40])]
    chosen, seated = _chosen(wanted), _seated(round_)
    parties, frozen = Parties.of(round_), {row["expert"]: row for row in frozen_pool.look(round_)}
    if strangers := [one.name for one in chosen if one.id not in frozen]:
        return [_("%(names)s不在开榜时固定的专家名单里，本轮不能分派。", names=enumerated(strangers))]
    if whys := [why for one in chosen if (why := conflicts.why_not(parties, one) or frozen[one.id]["excluded"])]:
        return [str(why) for why in whys]
    gone = [one.name for one in chosen if one.id in seated and seated[one.id].is_recused]
    if gone and all(one.id in seated for one in chosen):
        return [_("%(names)s已回避或退出本轮，不能再分派，请另抽专家。", names=enumerated(gone))]
    return []


def says_why(move: Move) -> Iterator[Complaint]:
    """Whoever chooses by hand says why."""
    if not move.values.get("reason") and _new(move):
        yield Complaint(_("选派专家须写明理由，理由印入评榜报告；没有特别理由的，请随机抽取。"), field="reason")


def seat_chosen(move: Move) -> None:
    """They take their places."""
    round_ = seating.round_of(move)
    frozen_pool.freeze(round_)
    move.notes["experts"] = [one.id for one in _chosen(move.values["expert"])]
    seating.seat(round_, _new(move), move.person, reason=str(move.values.get("reason") or ""))
