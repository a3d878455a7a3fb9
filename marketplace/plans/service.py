"""Save one section of a document: a revision each time, a stale one refused with both versions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.errors import NotFound, Stale, Unmet
from marketplace.extensions import db, unit_of_work
from marketplace.plans.models import PlanDocument, PlanRevision
from marketplace.sheets import Bound

AUTOSAVE_SPAN = timedelta(minutes=10)
"""Within it an autosave overwrites its own last revision."""


def document(owner_ref: str, sheet: str) -> PlanDocument:
    """The document.

    :raises NotFound: there is none yet.
    """
    found = db.session.scalar(
        select(PlanDocument).where(PlanDocument.owner_ref == owner_ref, PlanDocument.sheet == sheet)
    )
    if found is None:
        raise NotFound
    return found


def documents(owner_refs: Collection[str], sheet: str) -> dict[str, PlanDocument]:
    """The documents of several owners, by owner."""
    if not owner_refs:
        return {}
    query = select(PlanDocument).where(PlanDocument.owner_ref.in_(owner_refs), PlanDocument.sheet == sheet)
    return {row.owner_ref: row for row in db.session.scalars(query)}


def create_document(*, owner_ref: str, sheet: str, body: Mapping[str, Any], by: Person | None) -> PlanDocument:
    """Begin a document with what is already known."""
    with unit_of_work() as session:
        row = PlanDocument(
            owner_ref=owner_ref,
            sheet=sheet,
            revision=1,
            counters={},
            body=dict(body),
            updated_at=clock.now(),
            updated_by_id=by.id if by else None,
        )
        session.add(row)
        session.flush()
        session.add(
            PlanRevision(
                document_id=row.id,
                number=1,
                section="",
                autosave=False,
                body=row.body,
                at=row.updated_at,
                by_id=row.updated_by_id,
            )
        )
    return row


def save_section(
    *, owner_ref: str, sheet: str, bound: Bound, revision: int | None, by: Person, autosave: bool = False
) -> int:
    """Save a section and answer its new counter.

    :raises Stale: someone saved the section since the person loaded it.
    An autosave leaves out what cannot be taken and saves the rest.

    :raises Unmet: something typed cannot be taken.
    """
    with unit_of_work() as session:
        row = document(owner_ref, sheet)
        section = bound.section.id
        if revision != row.counter(section):
            raise Stale(current=row.counter(section), saved=row.body.get(section) or {})
        if bound.complaints and not (autosave and bound.salvage(row.body.get(section) or {})):
            raise Unmet.of(bound.complaints)
        if autosave and (row.body.get(section) or {}) == bound.values:
            return row.counter(section)
        row.body = {**row.body, section: bound.values}
        row.counters = {**row.counters, section: row.counter(section) + 1}
        row.revision += 1
        _append_revision(row, section, by=by, autosave=autosave)
        row.updated_at, row.updated_by_id = clock.now(), by.id
        row.updated_section, row.autosaved = section, autosave
        session.flush()
        return row.counter(section)


def freeze(row: PlanDocument) -> int:
    """Keep the present revision for ever, autosaved or not, since it is being judged; answers its number."""
    with unit_of_work() as session:
        last = session.scalar(_newest(row))
        if last is not None:
            last.autosave = False
    return row.revision


def body_at(owner_ref: str, sheet: str, number: int) -> dict[str, Any] | None:
    """The document as it was at a frozen revision; None when there is no such revision."""
    query = (
        select(PlanRevision.body)
        .join(PlanDocument, PlanDocument.id == PlanRevision.document_id)
        .where(PlanDocument.owner_ref == owner_ref, PlanDocument.sheet == sheet, PlanRevision.number == number)
    )
    return db.session.scalar(query)


def changed_since(owner_ref: str, sheet: str, marks: Collection[tuple[str, datetime]]) -> set[tuple[str, datetime]]:
    """Of these sections, each with a moment, those that read otherwise now than then."""
    if not marks:
        return set()
    now = document(owner_ref, sheet)
    query = select(PlanRevision.section, PlanRevision.at, PlanRevision.body).where(
        PlanRevision.document_id == now.id, PlanRevision.section.in_(["", *(section for section, _at in marks)])
    )
    rows = db.session.execute(query.order_by(PlanRevision.number)).all()

    def then(section: str, moment: datetime) -> Any:
        bodies = [row.body for row in rows if row.section in ("", section) and row.at <= moment]
        return (bodies[-1].get(section) if bodies else None) or {}

    return {mark for mark in marks if then(*mark) != (now.body.get(mark[0]) or {})}


def _newest(row: PlanDocument) -> Select[PlanRevision]:
    return select(PlanRevision).where(PlanRevision.document_id == row.id).order_by(PlanRevision.number.desc()).limit(1)


def _append_revision(row: PlanDocument, section: str, *, by: Person, autosave: bool) -> None:
    last = db.session.scalar(_newest(row))
    own = last and last.autosave and last.by_id == by.id and last.section == section
    if autosave and last and own and clock.now() - last.at < AUTOSAVE_SPAN:
        last.number, last.body, last.at = row.revision, row.body, clock.now()
        return
    db.session.add(
        PlanRevision(
            document_id=row.id,
            number=row.revision,
            section=section,
            autosave=autosave,
            body=row.body,
            at=clock.now(),
            by_id=by.id,
        )
    )
