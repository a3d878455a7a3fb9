"""A lifecycle table as a page of documentation: the rows, and a Mermaid state diagram."""

from __future__ import annotations

from marketplace.workflow.engine import Table
from marketplace.workflow.rows import Transition, always


def _cells(table: Table, row: Transition) -> list[str]:
    sources = [f"`{state}`" for state in table.states if state in row.source]
    conditions = [*filter(None, (row.shut, row.bars)), *row.guards, *row.checks]
    guards = [(guard.__doc__ or guard.__name__).strip().split("\n")[0].rstrip(".") for guard in conditions]
    if row.waits is not None:
        guards.append(
            "Takes effect when somebody else confirms it" + ("" if row.waits.when is always else ", where it has to")
        )
    fields = [f"`{field.id}`" for field in getattr(row.form, "fields", ())]
    return [
        f"`{row.action}` {row.label}",
        f"{', '.join(sources)} → `{row.target}`" if row.target else ", ".join(sources),
        str(row.who.name),
        "<br>".join(guards),
        ", ".join(fields[:6]) + (" …" if len(fields) > 6 else ""),
        str(len(row.tell)) if row.tell else "",
        row.source_of_rule,
    ]


def draw(table: Table) -> str:
    """The Markdown page for one table."""
    heads = ["action", "from → to", "who", "guards", "fields", "messages", "source"]
    lines = [f"## {table.name}", "", "| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += ["| " + " | ".join(_cells(table, row)) + " |" for row in table.rows]
    lines += ["", "| state | label | service limit (working days) | whose turn |", "|---|---|---|---|"]
    lines += [f"| `{s.id}` | {s.label} | {s.limit_days or ''} | {s.turn} |" for s in table.states.values()]
    edges = dict.fromkeys(
        (source, row.target, row.action)
        for row in table.rows
        for source in table.states
        if row.target and source in row.source
    )
    if edges:  # where the state follows from other facts, no row names the next one
        lines += ["", "```mermaid", "stateDiagram-v2"]
        lines += [f"    {source} --> {target}: {action}" for source, target, action in edges]
        lines.append("```")
    return "\n".join([*lines, ""])
