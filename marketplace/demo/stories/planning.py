"""Planning and review: the plan is written section by section, reported, returned, vetted, published, amended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from marketplace import clock
from marketplace.demo import pdfs
from marketplace.demo.examples import Row
from marketplace.demo.forms import bound_to
from marketplace.demo.stories import contest
from marketplace.demo.stories.story import Story
from marketplace.files import service as files
from marketplace.plans import service as plans
from marketplace.plans.sheet import PLAN
from marketplace.scenarios import service as scenarios

SECTIONS_A_DAY = 2
EARLIER_WORDING = {3: ("39兆伏安", "35兆伏安")}
"""What stood in a plan before it was amended: the figure that the amendment of the history corrects."""
EARLIER_MODEL = {9: "entrusted_om"}
"""The model with which a plan was reported whose present one the rule gate would not have let pass; since it was returned the
clerk tries another, and reads at the fields what stands against it."""


def write_plan(story: Story, submitted: date | None) -> None:
    """The clerk begins the plan in the year's round of planning and fills it in shortly before it is reported."""
    written = [section for section in PLAN.sections if section.id in story.data]
    last = submitted or story.days.today - timedelta(days=2)
    first = story.days.before(last, -(-len(written) // SECTIONS_A_DAY))
    first = max(first, story.days.after(story.created))
    for section, day in zip(written, story.days.spread(first, last, len(written)), strict=True):
        story.strand.on(day, partial(save_section, story, section.id))


def begin(story: Story) -> None:
    """Enter the title: the scenario gets its code."""
    basics = story.data["basics"]
    clerk = story.cast.writer(story.publisher)
    story.code = scenarios.create_scenario(
        by=clerk, title=basics["title"], field=basics["field"], year=basics["year"]
    ).code


def save_section(story: Story, section_id: str, *, final: bool = False) -> None:
    """Type one section and save it; the basics come with a sketch of the place."""
    values: Mapping[str, Any] = story.data[section_id]
    if not final and story.data["number"] in EARLIER_WORDING:
        values = _reworded(values, *EARLIER_WORDING[story.data["number"]])
    if not final and section_id == "operation" and story.data["number"] in EARLIER_MODEL:
        values = {**values, "operating_model": EARLIER_MODEL[story.data["number"]]}
    bound = bound_to(PLAN.section(section_id), values)
    clerk = story.cast.writer(story.publisher)
    if section_id == "basics":
        sketch = pdfs.upload(
            "场景概况.pdf", values["title"], [f"地点：{values['place']}", f"摘要：{values['summary']}"]
        )
        files.take(bound, {"attachments": [sketch]}, owner_kind="plan", owner_ref=story.code, by=clerk)
    counter = plans.document(story.code, "plan").counter(section_id)
    scenarios.save_plan_section(code=story.code, bound=bound, revision=counter, by=clerk)


def _reworded(values: Mapping[str, Any], present: str, earlier: str) -> dict[str, Any]:
    return {
        name: value.replace(present, earlier) if isinstance(value, str) else value for name, value in values.items()
    }


def propose(story: Story, event: Row) -> None:
    """A reviewer proposes what an approver does some working days later."""
    story.act(event, {"act": event["act"]})


def plain_act(story: Story, event: Row) -> None:
    """An act that needs nothing but a comment: report, reject, withdraw, terminate."""
    story.act(event)


def give_back(story: Story, event: Row) -> None:
    """Return a plan with a comment at each section that is to be changed."""
    story.act(event, at_sections(event["section_comments"]))
    if story.data["number"] in EARLIER_MODEL:
        story.strand.on(story.days.after(story.strand.day), partial(save_section, story, "operation", final=True))


def at_sections(comments: Sequence[Row]) -> dict[str, str]:
    """The comments as fields of the form that returns a document."""
    return {f"section_comments-{row['section']}": row["comment"] for row in comments}


def comment(story: Story, event: Row) -> None:
    """A reviewer's remark at a section of a published plan, which the publisher marks as dealt with the day after."""
    marked: list[int] = []

    def remark() -> None:
        row = scenarios.comment_section(
            scenario=story.scenario,
            sheet="plan",
            section=event["section"],
            text=event["comment"],
            by=story.actor(event["actor"]),
        )
        marked.append(row.id)

    story.strand.on(story.day(event), remark)
    story.strand.on(
        story.days.after(story.strand.day),
        lambda: scenarios.settle_comment(comment_id=marked[0], by=story.cast.writer(story.publisher)),
    )


def vet(story: Story, event: Row) -> None:
    """Score the three criteria, each with its reason."""
    scores = {f"{what}_{name}": row[what] for name, row in event["scores"].items() for what in ("score", "reason")}
    story.act(event, scores | REASONS)


REASONS = {
    "override-self-build-needs-tender": "工程由项目公司依法另行招标，安排在实施方案中写明。",
    "override-mechanism-fits-model": "这项收入占比不高，只作补充，已请发布方在回报说明中写明口径。",
    "override-payback-within-term": "以公益服务为主，回收期较长，测算随推介如实公开，由揭榜方自行判断。",
}
"""Why officers let warnings of the rule gate pass, each in the field that a form asks only where the rule speaks."""


def publish(story: Story, event: Row) -> None:
    """Approve and open the contest; what the gate lets be waived, with the reason of the history."""
    waived = {f"waive-{row['rule']}": row["reason"] for row in event.get("waivers", ())}
    story.act(event, {"fair_competition": "passed", **waived})
    opened = story.strand.day
    closing = story.days.at_least(opened + timedelta(days=story.data["claim_terms"]["claim_days"]))
    story.deadline = clock.at(closing, contest.CLOSING_HOUR)
    contest.enter_claims(story, opened)
    contest.wait_for_deadline(story)


def amend(story: Story, event: Row) -> None:
    """The publisher corrects its working copy; the office issues the amendment."""
    day = story.day(event)
    story.strand.on(story.days.before(day), partial(save_section, story, "situation", final=True))
    story.act({**event, "comment": None}, {"reason": event["comment"], **REASONS})
