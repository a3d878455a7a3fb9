"""An archive of which the whole history was rewritten is consistent in itself: only the hash outside tells it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.attack.forging import Forger, rewrite_history
from tests.world.clients import Client
from tests.world.world import REVIEWER, World

ClientOf = Callable[[str], Client]


def _verify(folder: Path, *more: str) -> tuple[int, list[str]]:
    command = [sys.executable, "-I", str(folder / "verify.py"), str(folder), *more]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8", timeout=120)
    return done.returncode, (done.stdout + done.stderr).splitlines()


def _printed(said: list[str]) -> str:
    return next(line.partition("：")[2] for line in said if line.startswith("下载记录：") and len(line) > 60)


def test_a_rewritten_history_passes_in_itself_and_is_told_by_the_hash_outside(
    world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    code, folder = world.a_scenario("awarded"), tmp_path / "a"
    packed = client_of(REVIEWER).get(f"/desk/scenarios/{code}/archive.zip").data
    with zipfile.ZipFile(io.BytesIO(packed)) as inside:
        inside.extractall(folder)
    anybody = client_of("")
    status, said = _verify(folder)
    taking = _printed(said)
    assert status == 0, said
    assert any("不能排除" in line and "重新做过" in line for line in said)
    assert any("/verify" in line for line in said), "it says where to compare"
    assert _verify(folder, taking)[0] == 0

    def check(**sent: object) -> str:
        return anybody.submit("/verify", sent, 200).text

    page = check(sha256=taking)
    assert "揭榜档案的下载记录" in page and code in page and "第 1 轮" in page
    assert "初审" not in page.split("<main")[1].split("<aside")[0], "who took it is nobody's business"
    assert "揭榜档案（压缩包）" in check(file=(io.BytesIO(packed), "档案.zip"))
    assert "核验程序 verify.py" in check(file=(io.BytesIO((folder / "verify.py").read_bytes()), "verify.py"))

    forger = Forger(folder)
    path = folder / "rounds/1/round.json"
    round_ = json.loads(path.read_bytes())
    round_["figures"]["notice_days"] = 1

    path.write_bytes(json.dumps(round_, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())
    rewrite_history(folder, round_["record"], round_)
    for _again in range(2):  # the index lists the pages, and a page shows the index
        forger.make_pages()
        forger.mend()
    status, said = _verify(folder)
    assert status == 0, said
    forged = _printed(said)
    assert forged != taking and "没有登记过这个摘要" in check(sha256=forged)
    status, said = _verify(folder, taking)
    assert status == 1 and any("与给出的不同" in line for line in said)
