"""The contest: claims are begun, written, confirmed by their members and submitted; the clock closes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from marketplace import clock
from marketplace.claims import service as claims
from marketplace.claims.attachments import attach
from marketplace.claims.sheet import CLAIM
from marketplace.claims.states import STATES
from marketplace.demo import pdfs
from marketplace.demo.examples import Row
from marketplace.demo.forms import bound_to
from marketplace.demo.stories.story import Story
from marketplace.publications import service as publications
from marketplace.sheets import richtext
from marketplace.tick import tick

CLOSING_HOUR = 17
SECTIONS = ("proposal", "operation", "money", "schedule", "team")
UNFINISHED = frozenset({"JB-S03-C"})
"""Drafts whose people have not come to the schedule and the team yet."""
SENT_TWICE = frozenset({"JB-S13-A"})
"""Claims that were submitted before their papers were attached, and then once more: the second receipt counts."""


def enter_claims(story: Story, opened: date) -> None:
    """Each claim is written over some days of its own, between the opening and the deadline, or today."""
    assert story.deadline is not None
    closing = story.deadline.astimezone(clock.SHANGHAI).date()
    last = min(closing, story.days.today) - timedelta(days=1)
    for place, claim in enumerate(story.claims):
        _write(story, claim, opened + timedelta(days=1 + 2 * place), last - timedelta(days=place))


def _write(story: Story, claim: Row, first: date, last: date) -> None:
    strand, steps = story.timeline.strand(claim["key"]), _steps(story, claim)
    for step, day in zip(steps, story.days.spread(first, max(first, last), len(steps)), strict=True):
        strand.on(day, step)


def _steps(story: Story, claim: Row) -> list[Callable[[], object]]:
    """How a claim comes about: begun, written, proved by papers, confirmed by its members, submitted."""
    sections = SECTIONS[:3] if claim["key"] in UNFINISHED else SECTIONS
    written: list[Callable[[], object]] = [
        partial(_start, story, claim),
        *(partial(_save, story, claim, section) for section in sections),
    ]
    if claim["key"] in UNFINISHED:
        return written
    proved, submit = partial(_attach, story, claim), partial(_act, story, claim, "submit", claim["lead"])
    members = [
        row["organisation"] for row in claim["members"] if row["confirmed"] and row["organisation"] != claim["lead"]
    ]
    confirmed = [partial(_act, story, claim, "confirm_membership", organisation) for organisation in members]
    if claim["key"] in SENT_TWICE:
        return [*written, *confirmed, submit, proved, submit]
    return [*written, proved, *confirmed, *([submit] if not STATES[claim["status"]].is_fresh else [])]


def _start(story: Story, claim: Row) -> None:
    story.refs[claim["key"]] = claims.start_claim(scenario=story.scenario, by=story.cast.writer(claim["lead"])).ref


def _act(story: Story, claim: Row, action: str, organisation: str) -> None:
    ref = story.refs[claim["key"]]
    claims.act(ref=ref, action=action, by=story.cast.lead(organisation), revision=claims.claim_by_ref(ref).revision)


def _save(story: Story, claim: Row, section_id: str) -> None:
    ref, section = story.refs[claim["key"]], CLAIM.section(section_id)
    bound = bound_to(section, WRITTEN[section_id](story, claim))
    counter = claims.claim_by_ref(ref).counter(section_id)
    claims.save_claim_section(ref=ref, bound=bound, revision=counter, by=story.cast.writer(claim["lead"]))


def _attach(story: Story, claim: Row) -> None:
    """The papers that prove the qualifications, sealed like everything else."""
    lead = story.cast.organisation(claim["lead"])
    held = "；".join(lead.profile.get("qualifications") or ()) or "见单位公开信息"
    lines = [f"单位：{lead.name}", f"统一社会信用代码：{lead.credit_code or '区属企业'}", f"资质：{held}"]
    paper = pdfs.upload("资格证明.pdf", "资格证明", lines)
    attach(ref=story.refs[claim["key"]], upload=paper, by=story.cast.writer(claim["lead"]))


# --- what is written into each section ----------------------------------------------------------------------------


def _proposal(story: Story, claim: Row) -> dict[str, Any]:
    return {"proposal": _long_enough(claim, claim["proposal"], 50, [*_profiles(story, claim), *_held(story, claim)])}


def _operation(story: Story, claim: Row) -> dict[str, Any]:
    plan = _long_enough(
        claim, claim["operating_plan"], 50, [*_staff(claim), *_held(story, claim), *_profiles(story, claim)]
    )
    return {"operating_model": claim["operating_model"], "operating_plan": plan}


def _money(story: Story, claim: Row) -> dict[str, Any]:
    """Revenue, cost and discount rate stay as the form pre-fills them from the published plan."""
    returns = publications.newest(story.scenario).content["plan"]["returns"]
    kept = {key: returns.get(key) for key in ("revenue", "cost", "discount_rate_pct")}
    plan = _long_enough(claim, claim["return_plan"], 20, _funding(claim))
    return {**kept, "investment": claim["investment"], "funding_sources": claim["funding_sources"], "return_plan": plan}


def _schedule(_story: Story, claim: Row) -> dict[str, Any]:
    return {"schedule": claim["schedule"]}


def _team(_story: Story, claim: Row) -> dict[str, Any]:
    return {"members": claim["members"], "team": claim["team"], "record": claim["record"]}


WRITTEN = {"proposal": _proposal, "operation": _operation, "money": _money, "schedule": _schedule, "team": _team}


def _long_enough(claim: Row, text: str, least: int, sentences: Sequence[str]) -> str:
    """The text, with true sentences about its people added while the sheet would find it too short. A draft stays."""
    if claim["key"] in UNFINISHED:
        return text
    for sentence in sentences:
        if richtext.words(text) >= least:
            break
        text += f"<p>{sentence}</p>"
    return text


def _profiles(story: Story, claim: Row) -> Iterator[str]:
    for row in claim["members"]:
        organisation = story.cast.organisation(row["organisation"])
        if words := organisation.profile.get("profile"):
            yield f"{organisation.name}：{words}"


def _held(story: Story, claim: Row) -> Iterator[str]:
    for row in claim["members"]:
        organisation = story.cast.organisation(row["organisation"])
        if held := organisation.profile.get("qualifications"):
            yield f"{organisation.name}持有{'、'.join(held)}。"


def _staff(claim: Row) -> Iterator[str]:
    yield (
        "配备人员："
        + "，".join(
            f"{row['role']}{row['count']}人" + (f"（{row['note']}）" if row.get("note") else "")
            for row in claim["team"]
        )
        + "。"
    )


def _funding(claim: Row) -> list[str]:
    return [
        "资金来源：" + "，".join(f"{row['note']} {row['amount_wan']} 万元" for row in claim["funding_sources"]) + "。"
    ]


def wait_for_deadline(story: Story) -> None:
    """The clock closes the contest, or lets it lapse, as soon as the deadline has passed."""
    assert story.deadline is not None
    if story.deadline < clock.now():
        story.timeline.strand(f"deadline of {story.data['number']}").at(story.deadline + timedelta(seconds=1), tick)
