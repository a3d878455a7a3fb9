"""What an expert typed into a score sheet: `score_<n>` and `note_<n>` for criterion n from 0."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from marketplace.errors import Complaint
from marketplace.i18n import _, _l
from marketplace.sheets.fields import Integer, LongText
from marketplace.sheets.texts import Invalid

SCORE = Integer(id="score", label=_l("分数"), min=Decimal(0), max=Decimal(100))
NOTE = LongText(id="note", label=_l("理由"), max=1000)


@dataclass
class Typed:
    """Scores and notes where they parse, complaints where not, and the raw text always."""

    criteria: Sequence[Mapping[str, Any]]
    raw: list[dict[str, str]]
    scores: list[dict[str, Any]] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)

    @classmethod
    def of_form(cls, criteria: Sequence[Mapping[str, Any]], form: Mapping[str, Sequence[str]]) -> Typed:
        """Read one score and one note per criterion."""
        raw = [{"score": _first(form, f"score_{n}"), "note": _first(form, f"note_{n}")} for n in range(len(criteria))]
        typed = cls(criteria, raw)
        for n, row in enumerate(raw):
            typed.scores.append(
                {"score": typed._take(n, SCORE, row["score"]), "note": typed._take(n, NOTE, row["note"]) or ""}
            )
        return typed

    @classmethod
    def of_scores(cls, criteria: Sequence[Mapping[str, Any]], scores: Sequence[Mapping[str, Any]]) -> Typed:
        """The sheet as it is stored."""
        raw = [{"score": SCORE.typed(s.get("score")), "note": s.get("note") or ""} for s in scores]
        raw += [{"score": "", "note": ""} for _n in range(len(criteria) - len(raw))]
        return cls(criteria, raw, [dict(s) for s in scores])

    def _take(self, n: int, kind: Integer | LongText, raw: str) -> Any:
        try:
            return kind.parse(raw)
        except Invalid as invalid:
            name = self.criteria[n]["name"]
            self.complaints.append(Complaint(_("“%(name)s”：%(why)s", name=name, why=str(invalid)), f"{kind.id}_{n}"))
            return None

    def missing(self) -> Iterator[Complaint]:
        """What a sheet lacks before it can be locked."""
        for n, (criterion, row) in enumerate(zip(self.criteria, self.scores, strict=True)):
            if row["score"] is None and not any(c.field == f"score_{n}" for c in self.complaints):
                yield Complaint(_("请给“%(name)s”打 0 到 100 的整数分。", name=criterion["name"]), f"score_{n}")
            if not row["note"]:
                yield Complaint(_("请写“%(name)s”的评分理由。", name=criterion["name"]), f"note_{n}")


def _first(form: Mapping[str, Sequence[str]], name: str) -> str:
    values = form.get(name) or ("",)
    return values[0]
