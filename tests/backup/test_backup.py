"""A backup holds the database and every file it knows, and comes back whole or not at all (C101, C102)."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import sqlite3
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.audit import service as audit
from marketplace.audit.models import AuditHead
from marketplace.backup.container import SEAL_LENGTH, BackupRefused
from marketplace.backup.creating import create_backup
from marketplace.backup.restoring import restore_backup
from marketplace.claims.models import Claim
from marketplace.extensions import db
from marketplace.files import checking, disk
from marketplace.files import service as files
from marketplace.files.models import StoredFile
from tests.world import make_app, people
from tests.world.world import PDF, World, person

LEAD = "lead@center1.example"


def keep(content: bytes = PDF, name: str = "图纸.pdf") -> str:
    """Store a file; answers its id."""
    kept = files.Checked(name, "application/pdf", content)
    return files.keep(kept, owner_kind="plan", owner_ref="CJ-2026-0001", by=person(LEAD)).id


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Flask]:
    """An application over a place where nothing is yet."""
    made = make_app(tmp_path / "elsewhere", migrated=True)
    yield made
    people.close(made)


@pytest.fixture(scope="module")
def source(template_var_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A marketplace with a scenario, a sealed claim and three files; it is read only."""
    place = tmp_path_factory.mktemp("source") / "var"
    shutil.copytree(template_var_dir, place)
    made = make_app(place, migrated=True)
    world = World(made)
    world.a_claim(world.a_scenario("open"), "investor3")
    with made.app_context():
        for n in range(3):
            keep(PDF + str(n).encode())
    yield made
    people.close(made)


@pytest.fixture(scope="module")
def taken(source: Flask, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    file = tmp_path_factory.mktemp("taken") / "copy.backup"
    with source.app_context():
        create_backup(file)
    return file


@pytest.fixture
def backup(taken: Path, tmp_path: Path) -> Path:
    """A copy of that backup, for the test to spoil."""
    return Path(shutil.copy(taken, tmp_path / "copy.backup"))


def restore(app: Flask, file: Path) -> Any:
    with app.app_context():
        return restore_backup(file)


def untouched(app: Flask) -> None:
    """Nothing stands there: no table, no file."""
    place: Path = app.config["VAR_DIR"]
    assert not [path for path in place.rglob("*") if path.is_file() and not path.name.startswith("marketplace.db")]
    with closing(sqlite3.connect(place / "marketplace.db")) as database:
        assert not database.execute("SELECT name FROM sqlite_master").fetchall()


def test_database_and_files_come_back_as_they_were(source: Flask, backup: Path, empty: Flask) -> None:
    restored = restore(empty, backup)
    assert restored.manifest.files == 3 and restored.events > 3
    with source.app_context():
        before = {row.id: files.content_of(row, None).content for row in db.session.scalars(select(StoredFile))}
        chain = db.session.execute(select(AuditHead.position, AuditHead.hash)).one()
    with empty.app_context():
        after = {row.id: files.content_of(row, None).content for row in db.session.scalars(select(StoredFile))}
        assert after == before and len(after) == 3
        assert db.session.execute(select(AuditHead.position, AuditHead.hash)).one() == chain
        assert not list(audit.faults()) and not list(checking.faults())
        needed = set(db.session.scalars(select(Claim.key_fingerprint)))
    assert needed and set(restored.manifest.keys) == needed


def test_it_holds_no_key_and_only_its_owner_reads_it(source: Flask, backup: Path) -> None:
    content = backup.read_bytes()
    for key in ("SECRET_KEY", "SEAL_KEY"):
        assert source.config[key].encode() not in content
    assert backup.stat().st_mode & 0o077 == 0
    assert [path.name for path in backup.parent.iterdir() if path.name.startswith(".")] == []


def test_any_system_can_list_it_and_check_its_closing_line(backup: Path) -> None:
    with tarfile.open(backup) as tar:
        assert {"manifest.json", "database.sqlite3"} < set(tar.getnames())
    content = backup.read_bytes()
    assert content.endswith(f"sha256 {hashlib.sha256(content[:-SEAL_LENGTH]).hexdigest()}\n".encode())


def test_it_is_restored_into_an_empty_place_only(source: Flask, backup: Path, empty: Flask) -> None:
    with pytest.raises(BackupRefused, match="not empty"):
        restore(source, backup)
    stray = empty.config["VAR_DIR"] / "files" / "aa" / ("a" * 22)
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"somebody's")
    with pytest.raises(BackupRefused, match="not empty"):
        restore(empty, backup)
    assert stray.read_bytes() == b"somebody's"


