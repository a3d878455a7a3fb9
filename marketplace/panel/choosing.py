"""Experts chosen by hand, for the first panel only and with a reason."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.policy import authorise
from marketplace.errors import Complaint, Unmet, WrongState
from marketplace.extensions import unit_of_work
from marketplace.i18n import _, _l
from marketplace.panel import changes, conflicts, frozen_pool, judging, queries
from marketplace.panel.conflicts import Parties
from marketplace.panel.models import Assignment
from marketplace.panel.reasons import written
from marketplace.panel.seating import check_seating, check_size, record, round_of, seat
from marketplace.scenarios.models import Round, Scenario
from marketplace.sheets.fields import LongText

REASON = LongText(id="reason", label=_l("选派理由"), max=2000)
WHY_MISSING = _l("选派专家须写明理由，理由印入评榜报告；没有特别理由的，请随机抽取。")


def why_not(round_: Round | None) -> list[str]:
    """Why nobody can be chosen by hand now; empty when somebody can."""
    if round_ is None:
        return [judging.no_round()]
    return judging.why_not_judging(round_) or changes.why_not_choosing(round_)


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
        check_seating(round_)
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
        check_size(round_, list(seated.values()), len(new), "expert")
        rows = seat(round_, new, by, reason=written(REASON, reason, str(WHY_MISSING)) if new else "")
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
    if whys := [why for one in chosen if (why := conflicts.why_not(parties, one) or frozen[one.id]["excluded"])]:
        raise Unmet(*[Complaint(why, field="expert") for why in whys])
    return chosen
