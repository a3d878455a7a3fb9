"""A day before the deadline the office hears of every question that is not public."""

from __future__ import annotations

from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.extensions import unit_of_work
from marketplace.furniture import kept
from marketplace.i18n import _l
from marketplace.notifications import queries as told
from marketplace.notifications import service as notifications
from marketplace.questions import queries
from marketplace.questions.models import Question
from marketplace.scenarios.models import Scenario


def sound_alarms() -> list[str]:
    """Tell the office of every question that is not public a day before the deadline, once per deadline; answers the scenarios' codes."""
    keys = {_key(row) for row in queries.alarming()}
    if not (silent := keys - told.keys_told(keys)):
        return []
    with unit_of_work():
        due = [row for row in queries.alarming() if _key(row) in silent]
        for row in due:
            _alarm(row, row.round.scenario)
    return [row.round.scenario.code for row in due]


def _key(row: Question) -> str:
    return f"question-alarm/{row.ref}/{row.round.deadline:%Y%m%d}"


def _alarm(row: Question, scenario: Scenario) -> None:
    title = _l("提问尚未公开答复：{title}") if row.answered_at else _l("提问尚未答复：{title}")
    body = (
        _l(
            "《{title}》揭榜截止 {deadline}，有一个提问尚未公开答复，应由{who}办理。现在公开，揭榜方来不及采用；"
            "须公开的，请先变更公告顺延截止。截止时仍没有公开的，按未答复公开，并写明应由谁办理。"
        )
        if row.answered_at
        else _l(
            "《{title}》揭榜截止 {deadline}，有一个提问尚未答复，应由{who}办理。现在公开，揭榜方来不及采用；"
            "须公开的，请先变更公告顺延截止。截止时仍没有公开的，按未答复公开，并写明应由谁办理。"
        )
    )
    words = {"title": scenario.public_title, "deadline": kept.moment(row.round.deadline), "who": row.owed_by}
    for person in accounts.impartial_office(row, Person.decides):
        notifications.tell(
            person,
            key=_key(row),
            title=kept.sentence(title, words),
            body=kept.sentence(body, words),
            link=f"/desk/scenarios/{scenario.code}/questions/",
        )
