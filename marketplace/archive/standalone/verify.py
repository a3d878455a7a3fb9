"""Verify an unpacked archive (档案) with nothing but Python's own library: `python3 verify.py [folder] [anchor]`.

The anchor is the hash of the taking as /verify of the platform confirmed it: only it tells a wholly rewritten archive.
Prints what does not agree and ends with 通过 (exit code 0) or 不符 (exit code 1). README.txt says what is checked.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import re
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

sys.dont_write_bytecode = True  # nothing may come into the folder
sys.path.insert(0, str(Path(__file__).resolve().parent))
SHAPES: Any = importlib.import_module("verifying.shapes")
JUDGING: Any = importlib.import_module("verifying.judging")
PAGES: Any = importlib.import_module("verifying.pages")
FORMAT = 2
PINNED: dict[str, str] = {}
"""Hashes of the words and styles of the pages, as the platform gave them with this program."""
OWN = ("README.txt", "audit.jsonl", "index.html", "index.json", "labels.json", "verify.py")
"""What the archive itself brings and its index does not name, beside the styles and this program's parts."""
HASH = re.compile(r"[0-9a-f]{64}")
ANCHORS = [one.lower() for one in sys.argv[1:] if HASH.fullmatch(one.lower())]
FOLDERS = [one for one in sys.argv[1:] if not HASH.fullmatch(one.lower())]
ROOT = Path(FOLDERS[0] if FOLDERS else __file__).resolve()
if ROOT.is_file():
    ROOT = ROOT.parent


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def canonical(value: Any) -> bytes:
    """The canonical form of a document: README.txt, 三."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def read(path: str) -> Any:
    """A document of the archive."""
    return json.loads((ROOT / path).read_text(encoding="utf-8"))


def lines(path: str) -> list[str]:
    """The lines of a text of the archive; only a line feed ends one."""
    return (ROOT / path).read_bytes().decode("utf-8").rstrip("\n").split("\n")


@cache
def events() -> list[dict[str, Any]]:
    """The audit events."""
    return [json.loads(line) for line in lines("audit.jsonl")]


def files_agree() -> Iterator[str]:
    """1: every file of the list is there, unchanged, and none beside them; the index names the same ones."""
    listed = {name: expected for expected, _blank, name in (line.partition("  ") for line in lines("SHA256SUMS"))}
    for name, expected in listed.items():
        path = ROOT / name
        if not path.is_file():
            yield f"缺少文件：{name}"
        elif digest(path.read_bytes()) != expected:
            yield f"文件被改过：{name}"
    for path in sorted(ROOT.rglob("*")):
        name = path.relative_to(ROOT).as_posix()
        if path.is_file() and name not in listed and name != "SHA256SUMS":
            yield f"多出的文件：{name}"
    indexed = {row["path"]: row["sha256"] for row in read("index.json")["files"]}
    for name, expected in indexed.items():
        if listed.get(name) != expected:
            yield f"与目录 index.json 不同：{name}"
    for name in sorted(set(listed) - set(indexed)):
        if name not in OWN and not name.startswith(("css/", "verifying/")):
            yield f"目录 index.json 里没有：{name}"


# --- the tables and the events ------------------------------------------------------------------------------------


def documents() -> Iterator[tuple[str, dict[str, str]]]:
    """Every document with tables: its path, and the tables."""
    if (ROOT / "records.json").is_file():
        yield "records.json", SHAPES.TABLES["records.json"]
    for path in sorted(ROOT.glob("rounds/*/*.json")):
        yield path.relative_to(ROOT).as_posix(), SHAPES.TABLES.get(path.name, {})
    for path in sorted(ROOT.glob("rounds/*/draws/*.json")):
        yield path.relative_to(ROOT).as_posix(), SHAPES.TABLES["draws"]


def rows() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every row of every table: where it stands, what kind it is, the row."""
    for path, tables in documents():
        found = read(path)
        for name, kind in tables.items():
            inside = found[name] if name else found
            for row in inside if isinstance(inside, list) else [inside]:
                yield path, kind, row


def table(path: str, name: str = "") -> list[dict[str, Any]]:
    """The rows of one table; none where there is no such document."""
    if not (ROOT / path).is_file():
        return []
    found = read(path)[name] if name else read(path)
    return found if isinstance(found, list) else [found]


