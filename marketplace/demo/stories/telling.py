"""Tells a history: its events in order, and before each what must have happened, since the data is an extract."""

from __future__ import annotations

from collections.abc import Callable

from marketplace.demo.examples import Row
from marketplace.demo.stories import delivery, judging, planning
from marketplace.demo.stories.story import Story
from marketplace.scenarios.states import STATES

Teller = Callable[[Story, Row], None]

TELLERS: dict[str, Teller] = {
    "submit": planning.plain_act,
    "return": planning.give_back,
    "vet": planning.vet,
    "reject": planning.plain_act,
    "withdraw": planning.plain_act,
    "publish": planning.publish,
    "comment": planning.comment,
    "amend": planning.amend,
    "conclude": judging.conclude,
    "announce": judging.announce,
    "award": judging.award,
    "submit_plan": delivery.submit_plan,
    "return_plan": delivery.return_plan,
    "approve_plan": planning.plain_act,
    "start": delivery.achieve,
    "complete": delivery.achieve,
    "take_effect": delivery.achieve,
    "propose": planning.propose,
    "terminate": planning.plain_act,
}
LEFT_OUT = frozenset({"close", "lapse", "report"})
"""What the clock does by itself at the deadline; and monthly reports, which arrive with their own issue."""
BEFORE = {
    "vet": ("submit", "publisher_lead", 3),
    "announce": ("conclude", "reviewer", 1),
    "award": ("announce", "approver2", 6),
    "approve_plan": ("submit_plan", "winner_lead", 8),
    "return_plan": ("submit_plan", "winner_lead", 8),
    "terminate": ("propose", "reviewer", 4),
}
"""What must have come before, who does it, and how many working days earlier where the data gives no date."""


def tell(story: Story) -> None:
    """Put the whole history of one scenario into the timeline."""
    history: list[Row] = [event for event in story.data.get("history", ()) if event["action"] not in LEFT_OUT]
    for event in _filled_in(story, history):
        if event["action"] == "submit" and not story.told:
            planning.write_plan(story, story.day(event))
        TELLERS[event["action"]](story, event)
    if not story.told:
        planning.write_plan(story, None)
    if STATES[story.data["state"]].is_judged:
        judging.judge(story, story.days.before(story.days.today))


def _filled_in(story: Story, history: list[Row]) -> list[Row]:
    told: list[Row] = []
    for event in history:
        told += _with_what_came_before(story, event, [row["action"] for row in told])
    return told


def _with_what_came_before(story: Story, event: Row, known: list[str]) -> list[Row]:
    """The event, after those that it presupposes and that have not happened since the last time they were undone."""
    if event["action"] not in BEFORE:
        return [event]
    action, actor, count = BEFORE[event["action"]]
    undone = known[::-1].index("return_plan") if action == "submit_plan" and "return_plan" in known else len(known)
    if action in known[len(known) - undone :]:
        return [event]
    earlier: Row = {"action": action, "actor": actor, "day": story.days.before(story.day(event), count)}
    if action == "propose":
        earlier = {**earlier, "act": event["action"], "comment": event["comment"]}
    return [*_with_what_came_before(story, earlier, known), event]
