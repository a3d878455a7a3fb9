"""Problems that were raised, assigned, answered and settled, or wait (交办督办销号)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from werkzeug.datastructures import FileStorage

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.accounts.roles import OFFICE_ROLES
from marketplace.demo import pdfs
from marketplace.demo.days import Days
from marketplace.demo.examples import Row
from marketplace.demo.forms import bound_to, typed
from marketplace.demo.people import Cast
from marketplace.demo.stories.story import Story
from marketplace.demo.timeline import Timeline
from marketplace.problems import service
from marketplace.problems.forms import RAISE
from marketplace.workdays import queries as workdays

PLAIN = ("comment", "unit", "answer", "decision")
"""Fields of the acts that stand in the data as they are typed."""
PAPERS = {"answer": "files", "decide": "file"}
"""The field of an act that its paper is chosen in."""


@dataclass
class Problem:
    """One problem on its way; its code is known once it was raised."""

    data: Row
    days: Days
    cast: Cast
    scenario: Story | None
    code: str = ""

    def tell(self, timeline: Timeline) -> None:
        """Put its steps into the timeline."""
        strand = timeline.strand(f"problem {self.data['title']}")
        strand.on(self.days.ago(self.data["ago"]), self._raise)
        for step in self.data["steps"]:
            strand.on(self.days.ago(step["ago"]), partial(self._do, step))

    def _actor(self, name: str) -> Person:
        is_office = name.rstrip("0123456789") in OFFICE_ROLES
        return self.cast.office(name) if is_office else self.cast.lead(name)

    def _raise(self) -> None:
        values = {name: self.data[name] for name in ("title", "kind", "description")}
        values["scenario"] = self.scenario.code if self.scenario else None
        self.code = service.raise_problem(bound=bound_to(RAISE, values), by=self._actor(self.data["by"])).code

    def _do(self, step: Row) -> None:
        problem = service.problem_by_code(self.code)
        values: dict[str, Any] = {name: step.get(name) for name in PLAIN} | {"confirm": "yes"}
        if "days" in step:
            values["due"] = workdays.add_working_days(clock.today(), step["days"]).isoformat()
        if "later" in step and problem.due_at is not None:
            last = (problem.due_at - timedelta(days=1)).astimezone(clock.SHANGHAI).date()
            values["due"] = workdays.add_working_days(last, step["later"]).isoformat()
        if step["action"] in PAPERS and "decision" in step:
            values["decided_on"] = clock.today().isoformat()
        service.act(
            ref=self.code,
            action=step["action"],
            by=self._actor(step["by"]),
            form=typed(values),
            revision=problem.revision,
            uploads=_paper(step, clock.today()),
        )


def _paper(step: Row, day: date) -> Mapping[str, Sequence[FileStorage]] | None:
    if "paper" not in step:
        return None
    words = str(step.get("answer") or step.get("decision"))
    paper = pdfs.upload(f"{step['paper']}.pdf", step["paper"], [words, f"{day.year}年{day.month}月{day.day}日"])
    return {PAPERS[step["action"]]: [paper]}


def tell_all(rows: Sequence[Row], stories: Sequence[Story], *, days: Days, cast: Cast, timeline: Timeline) -> None:
    """Every problem of the data; one about a scenario is raised once that scenario is there."""
    numbered = {int(story.data["number"]): story for story in stories}
    for row in rows:
        Problem(row, days, cast, numbered.get(row["scenario"] or 0)).tell(timeline)
