"""A disabled or silent expert is released (更换专家) before the scores are known: a reviewer proposes, an approver decides,
all their sheets are void, a successor is drawn."""

from __future__ import annotations

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.policy import authorise
from marketplace.errors import Complaint, NotFound, Unmet, WrongState
from marketplace.extensions import db, unit_of_work
from marketplace.i18n import _, _l
from marketplace.notifications import service as notifications
from marketplace.panel import judging, queries, renewal, scores, seating
from marketplace.panel.models import Assignment
from marketplace.panel.reasons import written
from marketplace.scenarios.models import Scenario
from marketplace.sheets.fields import LongText

REASON = LongText(id="reason", label=_l("更换理由"), max=2000)


def assignment_of(scenario: Scenario, expert_id: int) -> Assignment:
    """The expert's place in the newest round.

    :raises NotFound: they never sat in it.
    """
    rows = queries.assignments(scenario.round) if scenario.round else ()
    found = next((one for one in rows if one.expert_id == expert_id), None)
    if found is None:
        raise NotFound(_("这位专家不在本轮专家组。"))
    return found


def why_not(assignment: Assignment) -> list[str]:
    """Why the expert cannot be released now; empty where the account is disabled, or sheets are owed past the limit."""
    round_ = assignment.round
    if reasons := judging.why_not_judging(round_):
        return reasons
    if assignment.is_recused:
        return [_("这位专家已经不在本轮专家组。")]
    if scores.are_known(round_):
        return [_("本轮评分表已经交齐，不能再更换专家；专家有问题的，在公示期内以异议提出。")]
    if assignment.expert.disabled_at is not None:
        return []
    due = round_.scenario.due_at
    if scores.owes(assignment) and due is not None and clock.now() >= due:
        return []
    return [
        _(
            "评榜期限 %(due)s 过后仍没有交齐评分表的，或者账号已停用的专家才能更换；自己有利害关系的由本人声明回避。",
            due=judging.by_when(round_),
        )
    ]


def propose(*, scenario: Scenario, expert_id: int, reason: str, by: Person) -> Assignment:
    """A reviewer proposes that the expert is released.

    :raises WrongState: the expert is neither disabled nor silent past the limit, or it was proposed.
    :raises Unmet: there is no reason.
    """
    with unit_of_work():
        authorise("release.propose", scenario, by)
        found = assignment_of(scenario, expert_id)
        if reasons := why_not(found):
            raise WrongState(*reasons)
        if found.releasing:
            raise WrongState(_("已经提请更换这位专家，请审定人决定。"))
        words = written(REASON, reason, _("请写明更换的理由，理由印入评榜报告。"))
        now = clock.now()
        at = now.isoformat(timespec="seconds")
        found.releasing = {"by": by.id, "who": by.title, "reason": words, "at": at}
        seating.record(found.round, "propose_release", _("提请更换专家"), by, {"expert": expert_id}, words)
        for person in accounts.impartial_office(scenario, Person.approves):
            notifications.tell(
                person,
                key=f"release/{scenario.code}/{found.id}/{now.timestamp():.6f}",  # proposed anew, it is told anew
                link=f"/desk/scenarios/{scenario.code}/experts/{expert_id}/release",
                title=_("提请更换专家：%(title)s", title=scenario.public_title),
                body=_("请决定是否更换专家：%(name)s。理由：%(why)s", name=found.expert.name, why=words),
            )
    return found


def withdraw(*, scenario: Scenario, expert_id: int, reason: str, by: Person) -> Assignment:
    """Whoever proposed to release the expert takes it back before it is decided.

    :raises Forbidden: another person proposed it.
    :raises WrongState: nothing waits for a decision.
    :raises Unmet: there is no reason.
    """
    with unit_of_work():
        authorise("release.see", scenario, by)
        found = assignment_of(scenario, expert_id)
        if not found.releasing:
            raise WrongState(_("没有等待决定的更换提请：已经办理或者已经撤回。"))
        authorise("release.withdraw", found, by)
        words = written(REASON, reason, _("请写明撤回的理由。"))
        now, found.releasing = clock.now(), {}
        seating.record(found.round, "withdraw_release", _("撤回更换专家的提请"), by, {"expert": expert_id}, words)
        for person in accounts.impartial_office(scenario, Person.approves):
            notifications.tell(
                person,
                key=f"release-withdrawn/{scenario.code}/{found.id}/{now.timestamp():.6f}",
                link=f"/desk/scenarios/{scenario.code}/experts/{expert_id}/release",
                title=_("更换专家的提请已撤回：%(title)s", title=scenario.public_title),
                body=_("更换%(name)s的提请已撤回，不用再决定。理由：%(why)s", name=found.expert.name, why=words),
            )
    return found


def release(*, scenario: Scenario, expert_id: int, confirmed: bool, by: Person) -> Assignment:
    """An approver releases the expert on a reviewer's proposal: nothing that they scored counts, and the next is drawn.

    :raises WrongState: nobody proposed it, it is the proposer's own, or the reason is gone.
    :raises Unmet: it was not confirmed.
    """
    with unit_of_work():
        authorise("release.decide", scenario, by)
        found = assignment_of(scenario, expert_id)
        if reasons := why_not(found):
            raise WrongState(*reasons)
        if not found.releasing:
            raise WrongState(_("须先由初审人提请更换，写明理由。"))
        if found.releasing["by"] == by.id:
            raise WrongState(_("提请更换的是你，由另一位审定人决定。"))
        if not confirmed:
            raise Unmet(Complaint(_("办理后不能恢复。请看过会失去什么，勾选“我已知道”后再办理。"), "confirm"))
        round_, why = found.round, str(found.releasing["reason"])
        found.released_at, found.released_reason, found.releasing = clock.now(), why, {}
        db.session.flush()
        seating.record(round_, "release_expert", _("更换专家"), by, {"expert": expert_id}, why)
        renewal.follow_released(found)
        scores.follow(round_)
    return found
