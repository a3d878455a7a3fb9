"""One scenario's history: its data, its people, and the deeds that every part of it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from werkzeug.datastructures import FileStorage

from marketplace.accounts.models import Person
from marketplace.claims.states import STATES as CLAIM_STATES
from marketplace.demo import examples
from marketplace.demo.days import Days
from marketplace.demo.examples import Row
from marketplace.demo.forms import typed
from marketplace.demo.people import Cast
from marketplace.demo.timeline import Strand, Timeline
from marketplace.lifecycle import service
from marketplace.lifecycle.workflow import TABLE
from marketplace.scenarios.models import Scenario
from marketplace.scenarios.service import scenario_by_code

Papers = Callable[[], Mapping[str, Sequence[FileStorage]]]


@dataclass
class Story:
    """A scenario on its way. `code` and `refs` are known once their steps were played."""

    data: Row
    days: Days
    cast: Cast
    timeline: Timeline
    strand: Strand
    created: date
    """The day on which its publisher began the plan."""
    claims: Sequence[Row] = ()
    code: str = ""
    refs: dict[str, str] = field(default_factory=dict)
    """Reference of each claim by its key in the data."""
    told: set[str] = field(default_factory=set)
    """Actions that were put into the timeline."""
    deadline: datetime | None = None
    announced: date | None = None
    """The day on which the result went on public notice."""

    @classmethod
    def of(cls, data: Row, *, days: Days, cast: Cast, timeline: Timeline, created: date) -> Story:
        """The story of one example."""
        strand = timeline.strand(f"scenario {data['number']}")
        return cls(data, days, cast, timeline, strand, created, examples.claims(data["number"]))

    @property
    def publisher(self) -> str:
        """Code of the publisher."""
        return str(self.data["publisher"])

    @property
    def scenario(self) -> Scenario:
        """The scenario as it is at this point of its story."""
        return scenario_by_code(self.code)

    @property
    def winner(self) -> Row:
        """The claim that wins, or is going to."""
        return next(row for row in self.claims if CLAIM_STATES[row["status"]].has_won or row.get("proposed_winner"))

    def day(self, event: Row) -> date:
        """When an event happens: given, or written in the data."""
        given: date | None = event.get("day")
        return given or self.days.on(event["on"])

    def actor(self, name: str) -> Person:
        """Who stands behind an actor of the data."""
        if name == "publisher_lead":
            return self.cast.lead(self.publisher)
        if name == "winner_lead":
            return self.cast.lead(self.winner["lead"])
        return self.cast.office(name)

    def act(self, event: Row, form: Row | None = None, *, papers: Papers | None = None) -> None:
        """Put an act of the lifecycle into the timeline. Values that are callables are asked when it is played."""
        self.told.add(event["action"])
        values = {"comment": event.get("comment"), "confirm": "yes", **(form or {})}
        self.strand.on(self.day(event), partial(self._do, event["action"], event["actor"], papers, values))

    def _do(self, action: str, actor: str, papers: Papers | None, form: Mapping[str, Any]) -> None:
        """The act itself, with the revisions that its actor has seen."""
        values = {name: value() if callable(value) else value for name, value in form.items()}
        judges = next((row.judges for row in TABLE.of(action) if row.judges), "")
        seen = service.judged_document(self.scenario, judges).revision if judges else None
        service.act(
            code=self.code,
            action=action,
            by=self.actor(actor),
            form=typed(values),
            uploads=papers() if papers else None,
            revision=self.scenario.revision,
            plan_revision=seen,
        )
