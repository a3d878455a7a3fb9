"""The rules as rows, each with its source; loaded once, frozen, so everybody may hold them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

DATA = Path(__file__).parent / "data"
BLOCK, WARN = "block", "warn"


@dataclass(frozen=True)
class Rule:
    """One rule of the gate (规则)."""

    id: str
    severity: str
    """`block`: what it finds stops a submission, unless it may be waived; `warn`: it asks for a reason."""
    text: str
    """What is wrong and what to do, for whoever writes."""
    words: str
    """What is looked for, in words."""
    source: str
    """Document, number, article."""
    verified: str
    """What of the source was read, and where."""
    effective_from: date
    waivable: bool = False
    """Whether an approver may let it pass, with a reason that names the document it rests on."""

    @property
    def stops(self) -> bool:
        """Whether nobody can let it pass."""
        return self.severity == BLOCK and not self.waivable


@lru_cache(maxsize=1)
def rules() -> Mapping[str, Rule]:
    """All rules by id, in the order of the file."""
    rows = [
        {**row, "effective_from": date.fromisoformat(row["effective_from"])} for row in _read("rules.yaml")["rules"]
    ]
    return MappingProxyType({row["id"]: Rule(**row) for row in rows})


@lru_cache(maxsize=1)
def patterns() -> Mapping[str, Any]:
    """The words by which clauses are known, as the file says them."""
    found: Mapping[str, Any] = _read("patterns.yaml")["patterns"]
    return found


def _read(name: str) -> Any:
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
