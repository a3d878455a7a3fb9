"""The issued versions of a scenario, and what each changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from marketplace.audit.models import AuditEvent
from marketplace.plans.sheet import PUBLISHED
from marketplace.publications.models import Publication
from marketplace.sheets import Section
from marketplace.sheets.diff import FieldDiff, SectionDiff, diff
from marketplace.sheets.fields import Field
from marketplace.sheets.frozen import as_issued

SHORT = 400
"""Characters up to which a change is shown in place."""
SHORT_ROWS = 4
"""Rows up to which the changes of a table are shown in place."""


@dataclass(frozen=True)
class Change:
    """One field that a version changed; the difference where it is short enough to show in place."""

    section: Section
    field: Field
    shown: FieldDiff | None


@dataclass(frozen=True)
class Version:
    """A version with what it changed against the one before."""

    publication: Publication
    before: Publication | None
    changes: tuple[Change, ...]
    material: bool | None
    """Whether an amendment touches criteria, qualifications or money; None for what is no amendment."""

    @property
    def deadline_moved(self) -> tuple[datetime, datetime] | None:
        """The deadline before and after, where an amendment moved it."""
        was, now = self.before and self.before.deadline, self.publication.deadline
        return (was, now) if self.material is not None and was and now and was != now else None


def sections_of(publication: Publication) -> list[Section]:
    """The chapters that a published plan has."""
    plan = publication.content["plan"]
    return [section for section in publication.sheet.sections if plan.get(section.id)]


def history(publications: Sequence[Publication], amended: Mapping[int, bool]) -> list[Version]:
    """The versions, the newest first; `amended` says which of them are amendments, and whether material."""
    pairs = zip(publications, [None, *publications[:-1]], strict=True)
    return [
        Version(one, before, tuple(_changes(before, one)), amended.get(one.version))
        for one, before in reversed(list(pairs))
    ]


def material(events: Iterable[AuditEvent]) -> dict[int, bool]:
    """The amendments among these events: by version, whether material."""
    return {event.data["version"]: bool(event.data.get("material")) for event in events if event.action == "amend"}


def _changes(before: Publication | None, after: Publication) -> Iterator[Change]:
    for section in compare(before, after) if before else ():
        for one in section.fields:
            yield Change(section.section, one.field, one if _is_short(one) else None)


def _is_short(one: FieldDiff) -> bool:
    if one.rows:
        return len(one.rows) <= SHORT_ROWS
    return one.is_seen and sum(len(text) for _kind, text in one.spans) <= SHORT


def compare(old: Publication, new: Publication) -> list[SectionDiff]:
    """All that differs between two versions."""
    sheet = as_issued(PUBLISHED, old.content.get("labels"), new.content.get("labels"))
    return diff(sheet, old.content["plan"], new.content["plan"])