def recorded() -> dict[str, tuple[str, dict[str, Any]]]:
    """The newest hash that an event holds of each row, and that event."""
    return {key: (value, event) for event in events() for key, value in (event["data"].get("records") or {}).items()}


def tables_agree() -> Iterator[str]:
    """2: every row is what the newest event that recorded it says, and no row is missing or too many."""
    newest, seen = recorded(), set()
    for path, kind, row in rows():
        key = row.get("record", "")
        if not key.startswith(kind + "/") or key in seen:
            yield f"{path}：多出的一行 {key}"
            continue
        seen.add(key)
        if key not in newest:
            yield f"{path}：没有留痕登记过 {key}"
            continue
        expected, event = newest[key]
        if digest(canonical({name: value for name, value in row.items() if name != "record"})) != expected:
            yield f"{path}：{key} 与留痕 {event['position']}（{event['label']}）登记的不同"
    for key in sorted(set(newest) - seen):
        yield f"留痕 {newest[key][1]['position']}（{newest[key][1]['label']}）登记过 {key}，档案里没有"
    for path, tables in documents():
        if canonical(read(path)) != (ROOT / path).read_bytes():
            yield f"{path}：不是规范格式"
        known = set(tables) | SHAPES.LISTS.get(path.rpartition("/")[2], set())
        found = read(path)
        if "" not in tables and (not isinstance(found, dict) or set(found) != known):
            yield f"{path}：有档案里不该有的内容，或者缺少应有的内容"


def places_agree() -> Iterator[str]:
    """3: every row stands in its own round; the claims that were never opened are those that the events name."""
    for folder in sorted(ROOT.glob("rounds/*")):
        place = f"rounds/{folder.name}"
        round_ = read(f"{place}/round.json")
        if str(round_["number"]) != folder.name:
            yield f"{place}：这是第 {round_['number']} 轮的内容"
        refs = {row["ref"] for row in table(f"{place}/claims.json", "claims")}
        for path, _kind, row in rows():
            if path.startswith(place + "/") and (
                row.get("round_id", round_["id"]) != round_["id"] or ("claim" in row and row["claim"] not in refs)
            ):
                yield f"{path}：{row.get('record')} 不属于这一轮"
        said = [
            event["data"]["never_opened"]
            for event in events()
            if "never_opened" in event["data"] and event["round_number"] == round_["number"]
        ]
        sealed = read(f"{place}/claims.json")["never_opened"]
        if sealed != (said[-1] if said else []):
            yield f"{place}/claims.json：没有开启的申请与留痕记下的不同"


# --- the things that the tables name --------------------------------------------------------------------------------


def registered_files() -> Iterator[tuple[str, str]]:
    """Every file that the tables name, with its hash: versions, certificates, submissions, attachments."""
    for row in table("records.json", "publications"):
        path = f"publications/CT-{row['year']}-{row['sequence']}.json"
        yield path, row["sha256"]
        yield from SHAPES.attached("publications/files", document(path).get("plan"))
    for row in table("records.json", "certificates"):
        yield f"certificates/{row['slug']}.json", row["sha256"]
    for row in table("records.json", "printed"):
        if row["record"].endswith(".pdf"):
            yield f"certificates/{row['record'].partition('/')[2]}", row["sha256"]
    for row in table("records.json", "achievements"):
        yield from SHAPES.attached("evidence", row["evidence"])
    for folder in sorted(ROOT.glob("rounds/*")):
        yield from files_of_round(f"rounds/{folder.name}")


def files_of_round(place: str) -> Iterator[tuple[str, str]]:
    """What was handed in: the opened submissions with their attachments, and those of corrections and objections."""
    for row in table(f"{place}/evaluation.json", "corrections"):
        yield from SHAPES.attached(f"{place}/corrections", row["files"])
    for row in table(f"{place}/evaluation.json", "notices"):
        yield from SHAPES.attached(f"{place}/notices", row)
    for row in table(f"{place}/proposals.json", "proposals"):
        yield from SHAPES.attached(f"{place}/proposals", row)
    for row in table(f"{place}/objections.json", "objections"):
        yield from SHAPES.attached(f"{place}/objections", row)
    last = {row["claim"]: row for row in table(f"{place}/claims.json", "submissions")}
    for claim in table(f"{place}/claims.json", "claims"):
        path = f"{place}/claims/{claim['ref']}/submission.json"
        if not claim["damaged"] or (ROOT / path).is_file():
            yield path, last[claim["ref"]]["sha256"]
        folder = f"{place}/claims/{claim['ref']}/files"
        for name, registered in SHAPES.attached(folder, document(path).get("content")):
            damaged = (
                name.split("/")[-2] in claim["damaged_files"]
            )  # the opening said so: there may be anything or nothing
            yield name, "" if damaged else registered
            if damaged:
                yield f"{name.rpartition('/')[0]}/缺失.txt", ""


