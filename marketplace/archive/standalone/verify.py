"""Verify an unpacked archive (档案) with nothing but Python's own library: `python3 verify.py [folder]`.

Prints what does not agree and ends with 通过 (exit code 0) or 不符 (exit code 1). README.txt says what is checked.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

FORMAT = 1
OWN = ("README.txt", "audit.jsonl", "index.html", "index.json", "verify.py")
"""What the archive itself brings and its index does not name, beside the styles."""
ROOT = Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
if ROOT.is_file():
    ROOT = ROOT.parent


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def canonical(value: Any) -> bytes:
    """The canonical form of a document: README.txt, 三."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def read(path: str) -> Any:
    """A document of the archive."""
    return json.loads((ROOT / path).read_text(encoding="utf-8"))


def lines(path: str) -> list[str]:
    """The lines of a text of the archive; only a line feed ends one."""
    return (ROOT / path).read_bytes().decode("utf-8").rstrip("\n").split("\n")


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
        if name not in OWN and not name.startswith("css/"):
            yield f"目录 index.json 里没有：{name}"


def registered_agree() -> Iterator[str]:
    """2: what the platform registered is what lies here, and the events of that time say the same."""
    said = json.dumps([event["data"] for event in events()], ensure_ascii=False)
    for row in read("index.json")["files"]:
        name, registered = row["path"], row.get("registered")
        if not registered:
            continue
        path = ROOT / name
        if path.is_file() and digest(path.read_bytes()) != registered:
            yield f"与登记的哈希不同：{name}"
        recorded = name.endswith(".json") and name.startswith(("publications/", "certificates/", "rounds/"))
        if recorded and registered not in said:
            yield f"留痕里没有它的哈希：{name}"


def chain_agrees() -> Iterator[str]:
    """3: each event's hash, and that neighbours hold each other."""
    before: dict[str, Any] | None = None
    for event in events():
        content = {key: value for key, value in event.items() if key != "hash"}
        place = event["position"]
        if digest(canonical(content)) != event["hash"]:
            yield f"留痕 {place} 被改过"
        if before and place <= before["position"]:
            yield f"留痕 {place} 的次序不对"
        if before and place == before["position"] + 1 and event["previous_hash"] != before["hash"]:
            yield f"留痕 {place} 接不上前一个"
        before = event


def draws_agree() -> Iterator[str]:
    """4: each draw, played again."""
    recorded = {e["data"]["seed"]: e["data"] for e in events() if e["action"] == "draw_experts"}
    for path in sorted(ROOT.glob("rounds/*/draws/*.json")):
        name = path.relative_to(ROOT).as_posix()
        one = read(name)
        pool = sorted(one["pool"], key=lambda row: row["expert"])
        seed = one["seed"]

        def lot(row: dict[str, Any], seed: str = seed) -> tuple[bool, int, str, int]:
            ticket = digest(f"{seed}/{row['expert']}".encode())
            return not row["matches"], row["load"], ticket, row["expert"]

        order = sorted((row for row in pool if not row["excluded"]), key=lot)
        event = recorded.get(seed, {})
        if [row["expert"] for row in order[: one["wanted"]]] != one["chosen"] or event.get("chosen") != one["chosen"]:
            yield f"重新抽取的结果不同：{name}"
        if digest(canonical(pool)) != event.get("pool_sha256"):
            yield f"候选名单与留痕不同：{name}"


def rankings_agree() -> Iterator[str]:
    """5: each ranking, computed again from the locked scores."""
    for path in sorted(ROOT.glob("rounds/*/evaluation.json")):
        name = path.relative_to(ROOT).as_posix()
        judged, terms = read(name), read(name.replace("evaluation.json", "round.json"))
        if not judged["ranking"]:
            continue
        ranked = [row["claim"] for row in judged["ranking"]]
        scores = weighted(judged, terms["criteria"], ranked)
        for row in judged["ranking"]:
            if abs(scores.get(row["claim"], Fraction(-1)) - Fraction(str(row["score"]))) > Fraction(1, 200):
                yield f"得分与评分不符：{name}，申请 {row['claim']}"
        if [scores.get(ref) for ref in ranked] != sorted(
            (scores.get(ref, Fraction(-1)) for ref in ranked), reverse=True
        ):
            yield f"排名与得分不符：{name}"


def weighted(judged: dict[str, Any], criteria: list[dict[str, Any]], ranked: list[str]) -> dict[str, Fraction]:
    """The exact score of each claim: by experts who stayed in the round and locked a sheet for every ranked claim."""
    staying = {one["expert_id"] for one in judged["experts"] if one["declared"] == "none" and not one["released_at"]}
    locked = [one for one in judged["sheets"] if one["locked_at"] and one["expert_id"] in staying]
    for expert in set(staying):
        if not set(ranked) <= {one["claim"] for one in locked if one["expert_id"] == expert}:
            staying.discard(expert)
    found: dict[str, Fraction] = {}
    for ref in ranked:
        sheets = [one["scores"] for one in locked if one["claim"] == ref and one["expert_id"] in staying]
        if sheets:
            total = sum(Fraction(s[n]["score"]) * c["weight"] for s in sheets for n, c in enumerate(criteria))
            found[ref] = Fraction(total) / len(sheets) / 100
    return found


def taking_agrees() -> Iterator[str]:
    """6: the last event is the taking of this archive: it holds the hashes of the index, the list and the events before."""
    last = events()[-1]
    if last["action"] != "take_archive" or last["data"]["index_sha256"] != digest((ROOT / "index.json").read_bytes()):
        yield "最后一条留痕不是这份档案的下载"
        return
    others = [line for line in lines("SHA256SUMS") if not line.endswith("  audit.jsonl")]
    if last["data"]["files_sha256"] != digest("".join(line + "\n" for line in others).encode()):
        yield "SHA256SUMS 不是下载时的那一份"
    if last["data"]["events_sha256"] != digest("".join(line + "\n" for line in lines("audit.jsonl")[:-1]).encode()):
        yield "下载之前的留痕不是下载时的那些"


CHECKS = (
    ("文件", files_agree),
    ("登记的哈希", registered_agree),
    ("留痕", chain_agrees),
    ("抽取专家", draws_agree),
    ("评分和排名", rankings_agree),
    ("下载记录", taking_agrees),
)


def main() -> int:
    """Run every check; what cannot even be read is told like what does not agree."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    wrong = 0
    for title, check in CHECKS:
        try:
            found = list(check())
        except (OSError, ValueError, KeyError, IndexError, TypeError) as broken:
            found = [f"无法读取：{broken!r}"]
        print(f"{title}：{'相符' if not found else '不符'}")
        for line in found:
            print(f"  {line}")
        wrong += len(found)
    print(f"不符：{wrong} 处。" if wrong else "通过。")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
