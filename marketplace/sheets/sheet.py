"""Sheet → Section → Field rows, and what a filled document lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from marketplace.errors import Complaint, NotFound
from marketplace.sheets.fields import Field, Rows

Body = Mapping[str, Mapping[str, Any]]
Check = Callable[[Mapping[str, Any]], Iterable[Complaint]]
"""A condition over the values of one section: sums, orders."""


@dataclass(frozen=True)
class Section:
    """One page of the form, one chapter of the document, one object of the API."""

    id: str
    label: str
    fields: tuple[Field, ...]
    guidance: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    questions: tuple[Check, ...] = ()
    """What is asked of unlikely values: it stands beside them and stops nothing."""

    def field(self, field_id: str) -> Field:
        """The field of that name.

        :raises KeyError: the section has none.
        """
        return next((f for f in self.fields if f.id == field_id), None) or _missing(field_id)

    def problems(self, values: Mapping[str, Any]) -> Iterator[Complaint]:
        """Everything that this section still lacks, each with its place."""
        for field in self.fields:
            value = values.get(field.id)
            for kind, message in field.problems(value):
                yield Complaint(message, field=field.id, section=self.id, kind=kind)
            if isinstance(field, Rows):
                for row, column, kind, message in field.cell_problems(value or []):
                    yield Complaint(
                        message, field=field.id, row=row, column=column, section=self.id, kind=f"row-{kind}"
                    )
        for check in self.checks:
            for complaint in check(values):
                yield Complaint(
                    complaint.message,
                    complaint.field,
                    complaint.row,
                    complaint.column,
                    self.id,
                    complaint.kind or "sum",
                )

    def doubts(self, values: Mapping[str, Any]) -> Iterator[Complaint]:
        """What is unlikely and should be looked at once more."""
        for question in self.questions:
            for doubt in question(values):
                yield replace(doubt, section=self.id, kind="question")

    def is_started(self, values: Mapping[str, Any]) -> bool:
        """Whether anything was filled in."""
        return any(not field.is_empty(values.get(field.id)) for field in self.fields)


def _missing(field_id: str) -> Field:
    raise KeyError(field_id)


@dataclass(frozen=True)
class Progress:
    """Where a section stands: `empty`, `incomplete` or `complete`, and what it lacks."""

    section: Section
    status: str
    problems: tuple[Complaint, ...]


@dataclass(frozen=True)
class Sheet:
    """A whole document to fill in."""

    id: str
    label: str
    sections: tuple[Section, ...]
    amendable: bool = False
    """Whether it is issued and changes afterwards, while others rest on it."""

    def __post_init__(self) -> None:
        rows = [(f"{section.id}.{field.id}", field) for section in self.sections for field in section.fields]
        if self.amendable and (silent := [place for place, field in rows if field.material is None]):
            raise ValueError(f"{', '.join(silent)}: say material=True or False, whether its change is a material one")

    def section(self, section_id: str) -> Section:
        """The section of that name.

        :raises NotFound: the sheet has none.
        """
        for section in self.sections:
            if section.id == section_id:
                return section
        raise NotFound

    def problems(self, body: Body) -> list[Complaint]:
        """Everything that the document still lacks, in the order of the form."""
        return [c for section in self.sections for c in section.problems(body.get(section.id) or {})]

    def doubts(self, body: Body) -> list[Complaint]:
        """Everything in the document that is unlikely."""
        return [c for section in self.sections for c in section.doubts(body.get(section.id) or {})]

    def progress(self, body: Body) -> list[Progress]:
        """Each section's standing."""
        result = []
        for section in self.sections:
            values = body.get(section.id) or {}
            problems = tuple(section.problems(values))
            status = (
                "empty" if not section.is_started(values) and problems else "incomplete" if problems else "complete"
            )
            result.append(Progress(section, status, problems))
        return result

    def after(self, section_id: str) -> Section | None:
        """The section that follows; None after the last."""
        ids = [section.id for section in self.sections]
        place = ids.index(section_id) + 1
        return self.sections[place] if place < len(ids) else None