def document(path: str) -> dict[str, Any]:
    """A document, or nothing where it is gone or broken: then its own hash says so."""
    try:
        found = read(path)
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def registered_agree() -> Iterator[str]:
    """4: every version, certificate, submission and attachment has the hash under which it was registered, and nothing
    else lies beside them."""
    expected = dict(registered_files())
    for name, registered in expected.items():
        path = ROOT / name
        if not registered:
            continue
        if not path.is_file():
            yield f"登记过，档案里没有：{name}"
        elif digest(path.read_bytes()) != registered:
            yield f"与登记的哈希不同：{name}"
    known = set(expected) | {path for path, _tables in documents()} | set(made_pages())
    for row in read("index.json")["files"]:
        if row["path"] not in known:
            yield f"没有登记过：{row['path']}"
        elif row.get("registered", row["sha256"]) != expected.get(row["path"], row["sha256"]):
            yield f"目录 index.json 写的登记哈希不对：{row['path']}"


def papers() -> dict[str, Any]:
    """The documents that the pages are made from."""
    paths = [*ROOT.glob("publications/*.json"), *ROOT.glob("rounds/**/*.json"), ROOT / "records.json"]
    names = [path.relative_to(ROOT).as_posix() for path in paths if not SHAPES.FILES.search(path.as_posix())]
    return {name: read(name) for name in names}


def made_pages() -> dict[str, bytes]:
    """Every page but the index, made again."""
    paths = [row["path"] for row in read("index.json")["files"]]
    made: dict[str, bytes] = PAGES.build(papers(), read("labels.json"), events()[:-1], paths)
    return made


def pages_agree() -> Iterator[str]:
    """5: what people read says what the documents say: every page is made again, index and titles too."""
    for name, expected in PINNED.items():
        if digest((ROOT / name).read_bytes()) != expected:
            yield f"不是平台随这个程序给出的那一份：{name}"
    about, found = read("index.json"), papers()
    for name, content in (made_pages() | {"index.html": PAGES.index(about, about["files"], found)}).items():
        if not (ROOT / name).is_file() or (ROOT / name).read_bytes() != content:
            yield f"网页与文件的内容不同：{name}"
    if canonical(about) != (ROOT / "index.json").read_bytes():
        yield "index.json：不是规范格式"
    sizes = {row["path"]: (ROOT / row["path"]).stat().st_size for row in about["files"]}
    yield from PAGES.wrong_rows(about["files"], sizes, PAGES.titles(found, read("labels.json")))
    newest = table("records.json", "publications")[-1]
    content = read(f"publications/CT-{newest['year']}-{newest['sequence']}.json")
    yield from PAGES.wrong_about(about, FORMAT, content, len(list(ROOT.glob("rounds/*"))), events()[-1])


# --- the events -----------------------------------------------------------------------------------------------------


def chain_agrees() -> Iterator[str]:
    """6: each event's hash; neighbours hold each other, and so do the events about one subject."""
    for line, event in zip(lines("audit.jsonl"), events(), strict=True):
        content = {key: value for key, value in event.items() if key != "hash"}
        if digest(canonical(content)) != event["hash"] or canonical(event).decode() != line:
            yield f"留痕 {event['position']} 被改过"
    yield from JUDGING.broken_links(events())


