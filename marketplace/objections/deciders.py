"""Who answers an objection in writing, and by when: told once it counts."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.policy import may
from marketplace.furniture import kept
from marketplace.i18n import _l
from marketplace.notifications import service as notifications
from marketplace.objections.forms import ABOUT
from marketplace.objections.models import Objection
from marketplace.settings import queries as settings


def of(row: Objection) -> Sequence[Person]:
    """The approvers who may answer it."""
    return [one for one in accounts.office_people(Person.approves) if may("objection.decide", row, one)]


def tell(row: Objection) -> None:
    """Tell the approvers who may decide, once it counts; where there is none, the administrators and those who enter the
    leading group's decision."""
    if not row.counts_at(clock.now()):
        return
    scenario = row.round.scenario
    deciders = of(row)
    words = {"title": scenario.public_title, "about": ABOUT[row.about], "due": due_words(row)}
    asked = (
        _l("对《%(title)s》%(about)s的异议，请在 %(due)s 前书面答复。", **words)
        if deciders
        else _l(
            "对《%(title)s》%(about)s的异议须在 %(due)s 前书面答复，现有审定人都参加过审定或公示，没有人可以答复。"
            "请在人员管理中另设一位审定人，或者由领导小组书面决定，由区城市办录入。",
            **words,
        )
    )
    link = f"/desk/scenarios/{scenario.code}/objections/" if deciders else "/desk/people/"
    for person in deciders or accounts.office_people(Person.administers):
        notifications.tell(
            person,
            key=f"objection/{row.ref}",
            link=link,
            title=_l("有异议待答复：%(title)s", title=scenario.public_title),
            body=asked,
        )


def due_words(row: Objection) -> str:
    """By when the answer is due, in words."""
    days = settings.of_round(row.round.figures, "objection_answer_days")
    return kept.within(row.due_at, days, clock.now())
