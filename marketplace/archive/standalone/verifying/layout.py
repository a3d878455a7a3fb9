"""Words and pieces of an archive's pages: times in Beijing, figures, tables, the frame around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from html import escape
from typing import Any

Row = Mapping[str, Any]
Papers = Mapping[str, Any]
"""The documents of an archive by path."""
Cells = Sequence[Sequence[Any]]
BEIJING = timezone(timedelta(hours=8))
STYLES = ("tokens", "furniture", "pages", "print")
NONE = "—"


# --- words ------------------------------------------------------------------------------------------------------------


def day(when: datetime) -> str:
    """`2026年12月3日`."""
    return f"{when.year}年{when.month}月{when.day}日"


def moment(raw: str | None, *, until: bool = False) -> str:
    """`2026年12月3日 17:00` in Beijing; `until` writes midnight as 24:00 of the day before."""
    if not raw:
        return NONE
    when = datetime.fromisoformat(raw).astimezone(BEIJING)
    if until and not (when.hour or when.minute):
        return f"{day(when - timedelta(days=1))} 24:00"
    return f"{day(when)} {when:%H:%M}"


def number(value: Any) -> str:
    """A figure with marks at thousands, as many decimals as it has."""
    text = f"{value:,.2f}" if isinstance(value, float) else f"{value:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def size(count: int) -> str:
    """Bytes in a unit that people read."""
    return f"{count / 1024 / 1024:.1f} MB" if count >= 1_000_000 else f"{max(count / 1024, 0.1):.1f} KB"


def shown(field: Row, value: Any) -> str:
    """A value of a sheet in words, with its unit."""
    if value is None or value == "" or value == []:
        return ""
    choices = field.get("choices") or {}
    if isinstance(value, list):
        return "、".join(str(choices.get(one, one)) for one in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (int, float)):
        text = str(value) if field.get("kind") == "year" else number(value)
        return f"{text} {field['unit']}" if field.get("unit") else text
    return str(choices.get(value, value))


# --- pieces of a page -------------------------------------------------------------------------------------------------


def frame(title: str, path: str, body: str) -> str:
    """A page that reaches nothing but the archive's own files."""
    up = "../" * path.count("/")
    styles = "".join(f'<link rel="stylesheet" href="{up}css/{name}.css">\n' for name in STYLES)
    home = f'<nav class="breadcrumb" aria-label="位置"><a href="{up}index.html">档案目录</a> / {escape(title)}</nav>'
    return (
        '<!doctype html>\n<html lang="zh-Hans">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n{styles}</head>\n<body>\n"
        '<header class="site-header"><div class="frame"><span class="site-name"><span>亳州高新区</span>城市场景揭榜档案</span>'
        f'</div></header>\n<main id="main" class="frame">\n{home if path != "index.html" else ""}\n'
        f'<div class="page-title"><h1>{escape(title)}</h1></div>\n{body}\n</main>\n</body>\n</html>\n'
    )


def grid(caption: str, heads: Sequence[str], lines: Cells, *, raw: bool = False) -> str:
    """A table, or that there is none; `raw` cells are HTML already."""
    if not lines:
        return f'<section class="section"><h2>{escape(caption)}</h2><p class="note">没有。</p></section>\n'
    write = str if raw else (lambda cell: escape(str(NONE if cell is None or cell == "" else cell)))
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    rows = "".join(
        "<tr>"
        + "".join(f'<td data-label="{escape(h)}">{write(cell)}</td>' for h, cell in zip(heads, line, strict=True))
        + "</tr>\n"
        for line in lines
    )
    table = f"<caption>{escape(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>{rows}</tbody>"
    return f'<section class="section"><table class="stack">{table}</table></section>\n'


def facts(pairs: Sequence[tuple[str, Any]]) -> str:
    """Terms and their words."""
    lines = "".join(
        f"<div><dt>{escape(term)}</dt><dd>{escape(str(NONE if words is None or words == '' else words))}</dd></div>"
        for term, words in pairs
    )
    return f'<dl class="summary-list">{lines}</dl>\n'
