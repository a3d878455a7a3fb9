"""What an expert fills in: `score_<n>` and `note_<n>` for criterion n from 0, and `explain_<n>` for a score that lies far off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from marketplace.errors import Complaint
from marketplace.i18n import _, _l
from marketplace.sheets import Section
from marketplace.sheets.fields import Field, Integer, LongText
from marketplace.sheets.texts import Invalid
from marketplace.workflow import Move

Criteria = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class OfCriterion(Field):
    """A field about one criterion, which is named in whatever is wrong with it."""

    criterion: str = ""

    def parse(self, raw: str) -> Any:
        try:
            return super().parse(raw)
        except Invalid as invalid:
            raise Invalid(_("“%(name)s”：%(why)s", name=self.criterion, why=str(invalid))) from invalid


@dataclass(frozen=True, kw_only=True)
class Score(OfCriterion, Integer):
    """A whole number of points."""

    max: Decimal = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class Words(OfCriterion, LongText):
    """A reason."""


def scores_of(criteria: Criteria) -> Section:
    """One score and one note for each criterion: a draft may lack them, a locked sheet may not."""
    fields: list[Field] = []
    for n, row in enumerate(criteria):
        name = str(row["name"])
        lacking = _("请给“%(name)s”打 0 到 100 的整数分。", name=name)
        fields.append(Score(id=f"score_{n}", label=_l("分数"), criterion=name, required=True, lacking=lacking))
        lacking = _("请写“%(name)s”的评分理由。", name=name)
        fields.append(Words(id=f"note_{n}", label=_l("理由"), criterion=name, required=True, lacking=lacking, max=1000))
    return Section("scores", "", tuple(fields))


def scores(move: Move) -> Section:
    """The same for the sheet that is locked."""
    return scores_of(move.subject.claim.round.criteria)


def explanations(move: Move) -> Section:
    """A few words for each criterion; those that are flagged are asked for."""
    named = enumerate(move.subject.claim.round.criteria)
    fields = [Words(id=f"explain_{n}", label=_l("说明"), criterion=str(row["name"]), max=2000) for n, row in named]

    def says_something(values: Mapping[str, Any]) -> Iterator[Complaint]:
        if not values:
            yield Complaint(_("请写明偏离的理由。"), f"explain_{min(move.subject.explanations, default=0)}")

    return Section("explanations", "", tuple(fields), checks=(says_something,))


def kept(criteria: Criteria, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The scores as a sheet keeps them, of what was filled in."""
    return [{"score": values.get(f"score_{n}"), "note": values.get(f"note_{n}") or ""} for n in range(len(criteria))]


def filled_in(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What a sheet keeps, as it was filled in."""
    return {f"{name}_{n}": row.get(name) for n, row in enumerate(rows) for name in ("score", "note")}
