"""The forms of an archive: which tables its documents hold, where the files lie that they name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

DECISIONS: dict[str, Callable[[dict[str, Any]], str]] = {
    "opening": lambda one: "开榜" if one["unsealed"] else "没有开榜，只清点份数",
    "eligibility_settling": lambda one: "资格审查结束" if one["settled"] else "资格重新审查",
    "frozen_pool": lambda one: f"固定专家名单 {len(one['experts'])} 人",
    "panel_turn": lambda one: "评分表交齐" if one["is_complete"] else "更换专家组",
    "conclusion": lambda one: {"concluded": "作出评榜结论", "voided": "结论作废", "left_out": "除去一份申请后的排名"}[
        one["what"]
    ],
    "award": lambda one: f"{'确认揭榜' if one['what'] == 'won' else '取消中榜资格'} {one['claim_ref']}",
}
"""The kinds of decision about a round, by the table of their rows, and what a row of each says."""
TABLES: dict[str, dict[str, str]] = {
    "records.json": {
        "publications": "publication",
        "certificates": "certificate",
        "printed": "printed",
        "vettings": "vetting",
        "comments": "comment",
        "endorsements": "endorsement",
        "achievements": "achievement",
        "rulings": "ruling",
    },
    "round.json": {"": "round"},
    "questions.json": {"": "question"},
    "claims.json": {"claims": "claim", "members": "member", "submissions": "submission", "replacements": "replacement"},
    "evaluation.json": {
        "experts": "assignment",
        "corrections": "correction",
        "sheets": "score_sheet",
        "notices": "notice",
    },
    "objections.json": {"objections": "objection", "calls": "call"},
    "proposals.json": {"proposals": "proposal", "answers": "proposal_answer"},
    "decisions.json": {one: one for one in DECISIONS},
    "draws": {"": "draw"},
}
"""Which tables a document holds, and how events call their rows; an empty name is the document itself."""
LISTS = {"claims.json": {"never_opened"}}
"""What else a document holds."""


def attached(folder: str, inside: Any) -> Iterator[tuple[str, str]]:
    """Where the files lie that a document names (`{id, name, size, sha256}` wherever it stands), and their hashes."""
    for one in named(inside):
        yield f"{folder}/{one['id']}/{safe_name(one['name'])}", one["sha256"]


def named(inside: Any) -> Iterator[dict[str, Any]]:
    """The files themselves, as the document names them."""
    if isinstance(inside, dict) and {"id", "name", "size", "sha256"} <= set(inside):
        yield inside
    elif isinstance(inside, (dict, list)):
        for one in inside.values() if isinstance(inside, dict) else inside:
            yield from named(one)


FILES = re.compile(r"/(files|corrections|notices|objections|proposals)/[^/]+/[^/]+$")
"""What is an attachment, whatever its ending."""
FORBIDDEN = re.compile(r'[<>:"/\\|?*#%\s]+')
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def safe_name(name: str) -> str:
    """The name that a file got so that it lies on any disk; its own name stands where it is registered."""
    stem, _dot, ending = name.rpartition(".")
    kept = FORBIDDEN.sub("_", stem)[:60].strip("._") or "附件"
    kept = f"_{kept}" if DEVICES.fullmatch(kept) else kept
    return f"{kept}.{FORBIDDEN.sub('_', ending)[:10]}"
