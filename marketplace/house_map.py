"""The map of the house, made from the rooms' declarations: the table of docs/architecture.md, and the import contract."""

from __future__ import annotations

import re
from pathlib import Path

from marketplace.extensions import Base
from marketplace.room import rooms

ABOVE = ("(cli) | (web)", "(house_map)", "(rooms)")
BELOW = (
    "(furniture)",
    "(clock)",
    "(columns)",
    "(typed_words)",
    "(room)",
    "(extensions) | (workflow) | (sheets) | (finance)",
    "(errors) : (i18n)",
)
"""What is no room and stands beneath all of them."""
BETWEEN = {"notifications": "(tick)"}
"""What is no room and stands right above one."""


def owns(room: str) -> list[str]:
    """The models of a room: only it writes them."""
    mapped = [mapper.class_ for mapper in Base.registry.mappers]
    return sorted(one.__name__ for one in mapped if one.__module__.startswith(f"marketplace.{room}."))


def table() -> str:
    """The rooms, from the ground up, as a table of Markdown."""
    lines = ["| room | capability | owns |", "|---|---|---|"]
    for room in rooms():
        models = ", ".join(f"`{name}`" for name in owns(room.id)) or "nothing"
        lines.append(f"| `{room.id}` | {room.capability} | {models} |")
    return "\n".join(lines)


def layers() -> list[str]:
    """The floors of the import contract, from the top."""
    found: list[str] = list(ABOVE)
    for room in reversed(rooms()):
        found += [BETWEEN[room.id]] if room.id in BETWEEN else []
        found.append(f"({room.id})")
    return [*found, *BELOW]


def drawn(page: str) -> str:
    """docs/architecture.md with its table of rooms as the code has it."""
    return re.sub(r"(?<=-->\n)\| room \|.*?\n(?=\n)", table() + "\n", page, count=1, flags=re.DOTALL)


def contracted(config: str) -> str:
    """pyproject.toml with the floors as the code has them."""
    floors = "\n".join(f'    "{one}",' for one in layers())
    start = config.index("layers = [\n", config.index("Rooms and floors"))
    end = config.index("]", start)
    return f"{config[:start]}layers = [\n{floors}\n{config[end:]}"


def write(root: Path) -> list[Path]:
    """Write both; answers which files changed."""
    changed = []
    for path, made in ((root / "docs" / "architecture.md", drawn), (root / "pyproject.toml", contracted)):
        before = path.read_text(encoding="utf-8")
        if (after := made(before)) != before:
            path.write_text(after, encoding="utf-8")
            changed.append(path)
    return changed
