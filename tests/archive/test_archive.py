"""The contest's file: complete, ordered, verifiable with what it holds, and silent about what was never opened."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from flask import Flask

from marketplace.accounts.models import Organisation
from marketplace.audit import queries as audit
from marketplace.extensions import db, unit_of_work
from marketplace.panel import queries as panel_queries
from marketplace.scenarios.service import scenario_by_code
from tests.world import sheets
from tests.world.clients import Client
from tests.world.world import APPROVER, APPROVER2, PDF, REVIEWER, VETTING, World, person

ClientOf = Callable[[str], Client]
L1, L2 = "lead@investor1.example", "lead@investor2.example"
DEFECT, QUESTION, OBJECTION = "营业执照复印件没有盖章，请补一份。", "期满后设备归谁？", "专家与揭榜方有往来。"
MARKER = "从未开启的内容"


EVIDENCE = "另有一家的业绩合同与公开的结果不符。"


def _archive(client_of: ClientOf, code: str, folder: Path, email: str = REVIEWER) -> Path:
    """The archive, downloaded and unpacked."""
    answer = client_of(email).get(f"/desk/scenarios/{code}/archive.zip")
    assert answer.mimetype == "application/zip" and "attachment" in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        packed.extractall(folder)
    return folder


def _verify(folder: Path) -> tuple[int, list[str]]:
    """Run the archive's own program with nothing of ours in reach."""
    command = [sys.executable, "-I", str(folder / "verify.py")]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8", cwd="/", timeout=60)
    return done.returncode, (done.stdout + done.stderr).splitlines()


def _paths(folder: Path) -> list[str]:
    return [row["path"] for row in json.loads((folder / "index.json").read_text("utf-8"))["files"]]


def _judge_drawn(client_of: ClientOf, world: World, code: str, draw: int) -> None:
    """As many experts are drawn, all of them score every claim."""
    client_of(REVIEWER).submit(f"/desk/scenarios/{code}/experts", {"draw": str(draw)})
    with world.app.app_context():
        seats = panel_queries.assignments(scenario_by_code(code).round)  # type: ignore[arg-type]
        panel = [one.expert.email for one in seats if not one.is_recused]
    for email in panel:
        for place, ref in enumerate(world.refs(code)):
            world.score(ref, email.partition("@")[0], 90 - 7 * place)
    world.act(code, "conclude", REVIEWER)


def _played(client_of: ClientOf, world: World) -> str:
    """Two rounds: the first lapses with one claim withdrawn; the second is corrected, drawn, annulled, concluded
    again and awarded."""
    code = world.a_scenario("open", body=sheets.plan(claim_terms={"correction_allowed": True}))
    lost = world.a_claim(code, "investor3", body=sheets.claim("investor3", text=f"{MARKER}。{sheets.WORDS}"))
    world.claim_act(lost, "withdraw", "lead@investor3.example")
    world.close(code)
    assert world.scenario(code).state == "lapsed"
    world.act(code, "relaunch", "lead@center1.example", comment="再次推介")
    world.act(code, "submit", "lead@center1.example")
    world.act(code, "vet", REVIEWER, **VETTING)
    world.act(code, "publish", APPROVER, fair_competition="passed")
    world.ask(code, question=QUESTION)
    ref = world.a_claim(code, "investor1", submit=False)
    client_of(L1).post(f"/desk/claims/{ref}/files", {"file": (io.BytesIO(PDF + b"%1"), "资信证明.pdf")})
    world.claim_act(ref, "submit", L1)
    world.a_claim(code, "investor2")
    world.close(code)
    client_of(REVIEWER).submit(f"/desk/claims/{ref}/correction", {"defect": DEFECT, "days": "2"})
    client_of(L1).submit(f"/desk/claims/{ref}/remedy", {"remedy": "已补。", "file": (io.BytesIO(PDF), "执照.pdf")})
    for one in world.refs(code):
        client_of(REVIEWER).submit(f"/desk/claims/{one}/eligibility", {"eligible": "yes", "reason": "符合"})
    _judge_drawn(client_of, world, code, 3)
    world.act(code, "announce", APPROVER, claim=world.first(code))
    objected = world.object_to(code)
    more = {"name": "investor2 有限公司", "contact": "x@y.example", "objection": EVIDENCE, "remedy": "请复核。"}
    public = f"/scenarios/{code}/objections/"
    client_of("lead@investor2.example").submit(public, {**more, "file": (io.BytesIO(PDF + b"%2"), "证据.pdf")})
    path = f"/desk/objections/{objected}/decide"
    decision = {"decision": "upheld", "about_experts": "no", "answer": "确有错误，重新评。"}
    client_of(APPROVER2).submit(path, decision)
    world.second(objected)
    world.act(code, "annul", APPROVER2, comment="异议成立")
    world.act(code, "conclude", REVIEWER)
    world.act(code, "announce", APPROVER, claim=world.first(code))
    world.end_notice(code)
    world.act(code, "award", APPROVER2)
    return code


