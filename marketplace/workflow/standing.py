"""Where a thing stands: in columns of its own, or by what its other facts say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol


class Standing(Protocol):
    """How a table reads where its things stand, and writes where they come to."""

    def state(self, subject: Any) -> str:
        """The id of its state."""

    def revision(self, subject: Any) -> int:
        """A counter that rises with everything that happens to it."""

    def move(self, subject: Any, target: str) -> None:
        """It came to the next state."""


class Columns:
    """The thing has the columns `state` and `revision`."""

    def state(self, subject: Any) -> str:
        """Its column."""
        return str(subject.state)

    def revision(self, subject: Any) -> int:
        """Its column."""
        return int(subject.revision)

    def move(self, subject: Any, target: str) -> None:
        """Both columns."""
        subject.state = target
        subject.revision += 1


@dataclass(frozen=True)
class Facts:
    """The thing has no such columns: its state follows from its other facts, its counter from its history."""

    state: Callable[[Any], str]
    revision: Callable[[Any], int]

    def move(self, _subject: Any, _target: str) -> None:
        """Nothing to write: the effects wrote the facts, and the event counts."""
