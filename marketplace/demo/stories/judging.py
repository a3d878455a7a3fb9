"""Evaluation: eligibility, experts, scores, the public notice with its objections, the award."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from marketplace import clock
from marketplace.claims import service as claims
from marketplace.corrections.service import decide
from marketplace.demo.examples import Row
from marketplace.demo.forms import bound_to, typed
from marketplace.demo.stories.story import Story
from marketplace.objections import raising
from marketplace.objections import service as objections
from marketplace.objections.forms import OBJECTION
from marketplace.panel import service as panels
from marketplace.scoring import service as scoring_service

REVIEWER = "reviewer"
ANSWERING = "approver"
STILL_TO_SCORE = {14: "expert1"}
"""The third expert of the round that is being evaluated: declared, with one sheet begun and none locked."""
NOTICE_DAYS = 6
"""Working days from the announcement to the first on which the award is possible."""


def conclude(story: Story, event: Row) -> None:
    """Judge everything since the opening, then conclude."""
    judge(story, story.days.before(story.day(event)))
    story.act(event)


def judge(story: Story, last: date) -> None:
    """Eligibility, experts, declarations, score sheets: from the day after the opening to that day."""
    assert story.deadline is not None
    steps = [*_eligibility(story), *_panel(story), *_sheets(story)]
    first = story.days.after(story.deadline.astimezone(clock.SHANGHAI).date())
    for step, day in zip(steps, story.days.spread(first, max(first, last), len(steps)), strict=True):
        story.strand.on(day, step)


def _judged(story: Story) -> list[Row]:
    return [claim for claim in story.claims if claim.get("eligibility")]


def _eligibility(story: Story) -> list[Callable[[], object]]:
    return [partial(_decide, story, claim) for claim in _judged(story)]


def _decide(story: Story, claim: Row) -> None:
    ref, found = story.refs[claim["key"]], claim["eligibility"]
    decide(
        ref=ref,
        eligible=found["decision"] == "eligible",
        reason=found["reason"],
        by=story.cast.office(REVIEWER),
        revision=claims.claim_by_ref(ref).revision,
    )


def _recused(story: Story) -> dict[str, str]:
    """Who left the round, with the reason."""
    return {row["expert"]: row["reason"] for claim in reversed(story.claims) for row in claim.get("recused", ())}


def _scoring(story: Story) -> list[str]:
    return list(dict.fromkeys(sheet["expert"] for claim in story.claims for sheet in claim.get("scores") or ()))


def _panel(story: Story) -> list[Callable[[], object]]:
    """Assign; whoever has an interest leaves and is replaced; the others declare that they have none."""
    scoring, recused = _scoring(story), _recused(story)
    late = [STILL_TO_SCORE[story.data["number"]]] if story.data["number"] in STILL_TO_SCORE else []
    first = [*recused, *scoring][:3] if recused else [*scoring, *late]
    replacing = [name for name in scoring if name not in first]
    steps: list[Callable[[], object]] = [partial(_assign, story, first)]
    steps += [partial(_declare, story, name, recused.get(name, "")) for name in first]
    if replacing:
        steps += [partial(_assign, story, replacing), *(partial(_declare, story, name, "") for name in replacing)]
    return steps


def _assign(story: Story, names: list[str]) -> None:
    ids = [story.cast.person(f"{name}@experts.example").id for name in names]
    panels.choose(code=story.scenario.code, experts=ids, reason="按领域从专家库选派。", by=story.cast.office(REVIEWER))


def _declare(story: Story, name: str, interest: str) -> None:
    panels.declare(
        ref=story.refs[story.claims[0]["key"]],
        declared="interest" if interest else "none",
        reason=interest,
        by=story.cast.person(f"{name}@experts.example"),
    )


def _sheets(story: Story) -> list[Callable[[], object]]:
    """Expert by expert, each their sheets."""
    eligible = [claim for claim in _judged(story) if claim["eligibility"]["decision"] == "eligible"]
    steps: list[Callable[[], object]] = [
        partial(_score, story, claim, sheet["expert"], sheet["criteria"], True)
        for expert in _scoring(story)
        for claim in eligible
        for sheet in claim["scores"]
        if sheet["expert"] == expert
    ]
    if name := STILL_TO_SCORE.get(story.data["number"]):
        begun = [
            {"name": row["name"], "score": None, "note": "待核对材料"} for row in eligible[0]["scores"][0]["criteria"]
        ]
        steps.append(partial(_score, story, eligible[0], name, begun, False))
    return steps


def _score(story: Story, claim: Row, name: str, criteria: Sequence[Row], lock: bool) -> None:
    ref = story.refs[claim["key"]]
    by_name = {row["name"]: row for row in criteria}
    wanted = claims.claim_by_ref(ref).round.criteria
    form: dict[str, list[str]] = {}
    for place, criterion in enumerate(wanted):
        row = by_name[criterion["name"]]
        form[f"score_{place}"] = ["" if row["score"] is None else str(row["score"])]
        form[f"note_{place}"] = [row["note"]]
    scoring_service.score_claim(
        ref=ref, form=form, lock=lock, revision=1, by=story.cast.person(f"{name}@experts.example")
    )


def announce(story: Story, event: Row) -> None:
    """Put the first-ranked on public notice; objections come and are answered."""
    key = event.get("claim") or story.winner["key"]
    story.act(event, {"claim": lambda: story.refs[key]})
    story.announced = story.strand.day
    for row in story.winner.get("objections", ()):
        _object(story, row)


def _object(story: Story, row: Row) -> None:
    raised, answered = _date(story, row, "submitted"), _date(story, row, "answered")
    refs: list[str] = []

    def object_to() -> None:
        by = story.cast.lead(row["by"])
        values = {
            "name": by.organisation.name if by.organisation else by.name,
            "contact": by.email,
            "objection": row["text"],
        }
        refs.append(
            raising.raise_objection(scenario=story.scenario, bound=bound_to(OBJECTION, values).require(), by=by).ref
        )

    def answer() -> None:
        values = {"decision": "upheld" if row["upheld"] else "rejected", "answer": row["answer"]}
        objections.decide(ref=refs[0], form=typed(values), by=story.cast.office(ANSWERING))

    story.strand.on(raised, object_to)
    story.strand.on(answered, answer)


def _date(story: Story, row: Row, what: str) -> date:
    written = row.get(f"{what}_on")
    return story.days.on(written) if written else story.days.ago(row[f"{what}_days_ago"])


def award(story: Story, event: Row) -> None:
    """Confirm the winner once the notice is over."""
    assert story.announced is not None
    reason = event.get("comment") or story.winner.get("award_reason")
    earliest = story.days.after(story.announced, NOTICE_DAYS)
    story.act({**event, "comment": reason, "day": max(story.day(event), earliest)})
