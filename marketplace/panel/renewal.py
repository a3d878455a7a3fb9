"""Who leaves the panel, and who follows: successors are always drawn from the frozen pool."""

from __future__ import annotations

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.extensions import db
from marketplace.furniture import kept
from marketplace.i18n import _l
from marketplace.notifications import service as notifications
from marketplace.panel import changes, frozen_pool, judging, queries, seating, size
from marketplace.panel.models import Assignment, Draw
from marketplace.scenarios.models import Round
from marketplace.workflow import Move


def replace(assignment: Assignment, expert: Person) -> None:
    """An expert stepped aside: the next is drawn by the rule at once; reviewers are told either way."""
    round_ = assignment.round
    drawn = _draw_more(round_, 1, assignment.assigned_by_id, replaces=expert.id)
    if drawn is None:
        words = (
            _l("{name}声明有利害关系并回避；固定的专家名单里没有可以抽取的替补，请审定人从名册中补充后抽取。")
            if _asks_for_more(round_)
            else _l("{name}声明有利害关系并回避；固定的专家名单里没有可以抽取的替补，专家组仍达规定人数，不用补充。")
        )
        what = kept.sentence(words, {"name": expert.name})
    else:
        new = names_drawn(drawn)
        what = _l("%(name)s声明有利害关系并回避，已按同一规则抽取%(new)s替补，不用另派。", name=expert.name, new=new)
    tell_reviewers(round_, f"recused/{round_.scenario.code}/{round_.number}/{expert.id}", _l("专家回避"), what)


def _draw_more(round_: Round, wanted: int, seated_by_id: int, replaces: int | None = None) -> Draw | None:
    """As many as there are, up to `wanted`; None where nobody is left."""
    pool, experts = frozen_pool.pool_of(round_)
    candidates = sum(1 for row in pool if not row["excluded"])
    if not candidates or not wanted:
        return None
    by = db.session.get_one(Person, seated_by_id)
    return seating.seat_by_lot(
        round_, pool, experts, min(wanted, candidates), asked_by=None, seated_by=by, replaces=replaces
    )


def _asks_for_more(round_: Round) -> bool:
    """Ask the approvers to supplement the exhausted pool where a lawful panel lacks somebody; answers whether it does."""
    short = size.missing(round_)
    if not short:
        return False
    scenario = round_.scenario
    for person in accounts.impartial_office(round_, Person.approves):
        notifications.tell(
            person,
            key=f"exhausted/{scenario.code}/{round_.number}/{clock.now().timestamp():.0f}",
            title=_l("请补充专家名册：%(title)s", title=scenario.public_title),
            link=f"/desk/scenarios/{scenario.code}/experts/supplement",
            body=_l(
                "固定的专家名单抽完了，还缺 %(n)d 位。请从名册中补充缺额的三倍，补充后立即抽取。评榜期限 %(due)s。",
                n=short,
                due=judging.by_when(round_),
            ),
        )
    return True


def names_drawn(draw: Draw) -> str:
    """Who was drawn, by name."""
    return kept.listed(row["name"] for row in draw.pool if row["expert"] in draw.chosen)


def tell_reviewers(round_: Round, key: str, what: str, body: str) -> None:
    """Tell every impartial reviewer what changed in the panel."""
    scenario = round_.scenario
    for person in accounts.impartial_office(round_, Person.reviews):
        notifications.tell(
            person,
            key=key,
            title=_l("%(what)s：%(title)s", what=what, title=scenario.public_title),
            link=f"/desk/scenarios/{scenario.code}/experts",
            body=kept.together(body, _l("评榜期限 %(due)s。", due=judging.by_when(round_))),
        )


def sitting(round_: Round) -> list[Assignment]:
    """Who sits in the panel now."""
    return [one for one in queries.assignments(round_) if not one.is_recused]


