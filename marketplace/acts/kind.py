"""What a room says of a kind of thing once, so that every row of its table can be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marketplace.workflow import Move, Table

Form = Mapping[str, Sequence[str]]
"""What was posted: each field with all its values."""


def number_in(form: Form, name: str) -> int | None:
    """The number that the form carries under that name; None when it carries none that can be read."""
    raw = "".join(form.get(name, ())).strip()
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None


_TABLES: dict[str, list[Table]] = {}


def tables_of(kind: str) -> list[Table]:
    """The tables of the acts that are done to things of this kind."""
    return _TABLES.get(kind, [])


def _nothing(_move: Move) -> Mapping[str, Any]:
    return {}


def _done(_move: Move) -> None:
    return None


def _unasked(_move: Move, _form: Form) -> None:
    return None


def _anew(_move: Move, _form: Form, _revision: int | None) -> bool:
    return False


def _usual(_move: Move) -> str:
    return ""


def _unproposed(_move: Move) -> None:
    raise NotImplementedError("this kind has no acts that wait for somebody else")


def _never(_move: Move) -> datetime | None:
    return None


def _reason(move: Move) -> str:
    reason: str = move.values.get("comment") or move.notes.pop("reason", "")
    return reason


@dataclass(frozen=True)
class Kind:
    """Things of one kind, the table of what is done with them, and what their acts have in common."""

    id: str
    """As events name it (`subject_kind`)."""
    table: Table
    load: Callable[[str], Any]
    """The thing of that reference.

    :raises NotFound: there is none.
    """
    ref: Callable[[Any], str]
    see: str
    """The permission without which nobody knows that the thing exists."""
    words: Callable[[Move], Mapping[str, Any]] = _nothing
    """What messages fill in for `{title}` and the like."""
    settle: Callable[[Move], None] = _done
    """What every move writes into columns of the thing that follow from its state."""
    event: Callable[[Move], Mapping[str, Any]] = _nothing
    """What its events say beside action, states, reason and notes: `round_number`, `public`, and another subject
    (`subject_kind`, `subject_ref`) where they stand in the history of what the thing belongs to."""
    reason: Callable[[Move], str] = _reason
    check: Callable[[Move, Form], None] = _unasked
    """What else the page showed that must still be so.

    :raises Stale: it is not.
    """
    repeated: Callable[[Move, Form, int | None], bool] = _anew
    """Whether the same was done a moment ago: a second click is answered like the first, and nothing happens."""
    masked_until: Callable[[Move], datetime | None] = _never
    """Until when lists hide the messages of a `Tell` that is secret."""
    key: Callable[[Move], str] = _usual
    """What tells the messages of this move from those of any other, where action, reference and counter would not."""
    propose: Callable[[Move], None] = _unproposed
    """Where it keeps an act that waits for somebody else's confirmation, and who is asked for it."""
    afterwards: Callable[[Move], None] = _done
    """What follows in the same transaction from a move that was made."""
    files: str = "evidence"
    """The kind of owner under which an act's files are kept."""

    def __post_init__(self) -> None:
        """Its rows can be found again by what events call the kind."""
        _TABLES.setdefault(self.id, []).append(self.table)
