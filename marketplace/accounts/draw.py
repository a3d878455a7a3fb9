"""The policy as tables for people: what each role may, and on what condition where it depends on the object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from marketplace.accounts.policy import Permission, Permissions
from marketplace.accounts.roles import KINDS, ROLES, OrganisationKind, Role

HEAD = """# 角色与权限

由 `flask --app wsgi policy print` 从代码印出，有测试核对。每张表列一类事项，每行一项权限，每列一个角色。

- **可以**：这个角色总是可以。
- **—**：这个角色不可以。
- 其他文字：符合所写条件的可以。“非”表示不得是。
- **拒绝时**：“说明理由”的，页面写明为什么不可以（403）；“视同没有”的，与没有这一件事完全一样（404）。

账号须已启用；区城市办和专家的账号、角色，自审定人确认起生效。状态、期限等其他条件见[办理流程](workflow.md)。
"""
YES, NO = "可以", "—"


@dataclass(frozen=True)
class Somebody:
    """A person of whom nothing is known but role and kind of organisation."""

    role_row: Role
    kind_row: OrganisationKind | None


def _columns() -> Iterator[tuple[str, Sequence[Somebody | None]]]:
    """Each role with everybody who may have it, so far as tables tell people apart."""
    yield "未登录", [None]
    for role in ROLES.values():
        kinds = [KINDS[kind] for kind in KINDS if kind in role.kinds]
        yield str(role.label), [Somebody(role, kind) for kind in kinds] or [Somebody(role, None)]


def _cell(row: Permission, people: Sequence[Somebody | None]) -> str:
    left = row.who.reduced(people)
    if isinstance(left, bool):
        return YES if left else NO
    return left.words()


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _table(rows: Permissions) -> str:
    columns = dict(_columns())
    lines = [f"\n## {rows.subject}\n\n", _line(["事项", *columns, "拒绝时"]), _line(["---"] * (len(columns) + 2))]
    for name, row in rows.items():
        cells = [_cell(row, people) for people in columns.values()]
        lines.append(_line([f"{row.label} `{name}`", *cells, "视同没有" if row.secret else "说明理由"]))
    return "".join(lines)


def draw(tables: Iterable[Permissions]) -> str:
    """The whole page."""
    return HEAD + "".join(_table(rows) for rows in tables)
