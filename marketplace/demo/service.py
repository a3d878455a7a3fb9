"""Load the example data: every history played from its first day to now, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import current_app, g

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.demo import examples
from marketplace.demo.days import Days
from marketplace.demo.examples import Row
from marketplace.demo.people import Cast, enter_everyone
from marketplace.demo.stories import planning, problems
from marketplace.demo.stories.story import Story
from marketplace.demo.stories.telling import tell
from marketplace.demo.timeline import Timeline
from marketplace.errors import BadRequest
from marketplace.extensions import unit_of_work
from marketplace.notifications import service as notifications
from marketplace.workdays.service import load_calendar

PLANNING_ROUNDS = {2024: "2024-08-27", 2025: "2025-01-13", 2026: "2026-03-02"}
"""When publishers begin the year's plans. Codes follow the order of the examples, since they are begun in it."""
BEGUN_A_DAY = 4
READ_DAYS = 7
"""Messages older than so many days were read."""


@dataclass(frozen=True)
class Loaded:
    """What there is after loading."""

    scenarios: int
    steps: int


def is_empty() -> bool:
    """Whether nobody has used this installation yet."""
    return not accounts.organisations()


def load() -> Loaded | None:
    """Play the example data through the services; None, and nothing done, where any organisation exists.

    :raises BadRequest: the application runs in production.
    """
    if not current_app.config["DEMO"]:
        raise BadRequest("example data is for rehearsals only (DEMO=1)")
    with unit_of_work():
        if not is_empty():
            return None
        ahead, begun_at, today = clock.offset(), clock.now(), clock.today()
        load_calendar()
        timeline, days = Timeline(), Days.around(today)
        cast = enter_everyone(timeline, days)
        stories = _stories(timeline, days, cast)
        problems.tell_all(examples.problems(), stories, days=days, cast=cast, timeline=timeline)
        timeline.strand("messages").on(days.ago(READ_DAYS), _read_messages)
        steps = timeline.play(until=begun_at)
        clock.set_to(clock.real_now() + ahead)  # as it stood: zero, unless the office moved it before
        g.pop("supporting_organisations", None)
    return Loaded(len(stories), steps)


def _stories(timeline: Timeline, days: Days, cast: Cast) -> list[Story]:
    """Every example, begun in the planning round of its year and told from there."""
    rounds = timeline.strand("planning rounds")
    begun: dict[int, int] = dict.fromkeys(PLANNING_ROUNDS, 0)
    stories = []
    for data in examples.scenarios():
        year = _planning_year(data)
        day = days.after(days.on(PLANNING_ROUNDS[year]), begun[year] // BEGUN_A_DAY)
        begun[year] += 1
        story = Story.of(data, days=days, cast=cast, timeline=timeline, created=day)
        stories.append(story)
        tell(story)
    for story in sorted(stories, key=lambda one: (one.created, one.data["number"])):
        rounds.on(story.created, lambda story=story: planning.begin(story))  # type: ignore[misc]
    return stories


def _planning_year(data: Row) -> int:
    dates = [date.fromisoformat(event["on"]) for event in data.get("history", ())]
    return min(dates).year if dates else max(PLANNING_ROUNDS)


def _read_messages() -> None:
    for person in (
        *(one for organisation in accounts.organisations() for one in organisation.people),
        *accounts.experts(),
    ):
        notifications.mark_read(person_id=person.id)