def test_it_overwrites_nothing(source: Flask, backup: Path) -> None:
    content = backup.read_bytes()
    with source.app_context(), pytest.raises(BackupRefused, match="exists already"):
        create_backup(backup)
    assert backup.read_bytes() == content


def test_a_restore_that_was_killed_can_be_done_again(backup: Path, empty: Flask) -> None:
    left = empty.config["VAR_DIR"] / ".restoring"
    (left / "files").mkdir(parents=True)
    (left / "database.sqlite3").write_bytes(b"half")
    assert restore(empty, backup).manifest.files == 3
    assert not left.exists()


@pytest.mark.parametrize("part", [0.0, 0.001, 0.2, 0.5, 0.9, 0.999, 0.999999])
def test_a_torn_or_flipped_one_is_refused(backup: Path, empty: Flask, part: float) -> None:
    content = bytearray(backup.read_bytes())
    place = int(len(content) * part)
    for torn in (content[:place], content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]):
        backup.write_bytes(torn)
        with pytest.raises(BackupRefused):
            restore(empty, backup)
        untouched(empty)


def test_what_was_added_at_the_end_is_noticed(backup: Path, empty: Flask) -> None:
    with backup.open("ab") as opened:
        opened.write(b"\0")
    with pytest.raises(BackupRefused, match="not whole"):
        restore(empty, backup)
    untouched(empty)


@pytest.mark.parametrize("content", [b"", b"PK\3\4", b"SQLite format 3\0" + b"\0" * 5000, b"\0" * 20000, PDF])
def test_a_foreign_file_is_refused(tmp_path: Path, empty: Flask, content: bytes) -> None:
    (tmp_path / "foreign").write_bytes(content)
    with pytest.raises(BackupRefused, match="no backup of the marketplace"):
        restore(empty, tmp_path / "foreign")
    with pytest.raises(BackupRefused, match="cannot be read"):
        restore(empty, tmp_path / "no such file")
    untouched(empty)


Members = dict[str, bytes]


def forge(backup: Path, change: Callable[[Members, dict[str, Any]], None], *extra: tarfile.TarInfo) -> None:
    """What somebody could make who knows the format: the hashes are computed anew after the change."""
    with tarfile.open(backup) as tar:
        members = {info.name: tar.extractfile(info).read() for info in tar}  # type: ignore[union-attr]
    manifest = json.loads(members.pop("manifest.json"))
    change(members, manifest)
    for row in manifest["members"]:
        if row.get("name") in members:
            content = members[row["name"]]
            row["size"], row["sha256"] = len(content), hashlib.sha256(content).hexdigest()
    members["manifest.json"] = json.dumps(manifest).encode()
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
        for info in extra:
            tar.addfile(info)
    sealed = out.getvalue()
    backup.write_bytes(sealed + f"sha256 {hashlib.sha256(sealed).hexdigest()}\n".encode())


def nothing(_members: Members, _manifest: dict[str, Any]) -> None:
    """Leave it as it is."""


def in_database(members: Members, tmp: Path, *statements: str) -> None:
    (tmp / "forged.db").write_bytes(members["database.sqlite3"])
    with closing(sqlite3.connect(tmp / "forged.db", isolation_level=None)) as database:
        for statement in statements:
            database.execute(statement)
    members["database.sqlite3"] = (tmp / "forged.db").read_bytes()


def test_the_forger_of_these_tests_changes_nothing_by_itself(backup: Path, empty: Flask) -> None:
    forge(backup, nothing)
    assert restore(empty, backup).manifest.files == 3


def a_link(kind: bytes, name: str, target: str) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


