"""Run the proof for long and write what was tried into docs/proof.md: `make prove`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
REPEATED = (
    "tests/proof",
    "tests/contest/test_blackbox.py",
    "tests/demo/test_demo_load.py::test_the_example_data_loads_on_any_day",
    "tests/attack/test_no_address_answers_500.py",
)
"""What is repeated for long here, and run once, or a few times, by `make test`."""
PAGE = ROOT / "docs" / "proof.md"
HEAD = """# 证明

由 `make prove` 写成，不手改。它在 SQLite 和 PostgreSQL 上让许多人同时随机办理（`tests/proof/contest.py`，每一步之后核对
DESIGN 第 8 节的不变式），并在真实的服务器上制造竞争（`tests/proof/test_races.py`、`tests/proof/test_last_minute.py`）。
`make test` 每次跑同样的测试，只是次数少。

核对的不变式：开榜前任何地方（库、日志、附件、发件箱、行和文件）没有申请的文字；一轮最多一个中榜；初审人不审定，作结论的人
不公示；推介发出后不变；每次状态变化恰有一条留痕，链可核对；每条答应的消息恰有一条；有效提交的各单位各占一席；只开启
已提交且已确认的；回执可重算；有异议未答复或成立时不能确认揭榜；回避的专家不再在席；已锁定的评分不变；知道分数的人不能改变排名（撤销公示须有成立的异议或文书，资格只对异议指明的申请重审，
分数已知后加入的专家都是抽取的，取消中榜资格的人不公示下一名）。
"""


def _run(folder: Path, workers: str) -> tuple[int, int, int]:
    """Run the tests; answers how many ran, how many failed, and the exit status."""
    report = folder / "report.xml"
    command = [sys.executable, "-m", "pytest", "-q", "-n", workers, *REPEATED, f"--junitxml={report}"]
    rounds = {"HOSTILE_ROUNDS": "3"} if os.environ.get("PROOF", "long") == "long" else {}
    environment = {"PROOF": "long", **rounds, **os.environ, "PROOF_LEDGER": str(folder)}
    status = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    suite = ElementTree.parse(report).getroot().find("testsuite")
    assert suite is not None
    return int(suite.get("tests", 0)), int(suite.get("failures", 0)) + int(suite.get("errors", 0)), status


def _collected(folder: Path) -> tuple[Counter[str], dict[str, float]]:
    counts: Counter[str] = Counter()
    notes: dict[str, float] = {}
    for path in folder.glob("*.json"):
        found = json.loads(path.read_text())
        counts.update(found["counts"])
        notes.update(found["notes"])
    return counts, notes


def _page(counts: Counter[str], notes: dict[str, float], tests: int, violations: int, minutes: float) -> str:
    now = datetime.now(UTC)
    length = "长跑" if os.environ.get("PROOF", "long") == "long" else "平时的次数，同 CI"
    lines = [HEAD, f"最近一次：{now:%Y-%m-%d}（UTC），{length}，{minutes:.0f} 分钟，{tests} 项测试。", ""]
    lines += [f"**违反不变式：{violations}**", "", "| 试了什么 | 次数 |", "|---|---:|"]
    lines += [f"| {what} | {counts[what]:,} |" for what in sorted(counts)]
    if notes:
        lines += ["", "| 顺带量到（不作通过条件） | |", "|---|---:|"]
        lines += [f"| {what} | {notes[what]:g} |" for what in sorted(notes)]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Run, collect, write."""
    begun = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tests, violations, status = _run(folder, os.environ.get("TEST_WORKERS", "2"))
        minutes = (datetime.now(UTC) - begun).total_seconds() / 60
        PAGE.write_text(_page(*_collected(folder), tests, violations, minutes), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} written: {violations} violations")
    return status


if __name__ == "__main__":
    sys.exit(main())
