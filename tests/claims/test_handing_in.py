"""What an opening checks, what it says of it, and how a claimant's own download takes the place of what is damaged."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from werkzeug.datastructures import FileStorage

from marketplace import clock
from marketplace.audit.models import AuditEvent
from marketplace.claims import attachments, keys, replacing, rotation
from marketplace.claims import service as claims
from marketplace.claims.models import Claim
from marketplace.corrections import service as corrections
from marketplace.documents.models import Certificate
from marketplace.errors import WrongState
from marketplace.extensions import db, unit_of_work
from marketplace.files import disk
from marketplace.files.models import StoredFile
from marketplace.furniture import times
from marketplace.scenarios.service import scenario_by_code
from marketplace.sheets.canonical import sha256
from marketplace.tick import tick
from tests.world.clients import Client
from tests.world.world import APPROVER, APPROVER2, PDF, REVIEWER, World, person

ClientOf = Callable[[str], Client]
L1, L2 = "lead@investor1.example", "lead@investor2.example"
PAPER = PDF + b"% first\n"
OTHER_PAPER = PDF + b"% second\n"


@pytest.fixture
def key(world: World) -> str:
    """The key of the environment, as in production."""
    world.app.config["SEAL_KEY"], world.app.config["SEAL_KEY_FILE"] = "k" * 40, None
    return "k" * 40


def _claim_with_files(world: World, code: str, *papers: bytes) -> str:
    ref = world.a_claim(code, submit=False)
    for n, paper in enumerate(papers):
        with world.app.app_context():
            attachments.attach(ref=ref, upload=FileStorage(BytesIO(paper), filename=f"附件{n}.pdf"), by=person(L1))
    world.claim_act(ref, "submit", L1)
    return ref


def _file_ids(world: World, ref: str) -> list[str]:
    with world.app.app_context():
        return list(claims.claim_by_ref(ref).submissions[-1].files)


def _touch(world: World, file_id: str) -> None:
    """Change one byte on the disk."""
    with world.app.app_context():
        path = disk.path_of(file_id)
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


def _record(world: World, code: str) -> str:
    with world.app.app_context():
        row = db.session.query(Certificate).filter_by(kind="opening_record", scenario_code=code).one()
        return json.dumps(row.content, ensure_ascii=False)


def _supplements(world: World, code: str) -> list[Certificate]:
    """The records that stand beside the opening record, oldest first."""
    with world.app.app_context():
        rows = db.session.query(Certificate).filter_by(kind="opening_supplement", scenario_code=code)
        return rows.order_by(Certificate.id).all()


def _damage_submission(world: World, ref: str, what: str) -> None:
    with world.app.app_context(), unit_of_work():
        claim = claims.claim_by_ref(ref)
        row = claim.submissions[-1]
        if what == "content":
            row.sealed_content = row.sealed_content[:-1] + bytes([row.sealed_content[-1] ^ 1])
        elif what == "hash":
            row.sha256 = "0" * 64
        else:
            claim.wrapped_key = claim.wrapped_key[:-1] + bytes([claim.wrapped_key[-1] ^ 1])


def _state(world: World, ref: str) -> tuple[bool, int]:
    with world.app.app_context():
        claim = claims.claim_by_ref(ref)
        return claim.damaged, len(claim.damaged_files)


def test_an_opening_says_that_the_attachments_are_as_registered_only_where_they_are(world: World) -> None:
    code = world.a_scenario()
    ref = _claim_with_files(world, code, PAPER, OTHER_PAPER)
    world.a_claim(code, "investor2")
    world.close(code)
    assert _state(world, ref) == (False, 0)
    record = _record(world, code)
    assert "2 件一致" in record and "无附件" in record and "不一致" not in record.replace("是否一致", "")


@pytest.mark.parametrize("what", ["byte", "missing", "exchanged", "row"])
def test_a_changed_or_missing_attachment_is_found_at_the_opening_and_the_record_says_so(
    client_of: ClientOf, world: World, what: str
) -> None:
    code = world.a_scenario()
    ref = _claim_with_files(world, code, PAPER, OTHER_PAPER)
    world.a_claim(code, "investor2")
    first, second = _file_ids(world, ref)
    with world.app.app_context():
        if what == "byte":
            _touch(world, first)
        elif what == "missing":
            disk.path_of(first).unlink()
        elif what == "exchanged":
            disk.path_of(first).write_bytes(disk.path_of(second).read_bytes())
        else:
            with unit_of_work() as session:
                session.delete(session.get_one(StoredFile, first))
    world.close(code)
    assert _state(world, ref) == (False, 1)
    record = _record(world, code)
    assert "2 件中 1 件不一致" in record and "2 件一致" not in record and ref in record
    assert "附件" in client_of(REVIEWER).get(f"/desk/claims/{ref}/").text
    with world.app.app_context(), pytest.raises(WrongState):
        corrections.decide(ref=ref, eligible=True, reason="符合", by=person(REVIEWER))
    page = client_of(L1)
    page.get(f"/desk/claims/{ref}/replacement", 200)
    page.post(f"/desk/claims/{ref}/replacement", {"file": (BytesIO(PAPER + b" "), "附件0.pdf")}, 422)
    page.post(f"/desk/claims/{ref}/replacement", {}, 422)
    page.post(f"/desk/claims/{ref}/replacement", {"submission": (BytesIO(b"{}"), "1.json")}, 422)
    assert _supplements(world, code) == []
    page.post(f"/desk/claims/{ref}/replacement", {"file": (BytesIO(PAPER), "随便.pdf")}, 302)
    assert _state(world, ref) == (False, 0)
    assert client_of(REVIEWER).get(f"/files/{first}", 200).data == PAPER
    assert page.get(f"/files/{second}", 200).data == OTHER_PAPER
    page.post(f"/desk/claims/{ref}/replacement", {"file": (BytesIO(PAPER), "随便.pdf")}, 409)
    (added,) = _supplements(world, code)
    words = json.dumps(added.content, ensure_ascii=False)
    assert "第 1 件附件（共 2 件）：缺失或与登记的校验值不一致" in words and "附件2 件一致，照常参加评榜" in words
    assert "附件0.pdf" not in words and "密封内容与回执不一致" not in words
    assert hashlib.sha256(PAPER).hexdigest() not in words, "a known paper would tell who claims"
    assert _record(world, code) == record
    with world.app.app_context():
        corrections.decide(ref=ref, eligible=True, reason="符合", by=person(REVIEWER))


@pytest.mark.parametrize("what", ["content", "key"])
def test_a_damaged_claim_is_replaced_by_its_own_download_and_counts(
    client_of: ClientOf, world: World, key: str, what: str
) -> None:
    code = world.a_scenario()
    ref = _claim_with_files(world, code, PAPER)
    world.a_claim(code, "investor2")
    download = client_of(L1).get(f"/desk/claims/{ref}/receipts/1.json", 200).data
    other = client_of(L2).get(f"/desk/claims/{_ref_of(world, code, 'investor2')}/receipts/1.json", 200).data
    _damage_submission(world, ref, what)
    world.close(code)
    assert _state(world, ref)[0]
    assert "未校验" in _record(world, code) and "1 件一致" not in _record(world, code)
    public = client_of("").get(f"/scenarios/{code}/").text
    assert "已全部开启" not in public and "没有打开" in public
    lead = client_of(L1)
    assert "补交" in lead.get(f"/desk/claims/{ref}/").text
    where = f"/desk/claims/{ref}/replacement"
    for wrong in (
        other,
        download + b"x",
        download.replace(b'"salt":"', b'"salt":"0'),
        b"[1",
        b"\xff\xfe",
        b'{"salt":NaN}',
    ):
        refused = lead.post(where, {"submission": (BytesIO(wrong), "1.json")}, 422).text
        assert "文件要重新选择：1.json" in refused
    client_of(L2).get(where, 404)
    client_of(REVIEWER).get(where, 403)
    pretty = json.dumps(json.loads(download), ensure_ascii=False, indent=2).encode()  # an editor laid it out anew
    lead.post(where, {"submission": (BytesIO(b"\xef\xbb\xbf" + pretty), "1.json")}, 302)
    if what == "key":  # its files lie under the key that is lost
        assert _state(world, ref) == (False, 1)
        lead.post(where, {"file": (BytesIO(PAPER), "附件.pdf")}, 302)
    assert _state(world, ref) == (False, 0)
    assert client_of(REVIEWER).get(f"/files/{_file_ids(world, ref)[0]}", 200).data == PAPER
    assert lead.get(f"/desk/claims/{ref}/receipts/1.json", 200).data == download
    assert "补交件与回执一致" in client_of("").get(f"/scenarios/{code}/").text
    world.judge(code)
    world.act(code, "conclude", REVIEWER)
    assert {row["claim"] for row in world.scenario(code).ranking} == set(world.refs(code))
    world.app.config["SEAL_KEY"] = f"{'n' * 40} {key}"
    with world.app.app_context():
        done = list(rotation.rotate())[-1]
    assert done.damaged == ((ref,) if what == "key" else ())
    world.app.config["SEAL_KEY"] = "n" * 40
    assert client_of(L1).get(f"/desk/claims/{ref}/receipts/1.json", 200).data == download


def _handed_in(client_of: ClientOf, ref: str, email: str, download: bytes, status: int = 302) -> None:
    where = f"/desk/claims/{ref}/replacement"
    client_of(email).post(where, {"submission": (BytesIO(download), "1.json")}, status)


def test_every_replacement_is_recorded_beside_the_opening_record_which_stays(
    client_of: ClientOf, world: World, tmp_path: Path
) -> None:
    code = world.a_scenario()
    refs = {L1: world.a_claim(code), L2: world.a_claim(code, "investor2")}
    downloads = {one: client_of(one).get(f"/desk/claims/{ref}/receipts/1.json", 200).data for one, ref in refs.items()}
    for ref in refs.values():
        _damage_submission(world, ref, "content")
    world.close(code)
    anybody, first = client_of(""), f"/certificates/KB-{code}-1"
    before = [anybody.get(first + ending, 200).data for ending in (".pdf", ".docx")]
    assert _supplements(world, code) == []
    _handed_in(client_of, refs[L1], L1, downloads[L2], 422)
    assert _supplements(world, code) == []
    world.advance(hours=3)
    _handed_in(client_of, refs[L1], L1, downloads[L1])
    with world.app.app_context():
        taken_at = clock.now()
        opened = db.session.query(Certificate).filter_by(kind="opening_record").one()
        role = person(L1).role_label
    (one,) = _supplements(world, code)
    words = json.dumps(one.content, ensure_ascii=False)
    assert (one.number, one.slug) == (f"补充开榜记录 {code}-1-1", f"BKB-{code}-1-1")
    receipt = json.loads(downloads[L1])
    for said in (opened.number, opened.sha256, refs[L1], f"{refs[L1]}-1", sha256(receipt), "密封内容与回执不一致"):
        assert said in words, said
    for said in (times.moment_with_zone(taken_at), f"牵头单位的{role}", "与回执一致", "区城市办无人经手"):
        assert said in words, said
    assert "investor1" not in words and refs[L2] not in words, "the first names nobody before the notice either"
    _handed_in(client_of, refs[L2], L2, downloads[L2])
    assert [row.number for row in _supplements(world, code)] == [f"补充开榜记录 {code}-1-{n}" for n in (1, 2)]
    assert [anybody.get(first + ending, 200).data for ending in (".pdf", ".docx")] == before
    with world.app.app_context():
        kept = db.session.query(Certificate).filter_by(kind="opening_record").one()
        assert kept.sha256 == opened.sha256 == sha256(kept.content)
        acts = [row.action for row in db.session.query(AuditEvent).filter_by(subject_ref=refs[L1])]
        assert acts.count("replace") == 1
    _listed_everywhere(client_of, code, one)
    _verified(client_of, world, code, tmp_path / "archive")


def _listed_everywhere(client_of: ClientOf, code: str, one: Certificate) -> None:
    """The public page and its course, the board of papers, the desk; page, PDF and Word; /verify by both hashes."""
    anybody = client_of("")
    page = anybody.get(f"/scenarios/{code}/").text
    assert f"/certificates/{one.slug}/" in page and f"见{one.number}" in page
    assert f"/certificates/{one.slug}/" in client_of("").get("/notices/").text
    assert f"/certificates/{one.slug}/" in client_of(REVIEWER).get(f"/desk/scenarios/{code}/claims/").text
    anybody.get(f"/certificates/{one.slug}/", 200)
    printed = anybody.get(f"/certificates/{one.slug}.pdf", 200).data
    assert printed.startswith(b"%PDF") and anybody.get(f"/certificates/{one.slug}.docx", 200).data.startswith(b"PK")
    for known in (one.sha256, hashlib.sha256(printed).hexdigest()):
        assert one.number in anybody.get(f"/verify?sha256={known}").text


def _verified(client_of: ClientOf, world: World, code: str, folder: Path) -> None:
    """The file of the contest holds both records, its program agrees, and finds one that was changed."""
    world.judge(code)
    world.act(code, "conclude", REVIEWER)
    world.act(code, "announce", APPROVER, claim=world.first(code))
    world.end_notice(code)
    world.act(code, "award", APPROVER2)
    zipfile.ZipFile(BytesIO(client_of(REVIEWER).get(f"/desk/scenarios/{code}/archive.zip").data)).extractall(folder)
    program = [sys.executable, "-I", str(folder / "verify.py")]
    assert subprocess.run(program, cwd=folder, capture_output=True, check=False).returncode == 0
    kept = folder / f"certificates/BKB-{code}-1-2.json"
    assert f"BKB-{code}-1-1" in (folder / "records.json").read_text() and kept.exists()
    kept.write_text(kept.read_text().replace("区城市办无人经手", "区城市办有人经手"))
    assert subprocess.run(program, cwd=folder, capture_output=True, check=False).returncode != 0


def _ref_of(world: World, code: str, organisation: str) -> str:
    with world.app.app_context():
        round_ = scenario_by_code(code).round
        rows = db.session.query(Claim).filter_by(round_id=round_.id)  # type: ignore[union-attr]
        return next(row.ref for row in rows if row.lead_organisation.code == organisation)


def test_a_receipt_that_was_written_over_is_not_said_to_agree(world: World) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code)
    world.a_claim(code, "investor2")
    _damage_submission(world, ref, "hash")
    world.close(code)
    assert _state(world, ref)[0] and "未校验" in _record(world, code)


def test_after_its_days_nothing_is_taken_and_eligibility_can_be_decided(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code)
    world.a_claim(code, "investor2")
    download = client_of(L1).get(f"/desk/claims/{ref}/receipts/1.json", 200).data
    _damage_submission(world, ref, "content")
    world.close(code)
    with world.app.app_context():
        ends = claims.claim_by_ref(ref).replace_by
        assert ends is not None
        clock.advance(ends - clock.now() + clock.parse_span("1s"))
    client_of(L1).post(f"/desk/claims/{ref}/replacement", {"submission": (BytesIO(download), "1.json")}, 422)
    with world.app.app_context():
        corrections.decide(ref=ref, eligible=False, reason="内容无法打开", by=person(REVIEWER))


def test_a_claim_that_lies_without_its_key_for_five_working_days_can_be_handed_in_and_the_round_opens(
    client_of: ClientOf, world: World, key: str
) -> None:
    code = world.a_scenario()
    ref = _claim_with_files(world, code, PAPER)
    download = client_of(L1).get(f"/desk/claims/{ref}/receipts/1.json", 200).data
    other = world.a_claim(code, "investor2")
    theirs = client_of(L2).get(f"/desk/claims/{other}/receipts/1.json", 200).data
    world.app.config["SEAL_KEY"] = "o" * 40
    world.close(code)
    client_of(L1).post(f"/desk/claims/{ref}/replacement", {"submission": (BytesIO(download), "1.json")}, 409)
    world.advance(days=4)
    client_of(L1).post(f"/desk/claims/{ref}/replacement", {"submission": (BytesIO(download), "1.json")}, 409)
    with world.app.app_context():
        round_ = claims.claim_by_ref(ref).round
        clock.advance(replacing.offers_from(round_) - clock.now() + clock.parse_span("1s"))
    with world.app.app_context():
        tick()
    assert client_of(L1).get("/desk/notifications/").text.count("请补交") >= 1
    client_of(L1).post(f"/desk/claims/{ref}/replacement", {"submission": (BytesIO(download), "1.json")}, 302)
    assert "附件0.pdf" in client_of(L1).get(f"/desk/claims/{ref}/replacement").text
    client_of(L1).post(f"/desk/claims/{ref}/replacement", {"file": (BytesIO(PAPER), "a.pdf")}, 302)
    with world.app.app_context():
        assert tick() == [] and keys.missing()
    client_of(REVIEWER).get(f"/desk/claims/{ref}/", 404)  # sealed until the opening
    client_of(L2).post(f"/desk/claims/{other}/replacement", {"submission": (BytesIO(theirs), "1.json")}, 302)
    with world.app.app_context():
        assert tick() == [f"{code}: close"]
    assert set(world.refs(code)) == {ref, other} and _state(world, ref) == (False, 0)
    assert "1 件一致" in _record(world, code) and _supplements(world, code) == []
    assert client_of(REVIEWER).get(f"/files/{_file_ids(world, ref)[0]}", 200).data == PAPER
