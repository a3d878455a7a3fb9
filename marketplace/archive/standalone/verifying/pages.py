"""The pages (.html) of an archive, made from its documents (.json).

The platform writes an archive's pages with this file, and verify.py makes them again and compares: so a page that people
read cannot say another thing than the document that the events register.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from html import escape
from urllib.parse import quote

from .filled import claim, publication
from .layout import Papers, Row, facts, frame, grid, moment, size
from .rounds import TABLES, TITLES
from .shapes import named

SLOWEST = 600
"""Seconds that the making of an archive may take."""


def build(papers: Papers, labels: Row, events: Sequence[Row], paths: Sequence[str]) -> dict[str, bytes]:
    """Every page but the index, by path. `paths` are those of all other files, so that links to attachments are known."""
    found: dict[str, str] = {}
    for path in sorted(papers):
        place, _slash, name = path.rpartition("/")
        page = path.removesuffix(".json") + ".html"
        if path.startswith("publications/"):
            found[page] = publication(papers[path], path, labels, paths)
        elif name in TABLES and path.startswith("rounds/"):
            body = "".join(TABLES[name](papers, place, labels))
            found[page] = frame(_of_round(place, name), page, body)
        if name == "claims.json":
            for one in papers[path]["claims"]:
                found[f"{place}/claims/{one['ref']}/claim.html"] = claim(papers, place, one, labels, paths)
    found["history.html"] = history(events, labels)
    return {path: text.encode() for path, text in found.items()}


def _of_round(place: str, name: str) -> str:
    return f"第 {place.rpartition('/')[2]} 轮{TITLES[name]}"


# --- history ------------------------------------------------------------------------------------------------------------


def history(events: Sequence[Row], labels: Row) -> str:
    """Who did what to the scenario, when and why, the newest first; told by the events themselves."""
    own = [one for one in events if one["subject_kind"] == "scenario"]
    items = "".join(_event(one, labels) for one in reversed(own))
    note = '<p class="note">揭榜申请、提问、异议、评分和文书的每一件事见 audit.jsonl。</p>'
    return frame("办理记录", "history.html", f'<ol class="timeline">{items}</ol>\n{note}')


def _event(one: Row, labels: Row) -> str:
    data, parts = one["data"], []
    if data.get("number"):
        parts.append(str(data["number"]))
    if one["target"] and one["source"] != one["target"]:
        parts.append(f"现为“{labels['states'].get(one['target'], one['target'])}”")
    if data.get("happened_on"):
        parts.append(f"发生于 {data['happened_on']}，证明：{'、'.join(data.get('evidence') or [])}")
    parts += [
        f"对“{labels['sections'].get(key, key)}”：{text}" for key, text in (data.get("section_comments") or {}).items()
    ]
    reason = one["reason"] or str(data.get("reason") or "")
    return (
        f'<li data-action="{escape(one["action"])}"><time>{moment(one["at"])}</time><div><h2>{escape(one["label"])}</h2>'
        + (f"<p>{escape('；'.join(parts))}</p>" if parts else "")
        + f'<p class="note">{escape(one["actor"])}</p>'
        + (f'<p class="note">理由：{escape(reason)}</p>' if reason else "")
        + "</div></li>\n"
    )


def index(about: Row, files: Sequence[Row], papers: Papers) -> bytes:
    """The way in: every file under the name of its folder."""
    head = facts(
        [
            ("场景", about["scenario"]),
            ("发布单位", about["publisher"]),
            ("揭榜轮次", about["rounds"]),
            ("形成时间", moment(about["made_at"])),
            ("下载", about["made_by"]),
        ]
    )
    how = (
        '<div class="notice section"><p><b>怎样核验</b></p><p>在解压后的文件夹里运行 python3 verify.py，逐项核对，打印“通过”或者'
        "不符的地方；再把它打印的下载记录填到平台的“核验文书”页。不需要网络，也不需要平台。每个文件是什么、哈希怎样计算，见 "
        '<a href="README.txt">README.txt</a>。</p></div>\n'
    )
    body = "".join(
        grid(
            name,
            ["文件", "大小", "SHA-256"],
            [_index_line(row) for row in files if _chapter(row["path"]) == folder],
            raw=True,
        )
        for folder, name in _chapters(papers)
    )
    tools = "".join(f'<li><a href="{name}">{name}</a>　{words}</li>' for name, words in TOOLS)
    tail = f'<section class="section"><h2>留痕和核验工具</h2><ul>{tools}</ul></section>'
    return frame(about["title"], "index.html", head + how + body + tail).encode()


TOOLS = (
    ("audit.jsonl", "留痕，一行一件，按发生的次序"),
    ("index.json", "这个目录，供程序读取"),
    ("labels.json", "各项的名称，网页用它们"),
    ("SHA256SUMS", "所有文件的哈希"),
    ("verify.py", "核验程序"),
)


def _index_line(row: Row) -> list[str]:
    link = (
        f'<a href="{quote(row["path"])}">{escape(row["title"])}</a><br><span class="note">{escape(row["path"])}</span>'
    )
    return [link, size(row["size"]), f'<span class="hash">{escape(row["sha256"])}</span>']


def _chapter(path: str) -> str:
    """The chapter of a path: its folder, a round with everything in it as one."""
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] == "rounds" else parts[0] if len(parts) > 1 else ""


def _chapters(papers: Papers) -> Iterator[tuple[str, str]]:
    yield "publications", "推介文件和变更公告"
    for path in sorted((one for one in papers if one.endswith("/round.json")), key=lambda one: (len(one), one)):
        yield (
            path.removesuffix("/round.json"),
            f"第 {papers[path]['number']} 轮（{_day(papers[path]['opens_at'])}开始）",
        )
    yield "certificates", "文书"
    yield "evidence", "开工、竣工、见效的证明"
    yield "", "办理记录和登记表"


def _day(raw: str) -> str:
    return moment(raw).partition(" ")[0]


def titles(papers: Papers, labels: Row) -> dict[str, str]:
    """What the index calls every document, page and paper by path, and every attachment by id."""
    found = {"records.json": "登记表", "history.html": "办理记录"}
    for row in papers["records.json"]["certificates"]:
        words = f"{labels['kinds'].get(row['kind'], row['kind'])} {row['number']}"
        found |= {f"certificates/{row['slug']}.{ending}": words for ending in ("json", "pdf")}
    for path, content in papers.items():
        place, _slash, name = path.rpartition("/")
        if path.startswith("publications/"):
            words = f"推介文件 {content['number']}"
        elif "/draws/" in path:
            words = f"第 {name.removesuffix('.json')} 次抽取专家"
        elif name in TABLES:
            words = _of_round(place, name)
        else:
            continue
        found |= {path: words, path.removesuffix(".json") + ".html": words}
    found |= {one["id"]: f"附件 {one['name']}" for one in named(list(papers.values()))}
    for path, content in papers.items():
        if path.endswith("/claims.json"):
            found |= _of_claims(path.removesuffix(".json"), content["claims"])
    return found


def _of_claims(folder: str, claims: Sequence[Row]) -> dict[str, str]:
    return {
        f"{folder}/{one['ref']}/{name}": f"揭榜申请 {one['ref']}（{one['lead']}）"
        for one in claims
        for name in ("claim.html", "submission.json")
    }


def wrong_rows(files: Sequence[Row], sizes: Mapping[str, int], names: Mapping[str, str]) -> Iterator[str]:
    """Rows of the index that call a file another name or size than it has, or say more than a row says."""
    for row in files:
        if row["title"] != title_of(row["path"], names):
            yield f"目录里的名称不对：{row['path']}"
        if row["size"] != sizes.get(row["path"]) or not set(row) <= {"path", "title", "size", "sha256", "registered"}:
            yield f"目录里的大小不对：{row['path']}"


def title_of(path: str, names: Mapping[str, str]) -> str:
    """What the index calls a file: an attachment goes by its id, which is its folder."""
    return names.get(path) or (names.get(path.split("/")[-2]) if "/" in path else None) or path


def wrong_about(about: Row, form: int, newest: Row, rounds: int, taking: Row) -> Iterator[str]:
    """What the index says of the whole file, where versions, rounds and the taking say otherwise."""
    expected = {
        "format": form,
        "scenario": taking["subject_ref"],
        "title": f"{newest['plan']['basics']['title']}（{taking['subject_ref']}）揭榜档案",
        "publisher": newest["publisher"]["name"],
        "rounds": rounds,
        "made_by": taking["actor"],
    }
    for name, value in expected.items():
        if about.get(name) != value:
            yield f"目录 index.json 的 {name} 不对"
    apart = datetime.fromisoformat(about["made_at"]) - datetime.fromisoformat(taking["at"])
    if set(about) != {*expected, "made_at", "files"} or abs(apart.total_seconds()) > SLOWEST:
        yield "目录 index.json 的内容不对"
