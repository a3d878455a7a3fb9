"""What happened when: the steps of all stories in one order, each played at its own moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from marketplace import clock

Act = Callable[[], object]
MORNING, AFTERNOON = 9, 14
HALF_DAY = timedelta(hours=3)
"""The office works from nine to twelve and from two to five."""


@dataclass
class Strand:
    """Steps that follow each other: on a day, or at a fixed moment. A later step is never on an earlier day."""

    about: str
    number: int
    steps: list[tuple[date, datetime | None, Act]] = field(default_factory=list)

    @property
    def day(self) -> date:
        """The day of the last step so far."""
        return self.steps[-1][0] if self.steps else date.min

    def on(self, day: date, act: Act) -> None:
        """Something done that day, in office hours."""
        self.steps.append((max(day, self.day), None, act))

    def at(self, moment: datetime, act: Act) -> None:
        """Something done at that very moment."""
        self.steps.append((moment.astimezone(clock.SHANGHAI).date(), moment, act))

    def moments(self) -> list[datetime]:
        """When each step happens: those of one day are spread over the office hours."""
        of_day = Counter(day for day, _moment, _act in self.steps)
        seen: Counter[date] = Counter()
        found = []
        for day, moment, _act in self.steps:
            found.append(moment or self._hour(day, seen[day], of_day[day]))
            seen[day] += 1
        return found

    def _hour(self, day: date, place: int, count: int) -> datetime:
        """The moment of one of the day's steps; which minute it is differs from strand to strand."""
        minute = (self.number * 7 + day.toordinal() * 3) % 10 / 10 + self.number % 60 / 600
        worked = 2 * HALF_DAY * (place + minute) / count
        start = clock.at(day, MORNING) if worked < HALF_DAY else clock.at(day, AFTERNOON) - HALF_DAY
        return start + timedelta(seconds=round(worked.total_seconds()))


class Timeline:
    """Strands that run beside each other."""

    def __init__(self) -> None:
        self.strands: list[Strand] = []

    def strand(self, about: str) -> Strand:
        """Begin a strand."""
        self.strands.append(Strand(about, len(self.strands)))
        return self.strands[-1]

    def play(self, *, until: datetime) -> int:
        """Play every step with the clock set to its moment, the earliest first; answers how many there were."""
        plays = [
            (min(moment, until), strand.number, place, strand, act)
            for strand in self.strands
            for place, (moment, (_day, _fixed, act)) in enumerate(zip(strand.moments(), strand.steps, strict=True))
        ]
        for moment, _number, _place, strand, act in sorted(plays, key=lambda play: play[:3]):
            clock.set_to(moment)
            try:
                act()
            except Exception as error:
                error.add_note(f"{strand.about}, {moment.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}")
                raise
        return len(plays)
