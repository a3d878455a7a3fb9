"""The rows of a file as its events recorded them: what each was called, and whether any event knows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from marketplace.audit import records
from marketplace.audit.models import AuditEvent
from marketplace.sheets.canonical import sha256

ABOUT = "record"
"""Where a row of a document says what events call it."""


@dataclass
class Register:
    """The newest record of every row, from the events of the file."""

    named: dict[str, dict[str, Any]] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    unknown: dict[str, records.Recorded] = field(default_factory=dict)
    """Rows that no event recorded: they are older than the records themselves."""

    @classmethod
    def of(cls, events: Iterable[AuditEvent]) -> Register:
        """Read the events, oldest first."""
        register = cls()
        for event in events:
            register.known |= set(event.data.get(records.RECORDS) or {})
            register.named |= event.data.get(records.NAMED) or {}
        return register

    def row(self, row: records.Recorded) -> dict[str, Any]:
        """A row as it stands in a document: what was hashed, and its name."""
        key = type(row).recorded.key(row)
        if key not in self.known:
            self.unknown[key] = row
        return records.content(row, self.named.get(key)) | {ABOUT: key}

    def rows(self, rows: Iterable[records.Recorded]) -> list[dict[str, Any]]:
        """Several of them; one that is not to be recorded (yet) is left out."""
        return [self.row(row) for row in rows if type(row).recorded.key(row)]

    def late(self) -> dict[str, Any]:
        """What an event records of the unknown rows now, for the file's own sake."""
        names = {key: type(row).recorded.names(row) for key, row in self.unknown.items()}
        hashes = {key: sha256(records.content(row)) for key, row in self.unknown.items()}
        return {records.RECORDS: hashes, records.NAMED: {key: one for key, one in names.items() if one}}