def draws_agree() -> Iterator[str]:
    """7: each draw, played again."""
    drawn_then = {e["data"]["seed"]: e["data"] for e in events() if e["action"] == "draw_experts"}
    for path in sorted(ROOT.glob("rounds/*/draws/*.json")):
        name = path.relative_to(ROOT).as_posix()
        one = read(name)
        pool = sorted(one["pool"], key=lambda row: row["expert"])
        event = drawn_then.get(one["seed"], {})
        chosen = JUDGING.drawn(pool, one["seed"], one["wanted"])
        if chosen != one["chosen"] or event.get("chosen") != one["chosen"]:
            yield f"重新抽取的结果不同：{name}"
        if digest(canonical(pool)) != event.get("pool_sha256"):
            yield f"候选名单与留痕不同：{name}"


def rankings_agree() -> Iterator[str]:
    """8: each ranking, computed again from the locked scores of the experts who stayed."""
    for folder in sorted(ROOT.glob("rounds/*")):
        place = f"rounds/{folder.name}"
        terms = read(f"{place}/round.json")
        ranking, name = terms["ranking"] or [], f"{place}/round.json"
        refs = [row["claim"] for row in ranking]
        if not refs:
            continue
        judged, submissions = read(f"{place}/evaluation.json"), table(f"{place}/claims.json", "submissions")
        standings = JUDGING.ranked(judged, submissions, terms["criteria"], refs)
        scores = {ref: score for ref, score, _means in standings}
        for row, (ref, _score, _means) in zip(ranking, standings, strict=True):
            if abs(scores[row["claim"]] - Fraction(str(row["score"]))) > Fraction(1, 200):
                yield f"得分与评分不符：{name}，申请 {row['claim']}"
            if row["claim"] != ref:
                yield f"排名与得分不符：{name}，申请 {row['claim']}"


def taking_agrees() -> Iterator[str]:
    """9: the last event is the taking of this archive: it holds the hashes of the index, the list and the events before."""
    last = events()[-1]
    if last["action"] != "take_archive" or last["data"]["index_sha256"] != digest((ROOT / "index.json").read_bytes()):
        yield "最后一条留痕不是这份档案的下载"
        return
    others = [line for line in lines("SHA256SUMS") if not line.endswith("  audit.jsonl")]
    if last["data"]["files_sha256"] != digest("".join(line + "\n" for line in others).encode()):
        yield "SHA256SUMS 不是下载时的那一份"
    if last["data"]["events_sha256"] != digest("".join(line + "\n" for line in lines("audit.jsonl")[:-1]).encode()):
        yield "下载之前的留痕不是下载时的那些"
    for anchor in ANCHORS:
        if anchor != last["hash"]:
            yield f"下载记录的哈希是 {last['hash']}，与给出的不同：整份档案连同留痕被重新做过，或者不是同一次下载"


CHECKS = (
    ("文件", files_agree),
    ("内容与留痕", tables_agree),
    ("各轮", places_agree),
    ("登记的文件", registered_agree),
    ("网页", pages_agree),
    ("留痕", chain_agrees),
    ("抽取专家", draws_agree),
    ("评分和排名", rankings_agree),
    ("下载记录", taking_agrees),
)


def run(check: Callable[[], Iterator[str]]) -> list[str]:
    """What a check finds; what cannot even be read is told like what does not agree."""
    found: list[str] = []
    try:
        for line in check():
            found.append(line)  # noqa: PERF402  what was found before something broke stays
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as broken:
        found.append(f"无法读取：{broken!r}")
    return found


def outside() -> Iterator[str]:
    """What the archive cannot know of itself, and where to ask."""
    try:
        taking = events()[-1]["hash"]
    except (OSError, ValueError, KeyError, IndexError, TypeError):
        taking = "读不出"
    yield f"下载记录：{taking}"
    if ANCHORS:
        yield "  已经与给出的下载记录比较。"
    else:
        yield "  请在平台的“核验文书”页（/verify）核对这个哈希：平台答复有这次下载，时间、场景和轮次相同，才算核对过。"
        yield "  没有核对的，不能排除有人把整份档案连同全部留痕重新做过：那样的档案自己前后一致，这个程序看不出来。"


def main() -> int:
    """Run every check and tell what was found."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    wrong = 0
    for title, check in CHECKS:
        found = run(check)
        print(f"{title}：{'相符' if not found else '不符'}")
        for line in found:
            print(f"  {line}")
        wrong += len(found)
    print(*outside(), sep="\n")
    print(f"不符：{wrong} 处。" if wrong else "通过。")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