@pytest.mark.parametrize(
    "extra",
    [
        a_link(tarfile.SYMTYPE, "files/" + "a" * 22, "/etc/passwd"),
        a_link(tarfile.LNKTYPE, "files/" + "a" * 22, "database.sqlite3"),
        a_link(tarfile.DIRTYPE, "files", ""),
        a_link(tarfile.FIFOTYPE, "files/" + "a" * 22, ""),
        tarfile.TarInfo("../escaped"),
        tarfile.TarInfo("/tmp/escaped"),
        tarfile.TarInfo("files/../../escaped"),
        tarfile.TarInfo("seal_key"),
        tarfile.TarInfo("files/" + "a" * 22),
        tarfile.TarInfo("database.sqlite3"),
    ],
    ids=lambda info: f"{info.name}-{info.type.decode()}",
)
def test_what_a_backup_never_holds_is_refused(backup: Path, empty: Flask, extra: tarfile.TarInfo) -> None:
    forge(backup, nothing, extra)
    with pytest.raises(BackupRefused):
        restore(empty, backup)
    untouched(empty)


def changes(tmp: Path) -> dict[str, Callable[[Members, dict[str, Any]], None]]:
    def first_file(members: Members) -> str:
        return next(name for name in members if name.startswith("files/"))

    def drop_file(members: Members, manifest: dict[str, Any]) -> None:
        name = first_file(members)
        del members[name]
        manifest["members"] = [row for row in manifest["members"] if row["name"] != name]

    def add_file(members: Members, manifest: dict[str, Any]) -> None:
        members["files/" + "z" * 22] = b"new"
        manifest["members"].append({"name": "files/" + "z" * 22, "size": 3, "sha256": ""})

    return {
        "a file less": drop_file,
        "a file less than the manifest says": lambda m, _f: m.pop(first_file(m)) and None,
        "a file more": add_file,
        "a file changed": lambda m, _f: m.update({first_file(m): b"other"}),
        "a newer format": lambda _m, f: f.update(format=2),
        "a newer database": lambda _m, f: f.update(revision="9999"),
        "another revision": lambda _m, f: f.update(revision="0001"),
        "another product": lambda _m, f: f.update(product="other"),
        "another kind of database": lambda _m, f: f.update(database="postgresql"),
        "a manifest that is none": lambda _m, f: f.update(members=[{}]),
        "no database at all": lambda m, _f: m.update({"database.sqlite3": b"none"}),
        "half a database": lambda m, _f: m.update({"database.sqlite3": m["database.sqlite3"][:20480]}),
        "an empty database": lambda m, _f: m.update({"database.sqlite3": b""}),
        "a file's row changed": lambda m, _f: in_database(
            m, tmp, "UPDATE stored_file SET disk_sha256 = 'x', sha256 = 'x'"
        ),
        "a chain without its end": lambda m, _f: in_database(
            m,
            tmp,
            "DROP TRIGGER IF EXISTS audit_event_no_delete",
            *_without_triggers(m, tmp),
            "DELETE FROM audit_event WHERE position = 2",
        ),
        "a table less": lambda m, _f: in_database(m, tmp, "DROP TABLE stored_file"),
    }


def _without_triggers(members: Members, tmp: Path) -> list[str]:
    (tmp / "looked-at.db").write_bytes(members["database.sqlite3"])
    with closing(sqlite3.connect(tmp / "looked-at.db")) as database:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    return [f"DROP TRIGGER IF EXISTS {name}" for (name,) in names]


@pytest.mark.parametrize("change", list(changes(Path())))
def test_an_altered_one_is_refused_though_its_hashes_fit(
    backup: Path, empty: Flask, tmp_path: Path, change: str
) -> None:
    forge(backup, changes(tmp_path)[change])
    with pytest.raises(BackupRefused):
        restore(empty, backup)
    untouched(empty)


def test_files_lost_or_changed_before_stop_a_backup_unless_the_operator_says_so(
    app: Flask, tmp_path: Path, empty: Flask
) -> None:
    with app.app_context():
        for n in range(3):
            keep(PDF + str(n).encode())
        lost, changed, _whole = sorted(disk.stored_ids())
        disk.path_of(lost).unlink()
        disk.path_of(changed).write_bytes(b"changed")
        second = tmp_path / "second.backup"
        with pytest.raises(BackupRefused, match="2 stored files"):
            create_backup(second)
        assert not second.exists()
        assert create_backup(second, despite_damage=True).manifest.damaged == [lost, changed]
    assert restore(empty, second).manifest.files == 2


