"""Sentences are whole: none begins or ends where another was cut off, and none is put together in code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from scripts.messages import sentences

MARKETPLACE = Path(__file__).parents[2] / "marketplace"
HALF = re.compile(r"^[，；。、：）][^$]|[，；（]$")
MARKS = {"，", "、", "；", "（", "）", "。"}
OFFICIAL = {
    "经亳州高新区城市功能品质活力提升工作领导小组办公室审定，",
    "，运营 %(n)s 年。",
    "公开城市建设与服务的场景，",
}
"""Of issued publications, which are Chinese for good, and the heading of the home page, in phrases that a line breaks between."""


PAPERS = ("lifecycle/announcements.py", "publications/promotion.py")
"""The same of what is issued."""


def test_no_sentence_is_a_half() -> None:
    assert not [one for one in sentences() if HALF.search(one) and one not in MARKS | OFFICIAL]


def _glued(tree: ast.AST) -> Iterator[int]:
    def is_sentence(node: ast.AST) -> bool:
        return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "_l")

    for node in ast.walk(tree):
        if (
            isinstance(node, ast.BinOp)
            and isinstance(node.op, ast.Add)
            and (is_sentence(node.left) or is_sentence(node.right))
        ):
            yield node.lineno
        if isinstance(node, ast.AugAssign) and is_sentence(node.value):
            yield node.lineno


def test_no_sentence_is_glued_to_another() -> None:
    found = {
        f"{path.relative_to(MARKETPLACE)}:{line}"
        for path in MARKETPLACE.rglob("*.py")
        for line in _glued(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert not {one for one in found if not one.startswith(PAPERS)}
