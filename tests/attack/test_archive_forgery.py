"""Whoever alters the contest's file and mends some of its hashes is found by the others; no name breaks its unpacking."""

from __future__ import annotations

import ast
import hashlib
import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest

from marketplace.archive import packing
from marketplace.archive.standalone.verifying.shapes import safe_name
from marketplace.extensions import db
from marketplace.files.models import StoredFile
from tests.world.clients import Client
from tests.world.world import PDF, REVIEWER, World

ClientOf = Callable[[str], Client]
L1 = "lead@investor1.example"


def _taken(client_of: ClientOf, code: str, folder: Path) -> Path:
    answer = client_of(REVIEWER).get(f"/desk/scenarios/{code}/archive.zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        packed.extractall(folder)
    return folder


def _verify(folder: Path) -> tuple[int, str]:
    command = [sys.executable, "-I", str(folder / "verify.py")]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8", timeout=60)
    return done.returncode, done.stdout + done.stderr


def _mend_list(folder: Path) -> None:
    """Make SHA256SUMS agree with what lies there now."""
    names = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    sums = [f"{hashlib.sha256((folder / n).read_bytes()).hexdigest()}  {n}\n" for n in names if n != "SHA256SUMS"]
    (folder / "SHA256SUMS").write_text("".join(sums), "utf-8")


def _append(path: str, text: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / path).parent.mkdir(exist_ok=True)
        with (folder / path).open("a", encoding="utf-8") as file:
            file.write(text)

    return change


def _remove(path: str) -> Callable[[Path], None]:
    return lambda folder: (folder / path).unlink()


def _drop_event(folder: Path) -> None:
    """Take the first event out: none before it tells that it is gone."""
    lines = (folder / "audit.jsonl").read_bytes().decode().split("\n")
    (folder / "audit.jsonl").write_text("\n".join(lines[1:]), "utf-8")


FORGERIES: dict[str, tuple[Callable[[Path], None], str]] = {
    "a page that people read": (_append("rounds/1/evaluation.html", "<p>x</p>"), "与目录 index.json 不同"),
    "the index that people read": (_append("index.html", "<p>x</p>"), "SHA256SUMS 不是下载时的那一份"),
    "what tells how to verify": (_append("README.txt", "x"), "SHA256SUMS 不是下载时的那一份"),
    "a paper is gone": (_remove("rounds/1/objections.html"), "与目录 index.json 不同：rounds/1/objections.html"),
    "a paper came in": (_append("rounds/1/new.html", "x"), "目录 index.json 里没有：rounds/1/new.html"),
    "a paper hides in a cache": (_append("rounds/1/__pycache__/new.html", "x"), "里没有：rounds/1/__pycache__/new"),
    "an event is gone": (_drop_event, "下载之前的留痕不是下载时的那些"),
}


def test_a_forger_who_mends_the_list_of_hashes_is_found(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    code = world.a_scenario("awarded")
    for number, (what, (change, finding)) in enumerate(FORGERIES.items()):
        folder = _taken(client_of, code, tmp_path / str(number))
        assert _verify(folder)[0] == 0
        change(folder)
        _mend_list(folder)
        status, said = _verify(folder)
        assert status == 1 and finding in said, (what, said)


def test_a_file_beside_the_list_is_found_wherever_it_lies(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    folder = _taken(client_of, world.a_scenario("awarded"), tmp_path / "a")
    _append("rounds/1/__pycache__/new.html", "x")(folder)
    assert "多出的文件：rounds/1/__pycache__/new.html" in _verify(folder)[1]


ODD = "甲" * 120 + ".pdf", "a:b?c|d e<f>*#%41.pdf", "CON.pdf", "..\\..\\逃.pdf"
"""Too many bytes for a disk, what Windows refuses, what an address reads otherwise, a way out."""


def test_attachments_unpack_on_any_disk_and_their_links_lead_to_them(
    world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    code = world.a_scenario("open")
    ref = world.a_claim(code, "investor1", submit=False)
    for place, name in enumerate(ODD):
        client_of(L1).post(f"/desk/claims/{ref}/files", {"file": (io.BytesIO(PDF + bytes([65 + place])), name)})
    world.claim_act(ref, "submit", L1)
    world.close(code)
    client_of(REVIEWER).submit(f"/desk/claims/{ref}/eligibility", {"eligible": "no", "reason": "缺少资质"})
    world.decide(code, "lapse", "approver@office.example", comment="均不符合要求")
    folder = _taken(client_of, code, tmp_path / "a")
    assert _verify(folder)[0] == 0
    files = [path for path in (folder / f"rounds/1/claims/{ref}/files").rglob("*") if path.is_file()]
    assert {path.read_bytes()[-1] for path in files} == {65 + place for place in range(len(ODD))}
    claim = folder / f"rounds/1/claims/{ref}/claim.html"
    page = claim.read_text("utf-8")
    links = [unquote(link) for link in re.findall(r'href="(files/[^"]+)"', page)]
    assert sorted(links) == sorted(path.relative_to(claim.parent).as_posix() for path in files)
    assert all(len(path.name.encode()) <= 255 and path.name != "CON.pdf" for path in files)


@pytest.mark.parametrize("name", [*ODD, "x", ".pdf", "NUL.pdf", "lpt1.x.pdf", "\u202egnp.exe"])
def test_no_name_leaves_its_folder_or_is_a_device(name: str) -> None:
    kept = safe_name(name)
    assert not set(kept) & set('<>:"/\\|?*#% \n') and kept.strip(" .") == kept and len(kept.encode()) <= 255
    assert kept.partition(".")[0].upper() not in {"CON", "NUL", "LPT1", ""}


def test_lost_bytes_of_an_attachment_stop_no_archive(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    code = world.a_scenario("open")
    ref = world.a_claim(code, "investor1", submit=False)
    client_of(L1).post(f"/desk/claims/{ref}/files", {"file": (io.BytesIO(PDF), "证.pdf")})
    world.claim_act(ref, "submit", L1)
    world.close(code)
    with world.app.app_context():
        stored = db.session.query(StoredFile).filter_by(owner_ref=ref).one()
        path = world.app.config["VAR_DIR"] / "files" / stored.id[:2] / stored.id
    path.write_bytes(b"broken")
    client_of(REVIEWER).submit(f"/desk/claims/{ref}/eligibility", {"eligible": "no", "reason": "缺少资质"})
    world.decide(code, "lapse", "approver@office.example", comment="均不符合要求")
    broken = _taken(client_of, code, tmp_path / "broken")
    status, said = _verify(broken)
    assert status == 1 and "与登记的哈希不同：rounds/1/claims/" in said and "证.pdf" in said
    assert "已损坏" in next((broken / f"rounds/1/claims/{ref}/files").rglob("*.*")).read_text("utf-8")
    path.unlink()
    lost = _taken(client_of, code, tmp_path / "lost")
    status, said = _verify(lost)
    assert status == 1 and "登记过，档案里没有：rounds/1/claims/" in said and list(lost.rglob("缺失.txt"))


def test_however_a_contest_ended_its_file_is_whole_and_what_was_sealed_stays_so(
    world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    withdrawn = world.a_scenario("open")
    world.a_claim(withdrawn, "investor1")
    world.decide(withdrawn, "withdraw", "approver@office.example", comment="政策调整")
    forfeited = world.a_scenario("awarded", publisher="center2")
    world.decide(forfeited, "forfeit", "approver@office.example", comment="中榜方放弃")
    world.act(forfeited, "announce", "approver2@office.example", claim=world.first(forfeited))
    world.end_notice(forfeited)
    world.act(forfeited, "award", "approver@office.example")
    world.decide(forfeited, "terminate", "approver@office.example", comment="按退出机制交接")
    for code in (withdrawn, forfeited):
        folder = _taken(client_of, code, tmp_path / code)
        status, said = _verify(folder)
        assert status == 0, said
    assert not list((tmp_path / withdrawn).rglob("submission.json"))
    assert b"investor1" not in (tmp_path / withdrawn / "audit.jsonl").read_bytes()
    assert len(list((tmp_path / forfeited).rglob("submission.json"))) == 2


def test_the_program_runs_with_old_pythons() -> None:
    source = (packing.STANDALONE / "verify.py").read_text("utf-8")
    ast.parse(source, feature_version=(3, 8))
    assert "match " not in source and ".removeprefix(" not in source