def test_it_is_whole_though_people_write_all_the_while(app: Flask, tmp_path: Path) -> None:
    """C102: files and rows that come in while the backup runs are in it together or not at all."""
    stop, failed = threading.Event(), []

    def write() -> None:
        n = 0
        while not stop.is_set():
            with app.app_context():
                try:
                    keep(PDF + str(n).encode() * 3000)
                except Exception as error:  # a failure here must fail the test, not the thread
                    failed.append(error)
                    return
            n += 1

    writers = [threading.Thread(target=write) for _n in range(2)]
    for writer in writers:
        writer.start()
    try:
        taken = []
        for n in range(6):
            with app.app_context():
                taken.append(create_backup(tmp_path / f"{n}.backup").manifest.files)
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert not failed and taken[-1] > taken[0]
    for n in range(6):
        elsewhere = make_app(tmp_path / f"var{n}", migrated=True)
        assert restore(elsewhere, tmp_path / f"{n}.backup").manifest.files == taken[n]
        people.close(elsewhere)


def test_an_older_one_is_brought_to_the_newest_migration(tmp_path: Path, empty: Flask) -> None:
    from flask_migrate import upgrade

    old = make_app(tmp_path / "old", migrated=True)
    with old.app_context():
        upgrade(directory="migrations", revision="0003")
        create_backup(tmp_path / "old.backup")
    people.close(old)
    restored = restore(empty, tmp_path / "old.backup")
    assert restored.upgraded and restored.manifest.revision == "0003"
    assert empty.test_client().get("/readyz").status_code == 200


def test_there_is_nothing_to_back_up_before_the_first_start(empty: Flask, tmp_path: Path) -> None:
    with empty.app_context(), pytest.raises(BackupRefused, match="nothing to back up"):
        create_backup(tmp_path / "none.backup")
    assert not list(tmp_path.glob("*none*"))


def test_postgresql_too(postgres_url: str, postgres: Any, tmp_path: Path) -> None:
    from sqlalchemy import create_engine, inspect

    made = make_app(tmp_path / "pg", SQLALCHEMY_DATABASE_URI=postgres_url)
    people.settle(made)
    with made.app_context():
        kept = keep()
        create_backup(tmp_path / "pg.backup")
        chain = db.session.execute(select(AuditHead.position, AuditHead.hash)).one()
        with pytest.raises(BackupRefused, match="not empty"):
            restore_backup(tmp_path / "pg.backup")
    people.close(made)
    url = postgres.url(postgres.create())
    other = make_app(tmp_path / "pg2", migrated=True, SQLALCHEMY_DATABASE_URI=url)
    forged = tmp_path / "forged.backup"
    shutil.copy(tmp_path / "pg.backup", forged)
    forge(forged, lambda m, _f: m.update({f"files/{kept}": b"other"}))
    with pytest.raises(BackupRefused, match="do not agree"):
        restore(other, forged)
    engine = create_engine(url)
    assert not inspect(engine).get_table_names() and not (tmp_path / "pg2" / "files").exists()
    engine.dispose()
    assert restore(other, tmp_path / "pg.backup").manifest.database == "postgresql"
    with other.app_context():
        assert db.session.execute(select(AuditHead.position, AuditHead.hash)).one() == chain
        assert not list(checking.faults()) and [row.id for row in db.session.scalars(select(StoredFile))] == [kept]
    people.close(other)


def test_the_commands_say_what_they_did(source: Flask, empty: Flask, tmp_path: Path) -> None:
    file = str(tmp_path / "by-command.backup")

    def flask(app: Flask, *arguments: str, code: int = 0) -> str:
        ended = app.test_cli_runner().invoke(args=list(arguments))
        assert ended.exit_code == code, ended.output
        return str(ended.output)

    assert "3 files, taken 20" in flask(source, "backup", "create", file)
    assert "restored and verified: sqlite" in flask(empty, "backup", "restore", file)
    assert "the chain is whole" in flask(empty, "audit", "verify")
    assert "every file is as it was stored" in flask(empty, "files", "check")
    assert "Error: The database is not empty" in flask(empty, "backup", "restore", file, code=1)
