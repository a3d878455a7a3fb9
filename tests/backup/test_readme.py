"""The README's section on operation, followed to the letter on PostgreSQL: set up, started, backed up, restored elsewhere."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.parts.ports import free_port
from tests.parts.postgres import Postgres
from tests.parts.server import OURS, ROOT

SECTION = re.compile(r"^## 正式运行\n(.*?)^## ", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
A_FILE = """
from marketplace.accounts.service import person_by_email
from marketplace.files import service
from wsgi import app
with app.app_context():
    kept = service.Checked("a.pdf", "application/pdf", b"%PDF-1.4 %%EOF")
    by = person_by_email("zhang@example.gov.cn")
    print(service.keep(kept, owner_kind="plan", owner_ref="CJ-2026-0001", by=by).id)
"""


class Reader:
    """Somebody who types what the README says, with one folder in place of /srv, on a machine with PostgreSQL."""

    def __init__(self, place: Path, postgres: Postgres) -> None:
        text = SECTION.findall((ROOT / "README.md").read_text(encoding="utf-8"))[0]
        self.blocks = [block.replace("/srv/", f"{place}/") for block in BLOCK.findall(text)]
        self.port = free_port()
        mine = (*OURS, "SECRET_KEY", "SEAL_KEY", "BASE_URL")
        kept = {name: value for name, value in os.environ.items() if name not in mine and not name.startswith("MAIL_")}
        self.environment = {
            **kept,
            "PATH": f"{postgres.programs}:{kept['PATH']}",
            "PGHOST": str(postgres.home),
            "PGUSER": "test",
            "PORT": str(self.port),
        }

    def types(self, block: str) -> str:
        """What the commands printed; each must succeed."""
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, f"{block}\n{done.stdout[-1500:]}\n{done.stderr[-3000:]}"
        return done.stdout

    @contextmanager
    def starts(self, block: str, log: Path) -> Iterator[None]:
        """The same with a server at its end, until it is ready; stopped afterwards as Ctrl-C would."""
        command = ["bash", "-euo", "pipefail", "-c", block]
        with log.open("wb") as out:
            server = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=out, stderr=out, start_new_session=True
            )
        try:
            until = time.monotonic() + 240
            while not self.is_ready():
                assert server.poll() is None and time.monotonic() < until, log.read_text(errors="replace")[-3000:]
                time.sleep(0.3)
            yield
        finally:
            if server.poll() is None:
                os.killpg(server.pid, signal.SIGINT)
            server.wait(timeout=60)

    def is_ready(self) -> bool:
        """Whether /readyz says so."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


@pytest.mark.slow
def test_whoever_follows_the_readme_has_a_marketplace_and_a_backup_that_comes_back(
    postgres: Postgres, tmp_path: Path
) -> None:
    """C101: the old instructions lost every file."""
    reader = Reader(tmp_path, postgres)
    try:
        set_up, start, accounts, backup, restore = reader.blocks
        reader.types(set_up)
        assert (tmp_path / "marketplace.env").stat().st_mode & 0o077 == 0
        with reader.starts(start, tmp_path / "first.log"):
            links = re.findall(r"https://\S+/account/invitation/\S+", reader.types(accounts))
            assert len(links) == 3
            file_id = reader.types(f". {tmp_path}/marketplace.env\n.venv/bin/python -c '{A_FILE}'").split()[-1]
            said = reader.types(backup)
            assert "1 files" in said and "every file is as it was stored" in said and "the chain is whole" in said
        (taken,) = (tmp_path / "backups").iterdir()
        secrets = re.findall(r"_KEY=(\w+)", (tmp_path / "marketplace.env").read_text())
        assert len(secrets) == 2 and not any(secret.encode() in taken.read_bytes() for secret in secrets)
        with reader.starts(restore, tmp_path / "second.log"):
            said = (tmp_path / "second.log").read_text()
            assert "restored and verified: postgresql" in said and "the chain is whole" in said
            assert (tmp_path / "restored" / "files" / file_id[:2] / file_id).read_bytes() == b"%PDF-1.4 %%EOF"
    finally:
        for name in ("marketplace", "restored"):
            postgres.drop(name)
