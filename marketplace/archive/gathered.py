"""The documents of a contest's file, put together from what every room declares (`room.Filed`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from marketplace.archive import attachments
from marketplace.archive.entries import Entry, document
from marketplace.archive.register import Register
from marketplace.archive.standalone.verifying.shapes import named
from marketplace.audit.records import Recorded
from marketplace.documents.models import Certificate
from marketplace.documents.queries import printed_of
from marketplace.room import Filed, rooms
from marketplace.scenarios.models import Round, Scenario


def ended(round_: Round) -> datetime:
    """When the round came to its end; what the archive itself writes of it bears this time."""
    return round_.closed_at or round_.deadline


def of_round(round_: Round, folder: str, register: Register) -> Iterator[Entry]:
    """Every document of the round, and the files that its rows name."""
    declared = [one for room in rooms() for one in room.filed if one.holds(round_)]
    yield from _documents(declared, round_, f"{folder}/", ended(round_), register)


def of_scenario(scenario: Scenario, papers: Sequence[Certificate], register: Register) -> Iterator[Entry]:
    """What belongs to the scenario as a whole: its certificates (of claims, only of opened ones) with it."""
    declared = [one for room in rooms() for one in room.filed_of_scenario]
    declared += [
        Filed("records.json", lambda _scenario: papers, "certificates"),
        Filed("records.json", lambda _scenario: printed_of(papers), "printed"),
    ]
    yield from _documents(declared, scenario, "", scenario.state_since, register)


def subjects(round_: Round) -> dict[str, list[str]]:
    """Kinds and references of the round's things of which events tell."""
    return {one.subject: list(one.refs(round_)) for room in rooms() for one in room.filed if one.subject}


def _documents(
    declared: Sequence[Filed], subject: Any, folder: str, at: datetime, register: Register
) -> Iterator[Entry]:
    whole: dict[str, Any] = defaultdict(dict)
    attached: list[tuple[str, Any]] = []
    for one in declared:
        rows = list(one.rows(subject))
        if one.document.endswith("/"):
            yield from _each(rows, f"{folder}{one.document}", register)
            continue
        said = _said(rows, register)
        if one.folder:
            attached.append((f"{folder}{one.folder}", said))
        if one.key:
            whole[one.document][one.key] = said
        else:
            whole[one.document] = said[0] if one.alone else said
    for name, value in whole.items():
        yield document(f"{folder}{name}", at, value)
    for place, said in attached:
        yield from attachments.entries(place, attachments.stored(file["id"] for file in named(said)))


def _said(rows: Iterable[Any], register: Register) -> list[Any]:
    """Rows as events recorded them; what is no row, as it is. One that is not to be recorded (yet) is left out."""
    return [
        register.row(row) if isinstance(row, Recorded) else row
        for row in rows
        if not isinstance(row, Recorded) or type(row).recorded.key(row)
    ]


def _each(rows: Sequence[Any], folder: str, register: Register) -> Iterator[Entry]:
    for number, row in enumerate(rows, 1):
        yield document(f"{folder}{number}.json", row.at, register.row(row))


def merged(parts: Iterable[Mapping[str, Sequence[str]]]) -> dict[str, list[str]]:
    """Several rounds' subjects as one."""
    found: dict[str, list[str]] = defaultdict(list)
    for part in parts:
        for kind, refs in part.items():
            found[kind] += refs
    return dict(found)
