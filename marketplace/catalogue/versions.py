"""The issued versions of a scenario, and what each changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marketplace.i18n import _l
from marketplace.plans.sheet import IMPLEMENTATION
from marketplace.publications.models import Publication
from marketplace.sheets import Section, Sheet
from marketplace.sheets.diff import SectionDiff, Span, diff, spans
from marketplace.sheets.fields import Field

PUBLIC = Sheet("public", _l("推介"), tuple(section for section in IMPLEMENTATION.sections if section.id != "agreement"))
"""Everything that a publication may hold; the agreement itself is the parties' own."""
SHORT = 400
"""Characters up to which a change is shown in place."""


@dataclass(frozen=True)
class Change:
    """One field that a version changed; spans where it is short enough to show in place."""

    section: Section
    field: Field
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Version:
    """A version with what it changed against the one before."""

    publication: Publication
    before: Publication | None
    changes: tuple[Change, ...]


def sections_of(plan: Mapping[str, Any]) -> list[Section]:
    """The chapters that a published plan has."""
    return [section for section in PUBLIC.sections if plan.get(section.id)]


def history(publications: Sequence[Publication]) -> list[Version]:
    """The versions, the newest first."""
    pairs = zip(publications, [None, *publications[:-1]], strict=True)
    return [Version(one, before, tuple(_changes(before, one))) for one, before in reversed(list(pairs))]


def _changes(before: Publication | None, after: Publication) -> Iterator[Change]:
    if before is None:
        return
    old, new = before.content["plan"], after.content["plan"]
    for section in PUBLIC.sections:
        was, now = old.get(section.id) or {}, new.get(section.id) or {}
        for field in section.fields:
            a, b = was.get(field.id), now.get(field.id)
            if a != b and not (field.is_empty(a) and field.is_empty(b)):
                yield Change(section, field, () if field.kind == "rows" else _in_place(field.show(a), field.show(b)))


def _in_place(old: str, new: str) -> tuple[Span, ...]:
    return spans(old, new) if old and len(old) + len(new) <= SHORT else ()


def compare(old: Publication, new: Publication) -> list[SectionDiff]:
    """All that differs between two versions."""
    return diff(PUBLIC, old.content["plan"], new.content["plan"])