def test_two_rounds_are_told_whole_and_verify_with_what_the_archive_holds(
    world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    code = _played(client_of, world)
    folder = _archive(client_of, code, tmp_path / "a")
    status, said = _verify(folder)
    assert (status, said[-1]) == (0, "通过。"), said
    paths = _paths(folder)
    assert list(dict.fromkeys(path.split("/")[0] for path in paths)) == [
        "publications",
        "rounds",
        "certificates",
        "records.json",
        "history.html",
    ]
    for ref in world.refs(code):
        assert f"rounds/2/claims/{ref}/submission.json" in paths
    sealed = next(path for path in paths if path.endswith("/资信证明.pdf"))
    assert (folder / sealed).read_bytes() == PDF + b"%1"
    assert any(path.startswith("rounds/2/corrections/") and path.endswith("/执照.pdf") for path in paths)
    assert any(path.startswith("rounds/2/objections/") and path.endswith("/证据.pdf") for path in paths)
    kinds = {path.split("/")[1].split("-")[0] for path in paths if path.startswith("certificates/")}
    assert kinds == {"CT", "HZ", "KB", "PB", "GW", "YDG"}
    for page in folder.rglob("*.html"):
        for link in re.findall(r'(?:href|src)="([^"#]+)"', page.read_text("utf-8")):
            assert (page.parent / unquote(unescape(link))).exists(), (page.name, link)
    told = {
        "rounds/2/evaluation.html": (DEFECT, "撤销公示", "确认揭榜", "随机抽取", " 24:00"),
        "rounds/2/questions.html": (QUESTION,),
        "rounds/2/objections.html": ("确有错误，重新评。", "0558-5550999", EVIDENCE, "请复核。"),
        "rounds/1/round.html": ("流榜",),
        "history.html": ("异议成立",),
    }
    for told_in, words in told.items():
        text = (folder / told_in).read_text("utf-8")
        assert [word for word in words if word not in text] == [], told_in


def test_what_was_never_opened_stays_a_number(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    code = world.a_scenario("open")
    lost = world.a_claim(code, "investor3", body=sheets.claim("investor3", text=f"{MARKER}。{sheets.WORDS}"))
    world.claim_act(lost, "withdraw", "lead@investor3.example")
    for name in ("investor1", "investor2"):
        world.a_claim(code, name)
    world.close(code)
    for ref in world.refs(code):
        client_of(REVIEWER).submit(f"/desk/claims/{ref}/eligibility", {"eligible": "no", "reason": "缺少资质"})
    world.decide(code, "lapse", APPROVER, comment="均不符合要求")
    folder = _archive(client_of, code, tmp_path / "a")
    assert _verify(folder)[0] == 0
    with world.app.app_context():
        name = db.session.query(Organisation).filter_by(code="investor3").one().name
    whole = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file()).decode("utf-8", "ignore")
    assert lost in whole and MARKER not in whole and name not in whole and "investor3" not in whole


def _broken(folder: Path, pattern: str, change: Callable[[bytes], bytes]) -> list[str]:
    """What the program says after the first such file was changed, which is then mended."""
    victim = sorted(folder.glob(pattern))[0]
    whole = victim.read_bytes()
    victim.write_bytes(change(whole))
    status, said = _verify(folder)
    victim.write_bytes(whole)
    assert status == 1 and f"  文件被改过：{victim.relative_to(folder).as_posix()}" in said, said
    return said


def test_a_changed_byte_is_found_and_its_file_named(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    folder = _archive(client_of, world.a_scenario("awarded"), tmp_path / "a")
    claim = "rounds/1/claims/*/submission.json"
    for pattern in ("publications/*.json", "certificates/*.pdf", claim):
        said = _broken(folder, pattern, lambda whole: whole[:-1] + bytes([whole[-1] ^ 1]))
        assert any("与登记的哈希不同" in line for line in said), said
    _broken(folder, "rounds/1/evaluation.html", lambda whole: whole + b" ")
    said = _broken(folder, "audit.jsonl", lambda whole: whole.replace("有依据".encode(), "无依据".encode(), 1))
    assert any(re.search("留痕 [0-9]+ 被改过", line) for line in said), said
    assert _verify(folder)[0] == 0, "mended"
    (folder / "history.html").unlink()
    (folder / "rounds/1/extra.txt").write_text("x")
    lines = (folder / "audit.jsonl").read_text("utf-8").splitlines(keepends=True)
    (folder / "audit.jsonl").write_text("".join(lines[:-1]), "utf-8")
    found = "\n".join(_verify(folder)[1])
    assert "缺少文件：history.html" in found and "多出的文件：rounds/1/extra.txt" in found
    assert "最后一条留痕不是这份档案的下载" in found


def _forge(folder: Path, path: str, change: Callable[[Any], None]) -> None:
    """Change a document and make all the archive's own hashes agree again."""
    value = json.loads((folder / path).read_text("utf-8"))
    change(value)
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    (folder / path).write_text(text, "utf-8")
    index = json.loads((folder / "index.json").read_text("utf-8"))
    for row in index["files"]:
        if row["path"] == path:
            row["sha256"] = hashlib.sha256(text.encode()).hexdigest()
            if "registered" in row:
                row["registered"] = row["sha256"]
    (folder / "index.json").write_text(json.dumps(index, ensure_ascii=False), "utf-8")
    names = [line.partition("  ")[2] for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines()]
    sums = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (folder / "SHA256SUMS").write_text("".join(sums), "utf-8")


def test_a_forger_who_mends_the_hashes_is_found_by_what_follows_from_them(
    world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    code = world.a_scenario("evaluating")
    for ref in world.refs(code):
        client_of(REVIEWER).submit(f"/desk/claims/{ref}/eligibility", {"eligible": "yes", "reason": "符合"})
    _judge_drawn(client_of, world, code, 3)
    world.act(code, "announce", APPROVER, claim=world.first(code))
    world.end_notice(code)
    world.act(code, "award", APPROVER2)

    def score(value: Any) -> None:
        value["sheets"][0]["scores"][0]["score"] = 1

    def chosen(value: Any) -> None:
        value["chosen"] = value["chosen"][::-1]

    def words(value: Any) -> None:
        value["content"]["claim"]["proposal"]["proposal"] = "<p>另一份方案</p>"

    submission = f"rounds/1/claims/{world.refs(code)[0]}/submission.json"
    forgeries = {
        "rounds/1/evaluation.json": (score, "得分与评分不符"),
        "rounds/1/draws/1.json": (chosen, "重新抽取的结果不同"),
        submission: (words, f"与登记的哈希不同：{submission}"),
    }
    for number, (path, (change, finding)) in enumerate(forgeries.items()):
        folder = _archive(client_of, code, tmp_path / str(number))
        _forge(folder, path, change)
        status, said = _verify(folder)
        assert status == 1 and any(finding in line for line in said), said
        assert "  最后一条留痕不是这份档案的下载" in said, "the index is no longer the one that was taken"


def test_the_file_of_a_running_contest_cannot_be_had_and_the_page_says_when(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario("evaluating")
    refused = client_of(REVIEWER).get(f"/desk/scenarios/{code}/archive.zip", 409).text
    assert "第 1 轮揭榜还没有结束" in refused and "之后可以下载" in refused
    page = client_of(REVIEWER).get(f"/desk/scenarios/{code}/").text
    assert "第 1 轮结束后可以下载" in page and "archive.zip" not in page
    draft = world.a_draft()
    assert "还没有发布过推介" in client_of(REVIEWER).get(f"/desk/scenarios/{draft}/archive.zip", 409).text


def test_only_the_impartial_office_takes_it_and_every_taking_is_recorded(
    world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    code = world.a_scenario("awarded")
    path = f"/desk/scenarios/{code}/archive.zip"
    for email in ("lead@center1.example", L1, L2, "expert1@experts.example"):
        client_of(email).get(path, 404)
    client_of("").get(path, 302)
    with world.app.app_context(), unit_of_work():
        owner = db.session.query(Organisation).filter_by(code="investor1").one()
        person(APPROVER).seconded_from_id = owner.id
    client_of(APPROVER).get(path, 404)
    assert path in client_of(REVIEWER).get(f"/desk/scenarios/{code}/").text
    folder = _archive(client_of, code, tmp_path / "a")
    with world.app.app_context():
        taken = [one for one in audit.history("scenario", code) if one.action == "take_archive"]
    assert [one.data["index_sha256"] for one in taken] == [
        hashlib.sha256((folder / "index.json").read_bytes()).hexdigest()
    ]
    assert "下载揭榜档案" in client_of(REVIEWER).get(f"/desk/scenarios/{code}/history").text
    assert "启封" in client_of(L1).get(f"/desk/claims/{world.ref_of(code, 'investor1')}/").text


def test_what_the_contest_wrote_is_the_same_in_every_taking(
    app: Flask, world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    code = world.a_scenario("awarded")
    first, second = (_archive(client_of, code, tmp_path / name) for name in "ab")
    differing = {
        path.relative_to(first).as_posix()
        for path in first.rglob("*")
        if path.is_file() and path.read_bytes() != (second / path.relative_to(first)).read_bytes()
    }
    assert differing <= {"index.html", "index.json", "history.html", "audit.jsonl", "SHA256SUMS"}
