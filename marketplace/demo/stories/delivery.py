"""Delivery: the winner's implementation plan, its endorsement and approval, and what is achieved afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from marketplace.demo import examples, pdfs
from marketplace.demo.examples import Row
from marketplace.demo.forms import bound_to
from marketplace.demo.stories.planning import at_sections
from marketplace.demo.stories.story import Story
from marketplace.files import service as files
from marketplace.plans.sheet import IMPLEMENTATION
from marketplace.supervision import queries, service

DELIVERY = ("organisation", "construction_content", "operation_organisation", "risk_and_emergency", "appraisal_targets")
CHANGED = ("operation", "returns", "schedule")
"""Sections of the published plan that the winner writes anew."""
EVIDENCE = {"start": "开工", "complete": "竣工", "take_effect": "见效"}


def submit_plan(story: Story, event: Row) -> None:
    """Write the plan after the award, sign the agreement, have it endorsed, hand it in."""
    plan = _plan(story)
    again = "return_plan" in story.told
    if again:
        _write(story, _commented(story), story.days.before(story.day(event), 3))
        endorsed = story.days.before(story.day(event), 2)
    else:
        _write_all(story, plan)
        endorsed = story.days.on(plan["endorsed_on"])
    story.strand.on(endorsed, partial(_endorse, story))
    story.act({**event, "comment": event.get("comment") or plan["change_note"], "day": max(story.day(event), endorsed)})


def _plan(story: Story) -> Row:
    plan = examples.implementation_plan(story.data["number"])
    assert plan is not None
    return plan


def _commented(story: Story) -> list[str]:
    """Sections that the office asks to change: written as in the published plan first, anew afterwards."""
    return [
        row["section"]
        for event in story.data["history"]
        if event["action"] == "return_plan"
        for row in event["section_comments"]
    ]


def _write_all(story: Story, plan: Row) -> None:
    signed = story.days.on(plan["agreement"]["signed_on"])
    first = [section for section in (*CHANGED, "delivery") if section not in _commented(story)]
    _write(story, first, story.days.after(story.strand.day))
    story.strand.on(story.days.after(signed), partial(_sign, story, signed))


def _write(story: Story, sections: list[str], first: date) -> None:
    for place, section in enumerate(sections):
        story.strand.on(story.days.after(first, place // 2), partial(_save, story, section, None))


def _save(story: Story, section_id: str, values: Mapping[str, Any] | None) -> None:
    section, plan = IMPLEMENTATION.section(section_id), _plan(story)
    present = {key: plan[key] for key in DELIVERY} if section_id == "delivery" else plan.get(section_id)
    bound = bound_to(section, values or present or {})
    writer = story.cast.writer(story.winner["lead"])
    if section_id == "agreement":
        paper = pdfs.upload(
            plan["agreement"]["file_name"], "场景合作协议", _agreement(story, bound.values["signed_on"])
        )
        files.take(bound, {"file": [paper]}, owner_kind="implementation", owner_ref=story.code, by=writer)
    counter = queries.implementation(story.scenario).counter(section_id)
    service.save_implementation_section(code=story.code, bound=bound, revision=counter, by=writer)


def _sign(story: Story, signed: date) -> None:
    _save(story, "agreement", {"signed_on": signed.isoformat()})


def _agreement(story: Story, signed_on: str) -> list[str]:
    scenario = story.scenario
    lead = story.cast.lead(story.winner["lead"]).organisation
    return [
        f"场景：{scenario.title}",
        f"甲方：{scenario.publisher.name}",
        f"乙方：{lead.name if lead else ''}",
        f"签订日期：{signed_on}",
        "甲乙双方按推介文件和揭榜方案约定投资、建设、运营、考核和退出，内容见实施方案。",
        "演练材料，不具有法律效力。",
    ]


def _endorse(story: Story) -> None:
    document = queries.implementation(story.scenario)
    service.endorse(code=story.code, by=story.cast.lead(story.publisher), plan_revision=document.revision)


def return_plan(story: Story, event: Row) -> None:
    """Return the implementation plan with comments; it has to be handed in again before it is approved."""
    story.act(event, at_sections(event["section_comments"]))


def achieve(story: Story, event: Row) -> None:
    """Start, complete, take effect: with the date and the evidence of the data."""
    day = story.day(event)
    happened = min(story.days.moved(event["happened_on"]), day)
    name = EVIDENCE[event["action"]]

    def evidence() -> Mapping[str, Any]:
        lines = [
            f"场景：{story.scenario.title}",
            f"{name}日期：{happened.isoformat()}",
            f"材料清单：{event['evidence']}",
        ]
        return {"evidence": [pdfs.upload(f"{name}证明材料.pdf", f"{name}证明材料", lines)]}

    story.act(event, {"happened_on": happened.isoformat(), "note": event["evidence"]}, papers=evidence)
