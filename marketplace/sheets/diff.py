"""What changed between two versions of a document, section by section, in words a person can read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from marketplace.sheets.fields import Field
from marketplace.sheets.sheet import Body, Section, Sheet

Span = tuple[str, str]
"""`same`, `del` or `ins`, and the text."""
LONGEST = 6_000
"""Beyond it the comparison goes line by line: by characters it would take seconds."""


@dataclass(frozen=True)
class FieldDiff:
    """One field that changed."""

    field: Field
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class SectionDiff:
    """One section with the fields that changed in it."""

    section: Section
    fields: tuple[FieldDiff, ...]


def spans(old: str, new: str) -> tuple[Span, ...]:
    """The words that stayed, went and came."""
    if len(old) + len(new) > LONGEST:
        return tuple(_spans(old.split("\n"), new.split("\n"), "\n"))
    return tuple(_spans(list(old), list(new), ""))


def _spans(old: list[str], new: list[str], joint: str) -> Iterator[Span]:
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", joint.join(old[i:j])
        else:
            if i < j:
                yield "del", joint.join(old[i:j])
            if k < m:
                yield "ins", joint.join(new[k:m])


def section_diff(section: Section, old: dict[str, Any], new: dict[str, Any]) -> SectionDiff:
    """The fields of one section that changed."""
    changed = []
    for field in section.fields:
        before, after = old.get(field.id), new.get(field.id)
        if before != after and not (field.is_empty(before) and field.is_empty(after)):
            changed.append(FieldDiff(field, spans(field.show(before), field.show(after))))
    return SectionDiff(section, tuple(changed))


def diff(sheet: Sheet, old: Body, new: Body) -> list[SectionDiff]:
    """The sections that changed, in the order of the sheet."""
    all_sections = [section_diff(s, dict(old.get(s.id) or {}), dict(new.get(s.id) or {})) for s in sheet.sections]
    return [one for one in all_sections if one.fields]
