"""A typed text before a full stop of the page's own gets one full stop, never two."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from marketplace.furniture.words import sentence

MARKETPLACE = Path(__file__).parents[2] / "marketplace"
TYPED = re.compile(r"%\((reason|comment|why|remedy|defect|place|visits)\)s。")
"""What a person typed and the sentence closed again. `why` of a guard's is no typed text."""


@pytest.mark.parametrize(
    ("typed", "closed"),
    [
        ("材料不全", "材料不全。"),
        ("材料不全。", "材料不全。"),
        ("材料不全。 \n", "材料不全。"),
        ("材料不全；", "材料不全。"),
        ("怎么办？", "怎么办？"),
        ("他说“不行。”", "他说“不行。”"),
        ("见附件（第 3 页）", "见附件（第 3 页）。"),
    ],
)
def test_a_typed_text_ends_in_one_full_stop(typed: str, closed: str) -> None:
    assert sentence(typed) == closed


def test_no_sentence_closes_a_typed_reason_again() -> None:
    found = [
        f"{path.relative_to(MARKETPLACE)}: {hit}"
        for path in MARKETPLACE.rglob("*.py")
        for hit in TYPED.findall(path.read_text(encoding="utf-8"))
        if not (hit == "why" and path.name == "holds.py")
    ]
    assert not found
