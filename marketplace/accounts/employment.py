"""Where an expert works and worked before, as they or an admin declared it: one employer a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from marketplace.accounts.models import Person
from marketplace.i18n import _
from marketplace.sheets.texts import Invalid, clean

MOST, LONGEST = 50, 200
"""Lines, and characters in one."""
UNTIL = re.compile(r"[，,;；\t]")
Employers = list[dict[str, str]]
"""`{organisation, until}`: name, code or credit code as typed, and until when, in words; empty where not said."""


def parse(text: str) -> Employers:
    """What was typed, one employer a line, after a comma until when: `亳州某某有限公司，2023年6月`.

    :raises Invalid: there are too many lines, or one is too long.
    """
    lines = [line.strip() for line in clean(text).splitlines() if line.strip()]
    if len(lines) > MOST:
        raise Invalid(_("最多写 %(n)d 个单位，一行一个。", n=MOST))
    if any(len(line) > LONGEST for line in lines):
        raise Invalid(_("一行最多 %(n)d 字，一行只写一个单位。", n=LONGEST))
    rows = []
    for line in lines:
        name, *rest = UNTIL.split(line, maxsplit=1)
        rows.append({"organisation": name.strip() or line, "until": rest[0].strip() if rest else ""})
    return rows


def typed(rows: Iterable[Mapping[str, Any]]) -> str:
    """The same as it stands in the control."""
    return "\n".join("，".join(filter(None, (row.get("organisation"), row.get("until")))) for row in rows)


def merged(known: Iterable[Mapping[str, Any]], new: Employers) -> Employers:
    """What was known and what is new, each employer once; what was declared before is never lost."""
    rows = {
        str(row.get("organisation")): {k: str(row.get(k) or "") for k in ("organisation", "until")} for row in known
    }
    return list((rows | {row["organisation"]: row for row in new}).values())


def keep(person: Person, employers: Employers) -> None:
    """These are the employers that the person declared."""
    person.profile = {**person.profile, "employers": employers}
