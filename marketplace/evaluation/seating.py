"""The panel of a round: experts chosen or drawn, replaced when they step aside, released when an objection to them is upheld."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.policy import authorise
from marketplace.audit import service as audit
from marketplace.errors import Complaint, Unmet, WrongState
from marketplace.evaluation import draws, known, queries, steps
from marketplace.evaluation.conflicts import Parties, why_not
from marketplace.evaluation.models import Assignment, Draw, Notice
from marketplace.extensions import db, unit_of_work
from marketplace.furniture import times
from marketplace.i18n import _
from marketplace.notifications import service as notifications
from marketplace.scenarios.models import Round, Scenario
from marketplace.settings.figures import FIGURES

JUDGING = frozenset({"evaluating"})


def why_not_judging(round_: Round) -> list[str]:
    """Why nothing can be judged now; empty while this round is being evaluated."""
    if round_.id != round_.scenario.round_id:
        return [_("第 %(n)d 轮已经结束，只能查看。", n=round_.number)]
    return [] if round_.scenario.state in JUDGING else [_not_now(round_)]


def _not_now(round_: Round) -> str:
    """When the round will be judged, if it ever will."""
    if round_.scenario.state in ("evaluated", "notice"):
        return _("评榜已有结论，不能再办理；撤销公示、重新评榜的，可以再办理。")
    if clock.now() < round_.deadline:
        return _("揭榜截止（%(when)s）开榜以后才评榜，届时可以办理。", when=times.moment(round_.deadline))
    return _("评榜已经结束，不用再办理。")


def check_judging(round_: Round) -> None:
    """Let it pass while the round is being evaluated.

    :raises WrongState: it is not.
    """
    if reasons := why_not_judging(round_):
        raise WrongState(*reasons)


def why_not_seating(round_: Round) -> list[str]:
    """Why no expert can be assigned or drawn now; empty when one can."""
    return why_not_judging(round_) or known.why_not_adding(round_)


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


def most_experts(round_: Round) -> int:
    """How many may sit at the same time: the largest number that the settings know for the selection method."""
    row = FIGURES.get(f"{round_.figures.get('method')}.fewest_experts") or FIGURES["open_competition.fewest_experts"]
    return row.most


# --- chosen by a reviewer -----------------------------------------------------------------------------------------


def assign_experts(*, scenario: Scenario, expert_ids: Sequence[int | str], by: Person) -> list[Assignment]:
    """Assign experts, by id, e-mail address or the part before its @, to the newest round. All are checked first; one
    that must recuse stops the whole act.

    :raises Unmet: an expert has a conflict, left the round, is unknown, nobody was chosen, or the panel would be too large.
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
                Complaint(_("%(names)s已回避或退出本轮，不能再分派，请另选专家。", names=names), field="expert")
            )
        _check_size(round_, list(seated.values()), len(new), "expert")
        rows = _seat(round_, new, by)
        if rows:
            _record(round_, "assign_experts", _("分派专家"), by, {"experts": [one.id for one in chosen]})
    return rows


def _names(expert: Person) -> tuple[str, ...]:
    """What an expert can be called by: id, address, its part before the @, the code in the list of experts."""
    return str(expert.id), expert.email, expert.email.partition("@")[0], str(expert.profile.get("code") or expert.email)


def _choose(round_: Round, expert_ids: Sequence[int | str]) -> list[Person]:
    pool = {name: person for person in accounts.experts() for name in _names(person)}
    wanted = dict.fromkeys(str(one).strip().lower() for one in expert_ids)
    if not wanted:
        raise Unmet(Complaint(_("请至少选一位专家。"), field="expert"))
    if unknown := [one for one in wanted if one not in pool]:
        raise Unmet(Complaint(_("专家库里没有“%(name)s”，请从列表中选。", name=unknown[0][:40]), field="expert"))
    chosen = list(dict.fromkeys(pool[one] for one in wanted))
    parties = Parties.of(round_)
    if whys := [why for one in chosen if (why := why_not(parties, one))]:
        raise Unmet(*[Complaint(why, field="expert") for why in whys])
    return chosen


