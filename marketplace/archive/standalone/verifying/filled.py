"""Filled sheets as pages: issued versions and submitted claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

from .layout import NONE, Papers, Row, facts, frame, grid, moment, number, shown, size


def publication(content: Row, path: str, labels: Row, paths: Sequence[str]) -> str:
    """An issued version."""
    sheet = _as_issued(labels["sheets"]["implementation" if content.get("operator") else "plan"], content)
    head = facts(
        [
            ("编号", content["number"]),
            ("发布单位", content["publisher"]["name"]),
            ("版次", f"第 {content['version']} 版"),
            ("发布时间", moment(content["issued_at"])),
            ("理由", content["reason"]),
        ]
    )
    title = f"推介文件 {content['number']}"
    return frame(
        title, path.removesuffix(".json") + ".html", head + document(sheet, content["plan"], hrefs(path, paths))
    )


def _as_issued(sheet: list[Row], content: Row) -> list[Row]:
    """The sheet with the names that the version was issued with, whatever they are now."""
    named = content.get("labels") or {}

    def field(row: Row, place: str) -> Row:
        columns = [field(one, f"{place}.{one['id']}") for one in row.get("columns") or []]
        choices = {**(row.get("choices") or {}), **named.get(place, {})}
        return {**row, **({"columns": columns} if columns else {}), **({"choices": choices} if choices else {})}

    return [
        {**section, "fields": [field(one, f"{section['id']}.{one['id']}") for one in section["fields"]]}
        for section in sheet
    ]


def claim(papers: Papers, place: str, one: Row, labels: Row, paths: Sequence[str]) -> str:
    """A claim as it was submitted, with what became of it; one that could not be opened says so."""
    path = f"{place}/claims/{one['ref']}/submission.json"
    title, page = f"揭榜申请 {one['ref']}（{one['lead']}）", f"{place}/claims/{one['ref']}/claim.html"
    receipt = [row for row in papers[f"{place}/claims.json"]["submissions"] if row["claim"] == one["ref"]][-1]
    verdict = {True: "通过", False: "不符", None: NONE}[one["eligible"]]
    head = [
        ("回执号", f"{one['ref']}-{receipt['number']}"),
        ("提交时间", moment(receipt["at"])),
        ("SHA-256", receipt["sha256"]),
        ("资格审查", f"{verdict}　{one['eligibility_reason']}"),
        ("状态", labels["claim_states"].get(one["state"], one["state"])),
    ]
    if path not in papers:
        return frame(title, page, facts(head) + '<p class="note">密封内容已损坏，开榜时没有打开。</p>')
    content, roles = papers[path]["content"], labels["roles"]
    names = {m["organisation"]: m["name"] for m in content["members"]}
    who = "；".join(
        f"{m['name']}（{roles.get(m['role'], m['role'])}，{number(m['share_pct'])}%）" for m in content["members"]
    )
    body = document(labels["sheets"]["claim"], content["claim"], hrefs(path, paths), names)
    return frame(title, page, facts([("揭榜单位", who), *head]) + body)


def hrefs(path: str, paths: Sequence[str]) -> dict[str, str]:
    """Where a page of this folder finds each attachment: addresses relative to it, by id."""
    folder = path.rpartition("/")[0]
    own = [one for one in paths if one.startswith(f"{folder}/files/")]
    return {one.split("/")[-2]: quote(one.removeprefix(folder + "/")) for one in own}


def document(sections: Sequence[Row], values: Row, links: Mapping[str, str], names: Row | None = None) -> str:
    """A filled sheet, section by section."""
    return "".join(
        f'<section class="section"><h2>{escape(section["label"])}</h2>\n'
        + (
            "".join(
                _field(one, (values.get(section["id"]) or {}).get(one["id"]), links, names or {})
                for one in section["fields"]
            )
            or '<p class="note">没有这一项内容。</p>'
        )
        + "</section>\n"
        for section in sections
    )


def _field(field: Row, value: Any, links: Mapping[str, str], names: Row) -> str:
    if value is None or value == "" or value == []:
        return ""
    label = escape(field["label"])
    if field["kind"] == "rich_text":
        return f"<h3>{label}</h3>\n{value}\n"
    if field["kind"] in ("files", "file"):
        return f'<h3>{label}</h3><ul class="file-list">{"".join(_file(one, links) for one in value)}</ul>\n'
    if field["kind"] == "rows":
        columns = [one for one in field["columns"] if any(row.get(one["id"]) not in (None, "", []) for row in value)]
        lines = [
            [
                names.get(row.get(c["id"]), shown(c, row.get(c["id"]))) if _is_name(c) else shown(c, row.get(c["id"]))
                for c in columns
            ]
            for row in value
        ]
        return grid(field["label"], [one["label"] for one in columns], lines)
    return facts([(field["label"], shown(field, value))])


def _is_name(column: Row) -> bool:
    return bool(column["id"] == "organisation")


def _file(one: Row, links: Mapping[str, str]) -> str:
    where = links.get(one["id"])
    name = f'<a href="{escape(where)}">{escape(one["name"])}</a>' if where else escape(one["name"])
    return f'<li>{name} <span class="note">{size(one["size"])}　SHA-256 {escape(one["sha256"])}</span></li>'
