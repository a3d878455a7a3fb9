"""Make the file of a scenario's contests for the office, and record who took it."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import IO, Any

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.accounts.policy import authorise
from marketplace.archive import claimed, gathered, issued
from marketplace.archive.entries import Entry
from marketplace.archive.labels import labels
from marketplace.archive.packing import Packing
from marketplace.archive.register import Register
from marketplace.audit import queries as histories
from marketplace.audit import service as audit
from marketplace.audit.models import AuditEvent
from marketplace.claims.opening import claims_of
from marketplace.documents import queries as documents
from marketplace.documents.models import Certificate
from marketplace.documents.printing import printed
from marketplace.errors import WrongState
from marketplace.extensions import unit_of_work
from marketplace.i18n import _, _l
from marketplace.scenarios.models import Scenario
from marketplace.sheets.canonical import dumps

TAKING, ARCHIVE, PROGRAM = "taking", "archive", "program"
"""What is anchored: the event of a taking, the zip, and the program that verifies it. Anybody finds them at /verify."""
FORMAT = 2
"""Of the archive's layout; `standalone/verify.py` reads this one."""


def why_not_yet(scenario: Scenario) -> str:
    """Why the file cannot be had now, and when; empty where it can."""
    if scenario.round is None:
        return str(_("还没有发布过推介，没有揭榜档案。第一轮揭榜结束后可以下载。"))
    if scenario.round.outcome:
        return ""
    return str(_("第 %(n)d 轮揭榜还没有结束。确认揭榜、流榜、撤回或终止之后可以下载档案。", n=scenario.round.number))


def make(scenario: Scenario, reader: Person) -> IO[bytes]:
    """The zip, at its beginning. It lies in an unnamed temporary file that goes with its last reader.

    :raises NotFound: it is not theirs to read.
    :raises WrongState: the contest still runs.
    """
    authorise("archive.read", scenario, reader)
    if reason := why_not_yet(scenario):
        raise WrongState(reason)
    papers = _certificates(scenario)
    for row in papers:
        printed(row, "pdf")  # printing writes, so it comes before anything is read
    out = tempfile.TemporaryFile()  # noqa: SIM115  closed by the response that sends it
    packing = Packing(out, clock.now())
    known = histories.of_subjects(_subjects(scenario, papers))
    register = Register.of(known)
    for entry in _entries(scenario, papers, reader, register):
        packing.put(entry)
    packing.pages(labels(), [_told(row) for row in known], partial(_time_of, scenario))
    index = packing.index(_about(scenario, reader, packing.at))
    hashes = {"index_sha256": index, "files_sha256": packing.means()}
    taking, events = _take(scenario, papers, reader, register, hashes, packing.at)
    packing.close(events)
    out.seek(0)
    whole = hashlib.file_digest(out, "sha256").hexdigest()
    anchors = {taking.hash: TAKING, whole: ARCHIVE, packing.sums["verify.py"]: PROGRAM}
    audit.anchor(position=taking.position, hashes=anchors)
    out.seek(0)
    return out


def file_name(scenario: Scenario) -> str:
    """What the file is called where it is saved."""
    return str(_("揭榜档案-%(code)s-%(day)s.zip", code=scenario.code, day=clock.today().isoformat()))


def _about(scenario: Scenario, reader: Person, at: datetime) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "scenario": scenario.code,
        "title": str(_("%(title)s（%(code)s）揭榜档案", title=scenario.public_title, code=scenario.code)),
        "publisher": scenario.publisher.name,
        "rounds": len(scenario.rounds),
        "made_at": at.isoformat(),
        "made_by": reader.title,
    }


def _time_of(scenario: Scenario, path: str) -> datetime:
    """The time of a page: that of its round, or of the scenario's last move."""
    parts = path.split("/")
    if parts[0] == "rounds":
        return next(gathered.ended(one) for one in scenario.rounds if str(one.number) == parts[1])
    return scenario.state_since


def _entries(scenario: Scenario, papers: Sequence[Certificate], reader: Person, register: Register) -> Iterator[Entry]:
    """Everything of the contests, in order."""
    yield from issued.versions(scenario)
    for round_ in scenario.rounds:
        folder = f"rounds/{round_.number}"
        yield from gathered.of_round(round_, folder, register)
        yield from claimed.submitted(round_, folder, reader)
    yield from issued.certificates(papers)
    yield from gathered.of_scenario(scenario, papers, register)


def _certificates(scenario: Scenario) -> list[Certificate]:
    """All that were issued; of claims only those of opened ones, for the others stay sealed for ever."""
    opened = {claim.ref for round_ in scenario.rounds for claim in claims_of(round_) if claim.is_opened}
    rows = documents.of_scenario(scenario.code)
    return [row for row in rows if row.owner_kind != "claim" or row.owner_ref in opened]


def _take(
    scenario: Scenario,
    papers: Sequence[Certificate],
    reader: Person,
    register: Register,
    hashes: dict[str, str],
    at: datetime,
) -> tuple[AuditEvent, Entry]:
    """The audit events of everything in the archive, one a line, oldest first. The last is the taking of this archive,
    whoever else takes one meanwhile: it holds the hashes of the index, of the list of files and of the events before it."""
    with unit_of_work():
        _record_late(scenario, register)
        before = "".join(_line(row) for row in histories.of_subjects(_subjects(scenario, papers))).encode()
        taking = audit.append(
            actor=reader,
            action="take_archive",
            label=_l("下载揭榜档案"),
            subject_kind="scenario",
            subject_ref=scenario.code,
            round_number=scenario.round.number if scenario.round else None,
            data={**hashes, "events_sha256": hashlib.sha256(before).hexdigest()},
        )
    return taking, Entry("audit.jsonl", at, before + _line(taking).encode())


def _record_late(scenario: Scenario, register: Register) -> None:
    """Rows that are older than the records get theirs now: the event says when, and so does the verification."""
    if register.unknown:
        audit.append(
            actor=None,
            action="record_late",
            label=_l("补登记内容"),
            subject_kind="rows",
            subject_ref=scenario.code,
            data=register.late(),
        )


def _line(event: AuditEvent) -> str:
    return dumps(_told(event)) + "\n"


def _told(event: AuditEvent) -> dict[str, Any]:
    return event.content() | {"hash": event.hash}


def _subjects(scenario: Scenario, papers: Sequence[Certificate]) -> dict[str, list[str]]:
    """Kinds and references of what the archive holds; claims that were never opened are not among them."""
    told = gathered.merged(gathered.subjects(one) for one in scenario.rounds)
    whole = {"scenario": [scenario.code], "rows": [scenario.code], "certificate": [row.slug for row in papers]}
    return {**told, **whole}