def _check_size(round_: Round, seated: Collection[Assignment], more: int, field: str) -> None:
    sitting, most = sum(1 for one in seated if not one.is_recused), most_experts(round_)
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


def _seat(round_: Round, experts: Sequence[Person], by: Person, draw: Draw | None = None) -> list[Assignment]:
    now = clock.now()
    rows = [
        Assignment(
            round_id=round_.id,
            expert_id=one.id,
            assigned_at=now,
            assigned_by_id=by.id,
            draw_id=draw.id if draw else None,
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
            due=steps.by_when(round_),
        ),
    )


def _record(round_: Round, action: str, label: str, by: Person | None, data: dict[str, object]) -> None:
    ref = f"{round_.scenario.code}/{round_.number}"
    audit.append(
        actor=by,
        action=action,
        label=label,
        subject_kind="round",
        subject_ref=ref,
        round_number=round_.number,
        data=data,
    )


# --- drawn --------------------------------------------------------------------------------------------------------


def pool_of(round_: Round) -> tuple[list[draws.Row], dict[int, Person]]:
    """Every active expert as a draw of this moment would see them, and the experts by id."""
    parties, loads = Parties.of(round_), queries.loads()
    seated = {one.expert_id: one for one in queries.assignments(round_)}
    experts = accounts.experts()
    rows: list[draws.Row] = [
        {
            "expert": one.id,
            "name": one.name,
            "matches": round_.scenario.public_field in (one.profile.get("fields") or ()),
            "load": loads.get(one.id, 0),
            "excluded": _used(seated.get(one.id)) or why_not(parties, one),
        }
        for one in experts
    ]
    return rows, {one.id: one for one in experts}


def _used(assignment: Assignment | None) -> str:
    if assignment is None:
        return ""
    return _("已回避或退出本轮。") if assignment.is_recused else _("已在本轮专家组。")


def draw_experts(*, scenario: Scenario, wanted: str, by: Person) -> Draw:
    """Draw so many experts at random, by the rule of `draws`, and seat them.

    :raises Unmet: the number is none, the panel would be too large, or there are not enough candidates.
    """
    with unit_of_work() as session:
        session.refresh(scenario)
        authorise("experts.assign", scenario, by)
        round_ = round_of(scenario)
        _check_seating(round_)
        number = _number(wanted, most_experts(round_))
        _check_size(round_, queries.assignments(round_), number, "draw")
        pool, experts = pool_of(round_)
        if len(found := [row for row in pool if not row["excluded"]]) < number:
            raise Unmet(Complaint(_too_few(pool, len(found), number), field="draw"))
        return _draw(round_, pool, experts, number, asked_by=by, seated_by=by)


def _number(typed: str, most: int) -> int:
    typed = typed.strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) < 4 and 1 <= int(typed) <= most):
        raise Unmet(Complaint(_("请填写抽取几位：1 到 %(most)d 的整数。", most=most), field="draw"))
    return int(typed)


def _too_few(pool: Sequence[draws.Row], there: int, wanted: int) -> str:
    words = _("可以抽取的专家有 %(n)d 位，少于 %(wanted)d 位，没有抽取。", n=there, wanted=wanted)
    out = "".join(_whose(row) for row in pool if row["excluded"])
    return words + (
        _("不能抽取的：%(out)s请减少人数，或请系统管理员邀请专家。", out=out)
        if out
        else _("请减少人数，或请系统管理员邀请专家。")
    )


def _whose(row: draws.Row) -> str:
    """An exclusion with the name in front; a finding names the expert already."""
    words = str(row["excluded"])
    return words if words.startswith(row["name"]) else f"{row['name']}{words}"


def _draw(
    round_: Round,
    pool: Sequence[draws.Row],
    experts: dict[int, Person],
    wanted: int,
    *,
    asked_by: Person | None,
    seated_by: Person,
    replaces: int | None = None,
) -> Draw:
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
    _record(round_, "draw_experts", _("抽取专家"), asked_by, data)
    return draw


# --- replaced and released ----------------------------------------------------------------------------------------


