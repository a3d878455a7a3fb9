"""What the proof tried, counted: `make prove` writes it into docs/proof.md."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

COUNTS: Counter[str] = Counter()
NOTES: dict[str, float] = {}


def count(what: str, n: int = 1) -> None:
    """One more case of this kind was run."""
    COUNTS[what] += n


def note(what: str, value: float) -> None:
    """A figure measured on the way; nothing passes or fails by it."""
    NOTES[what] = value


def times(*, long: Any, usual: Any, short: Any) -> Any:
    """How much is tried: by `make prove`, by its usual run that CI asks for (`PROOF=usual`), and by `make test`."""
    return {"long": long, "usual": usual}.get(os.environ.get("PROOF", ""), short)


def write() -> None:
    """Leave what this process counted where `make prove` collects it."""
    folder = os.environ.get("PROOF_LEDGER")
    if folder and (COUNTS or NOTES):
        text = json.dumps({"counts": COUNTS, "notes": NOTES}, ensure_ascii=False)
        (Path(folder) / f"{os.getpid()}.json").write_text(text)