def release_all(move: Move) -> None:
    """Every sitting expert is off the round, for the reason that was given."""
    round_, why = seating.round_of(move), str(move.notes.get("reason", ""))
    gone = sitting(round_)
    for one in gone:
        one.released_at, one.released_reason = move.now, why[:2000]
        _dismiss(round_, one.expert)
    changes.begin_anew(round_, by=move.actor, why=why)
    move.notes["experts"] = [one.expert_id for one in gone]


def _dismiss(round_: Round, expert: Person) -> None:
    title = round_.scenario.public_title
    notifications.tell(
        expert,
        key=f"released/{round_.scenario.code}/{round_.number}/{clock.now().timestamp():.0f}",
        link="/desk/evaluations/",
        title=_l("评审已由其他专家接替：%(title)s", title=title),
        body=_l("《%(title)s》撤销公示后由新的专家组重新评审。你不再参加本轮评审，不用再办理。", title=title),
    )


def refill(move: Move) -> None:
    """As many are drawn anew, and the reviewers are told."""
    round_, released = seating.round_of(move), move.notes["experts"]
    drawn = _draw_more(round_, len(released), move.actor.id)
    got = len(drawn.chosen) if drawn else 0
    if len(released) == got:
        words = _l(
            "原专家组 {n} 位全部更换，已锁定的评分表不再计入。按同一规则抽取了 {got} 位，还缺 {left} 位；不用另派。"
        )
    elif _asks_for_more(round_):
        words = _l(
            "原专家组 {n} 位全部更换，已锁定的评分表不再计入。按同一规则抽取了 {got} 位，还缺 {left} 位；"
            "请审定人从名册中补充后抽取。"
        )
    else:
        words = _l(
            "原专家组 {n} 位全部更换，已锁定的评分表不再计入。按同一规则抽取了 {got} 位，还缺 {left} 位；"
            "专家组仍达规定人数，不用补充。"
        )
    body = kept.sentence(words, {"n": len(released), "got": got, "left": len(released) - got})
    key = f"renewed/{round_.scenario.code}/{round_.number}/{clock.now().timestamp():.0f}"
    tell_reviewers(round_, key, _l("请重新组成专家组"), body)


def tell_readable(round_: Round) -> None:
    """Tell the experts who wait for it that eligibility is decided, so that they can read and score."""
    title = round_.scenario.public_title
    for one in queries.assignments(round_):
        if not one.is_recused and one.declared == "none":
            notifications.tell(
                one.expert,
                key=f"readable/{round_.scenario.code}/{round_.number}",
                link="/desk/evaluations/",
                title=_l("可以打分了：%(title)s", title=title),
                body=_l(
                    "《%(title)s》的资格审查已经全部结束，请逐份看过申请、打分，在 %(due)s 前锁定。",
                    title=title,
                    due=judging.by_when(round_),
                ),
            )


def follow_released(assignment: Assignment) -> None:
    """One expert was released: they are told, the next is drawn, reviewers are told either way."""
    round_, expert = assignment.round, assignment.expert
    drawn = _draw_more(round_, 1, assignment.assigned_by_id, replaces=expert.id)
    if drawn:
        words = _l("{name}已更换，已打的分不计入；已按同一规则抽取{new}接替，不用另派。")
    elif _asks_for_more(round_):
        words = _l("{name}已更换；固定的专家名单里没有可以抽取的了，请审定人从名册中补充后抽取。")
    else:
        words = _l("{name}已更换；固定的专家名单里没有可以抽取的了，专家组仍达规定人数，不用补充。")
    what = kept.sentence(words, {"name": expert.name, "new": names_drawn(drawn) if drawn else ""})
    tell_reviewers(round_, f"released-one/{assignment.id}", _l("专家已更换"), what)
    title = round_.scenario.public_title
    notifications.tell(
        expert,
        key=f"released-one/{assignment.id}",
        link="/desk/evaluations/",
        title=_l("评审已由其他专家接替：%(title)s", title=title),
        body=_l(
            "你不再参加《%(title)s》的评审，已打的分不计入，不用再办理。理由：%(why)s",
            title=title,
            why=assignment.released_reason,
        ),
    )