def replace(assignment: Assignment, expert: Person) -> None:
    """An expert stepped aside: whoever was drawn is replaced by the same rule at once; reviewers are told either way."""
    round_ = assignment.round
    drawn: Draw | None = None
    if assignment.draw_id is not None:
        drawn = _draw_more(round_, 1, assignment.assigned_by_id, replaces=expert.id)
    if drawn is None and assignment.draw_id is not None:
        what = _(
            "%(name)s声明有利害关系并回避；专家库里没有可以抽取的替补，请另派专家或请系统管理员邀请专家。",
            name=expert.name,
        )
    elif drawn is None:
        what = _("%(name)s声明有利害关系并回避，请另派或抽取一位专家。", name=expert.name)
    else:
        new = _names_of(drawn)
        what = _("%(name)s声明有利害关系并回避，已按同一规则抽取%(new)s替补，不用另派。", name=expert.name, new=new)
    _tell_reviewers(round_, f"recused/{round_.scenario.code}/{round_.number}/{expert.id}", _("专家回避"), what)


def _draw_more(round_: Round, wanted: int, seated_by_id: int, replaces: int | None = None) -> Draw | None:
    """As many as there are, up to `wanted`; None where nobody is left."""
    pool, experts = pool_of(round_)
    candidates = sum(1 for row in pool if not row["excluded"])
    if not candidates:
        return None
    by = db.session.get_one(Person, seated_by_id)
    return _draw(round_, pool, experts, min(wanted, candidates), asked_by=None, seated_by=by, replaces=replaces)


def _names_of(draw: Draw) -> str:
    return "、".join(row["name"] for row in draw.pool if row["expert"] in draw.chosen)


def _tell_reviewers(round_: Round, key: str, what: str, body: str) -> None:
    scenario = round_.scenario
    for person in accounts.impartial_office(round_, "reviewer"):
        notifications.tell(
            person,
            key=key,
            title=_("%(what)s：%(title)s", what=what, title=scenario.public_title),
            link=f"/desk/scenarios/{scenario.code}/experts",
            body=body + _("评榜期限 %(due)s。", due=steps.by_when(round_)),
        )


def release_panel(*, notice: Notice, by: Person) -> int:
    """Take every sitting expert off the round where an objection to them was upheld; the drawn ones are drawn anew.

    Answers how many were released; 0 where no objection to this notice was upheld against the experts.
    """
    upheld = [one for one in queries.objections_to(notice) if one.decision == "upheld" and one.about_experts]
    round_ = notice.round
    sitting = [one for one in queries.assignments(round_) if not one.is_recused]
    if not upheld or not sitting:
        return 0
    with unit_of_work():
        for one in sitting:
            one.released_at, one.released_reason = clock.now(), upheld[0].answer[:2000]
            _dismiss(round_, one.expert, notice)
        round_.declared_expert_ids = []
        db.session.flush()
        _record(round_, "release_experts", _("更换专家"), by, {"experts": [one.expert_id for one in sitting]})
        _refill(round_, sitting, notice, by)
    return len(sitting)


def _dismiss(round_: Round, expert: Person, notice: Notice) -> None:
    title = round_.scenario.public_title
    notifications.tell(
        expert,
        key=f"released/{round_.scenario.code}/{round_.number}/{notice.id}",
        link="/desk/evaluations/",
        title=_("评审已由其他专家接替：%(title)s", title=title),
        body=_(
            "对《%(title)s》专家组的异议成立，本轮改由其他专家重新评审。你不再参加本轮评审，不用再办理。", title=title
        ),
    )


def _refill(round_: Round, released: Sequence[Assignment], notice: Notice, by: Person) -> None:
    wanted = sum(1 for one in released if one.draw_id is not None)
    drawn = _draw_more(round_, wanted, by.id) if wanted else None
    got = len(drawn.chosen) if drawn else 0
    body = _(
        "异议成立，原专家组 %(n)d 位全部更换，已锁定的评分表不再计入。按同一规则抽取了 %(got)d 位，还需另派 %(left)d 位；%(then)s",
        n=len(released),
        got=got,
        left=len(released) - got,
        then=_("请另派或抽取。") if len(released) > got else _("不用另派。"),
    )
    _tell_reviewers(round_, f"released/{round_.scenario.code}/{notice.id}", _("请重新组成专家组"), body)
