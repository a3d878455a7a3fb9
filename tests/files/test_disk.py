"""Files are on the disk before they are known, whole or not at all, and what was broken off is taken away."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.extensions import db, unit_of_work
from marketplace.files import checking, disk
from marketplace.files import service as files
from marketplace.files.models import StoredFile
from tests.world.clients import Client
from tests.world.world import PDF, World, person

LEAD = "lead@center1.example"


def keep(content: bytes = PDF) -> str:
    kept = files.Checked("图纸.pdf", "application/pdf", content)
    return files.keep(kept, owner_kind="plan", owner_ref="CJ-2026-0001", by=person(LEAD)).id


def lying(app: Flask) -> list[Path]:
    return [path for path in (app.config["VAR_DIR"] / "files").rglob("*") if path.is_file()]


def said() -> list[str]:
    return [str(fault) for fault in checking.faults()]


def test_a_stored_file_lies_there_once(app: Flask) -> None:
    with app.app_context():
        path = disk.path_of(keep())
        assert lying(app) == [path] and path.read_bytes() == PDF
        assert path.stat().st_mode & 0o077 == 0 or path.parent.stat().st_mode & 0o077 == 0
        assert said() == []


def test_what_a_transaction_takes_back_leaves_no_file(app: Flask) -> None:
    with app.app_context():
        with suppress(RuntimeError), unit_of_work():
            keep()
            assert len(lying(app)) == 2  # under its own name, and marked as unfinished
            raise RuntimeError
        assert lying(app) == [] and db.session.scalar(select(StoredFile.id)) is None


def test_a_full_disk_leaves_no_file(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("fsync", "link"):
        with app.app_context(), monkeypatch.context() as patched:

            def full(*_arguments: object) -> None:
                raise OSError(28, "No space left on device")

            patched.setattr(os, name, full)
            with pytest.raises(OSError, match="No space"):
                keep()
        assert lying(app) == []


def test_files_that_are_missing_changed_or_orphaned_are_named(app: Flask) -> None:
    with app.app_context():
        lost, changed, whole = keep(), keep(), keep()
        disk.path_of(lost).unlink()
        disk.path_of(changed).write_bytes(PDF[:-1] + b"?")
        orphan = disk.path_of("o" * 22)
        orphan.parent.mkdir(exist_ok=True)
        orphan.write_bytes(b"whose?")
        found = said()
        assert sorted(line.split()[:2] for line in found) == sorted(
            [["missing", lost], ["changed", changed], ["orphaned", "o" * 22]]
        )
        assert not any(whole in line for line in found)
    ended = app.test_cli_runner().invoke(args=["files", "check"])
    assert ended.exit_code == 1 and "3 faults" in ended.output


def test_one_byte_changed_in_a_sealed_file_is_noticed_without_its_key(
    app: Flask, world: World, client_of: Callable[[str], Client]
) -> None:
    from io import BytesIO

    ref = world.a_claim(world.a_scenario("open"), "investor3")
    client_of("lead@investor3.example").post(f"/desk/claims/{ref}/files", {"file": (BytesIO(PDF), "资信.pdf")})
    with app.app_context():
        stored = db.session.scalars(select(StoredFile).where(StoredFile.sealed)).one()
        path = disk.path_of(stored.id)
        content = bytearray(path.read_bytes())
        assert said() == []
        content[40] ^= 1
        path.write_bytes(content)
        assert said() == [f"changed {stored.id} (claim {ref})"]


def test_a_killed_upload_is_taken_away_and_one_under_way_is_left_alone(app: Flask) -> None:
    with app.app_context():
        disk.write("k" * 22, b"killed before its row was committed")
        known = keep()
        marker = disk.folder() / disk.UNFINISHED / known
        os.link(disk.path_of(known), marker)  # killed right after its row was committed
        assert said() == [] and checking.take_away_broken_off() == 0
        past = time.time() - disk.OLD - 60
        for path in (disk.folder() / disk.UNFINISHED).iterdir():
            os.utime(path, (past, past))
        assert said() == [f"orphaned {'k' * 22}"]
        assert checking.take_away_broken_off() == 1
        assert lying(app) == [disk.path_of(known)] and said() == []
