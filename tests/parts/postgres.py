"""A throwaway PostgreSQL server on a socket of its own; as root it runs as nobody, which it insists on."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.parts.missing import missing

AS_NOBODY = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]


def _programs() -> Path:
    def version(path: Path) -> list[int]:
        return [int(number) for number in re.findall(r"\d+", str(path))]

    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=version)
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else missing("PostgreSQL")


class Postgres:
    """A running server and the databases made in it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.programs = _programs()
        self._as = AS_NOBODY if os.geteuid() == 0 else []
        self._numbers = itertools.count(1)

    def url(self, database: str) -> str:
        """The address SQLAlchemy takes."""
        return f"postgresql:///{database}?host={self.home}&user=test"

    def create(self, template: str = "template1") -> str:
        """The name of a new database, a copy of `template`."""
        name = f"test_{next(self._numbers)}"
        self._run("createdb", "-h", str(self.home), "-U", "test", "-T", template, name)
        return name

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected."""
        self._run("dropdb", "-h", str(self.home), "-U", "test", "--force", "--if-exists", database)

    def start(self) -> None:
        """Make the cluster and start it."""
        if self._as:
            shutil.chown(self.home, "nobody")
        data = str(self.home / "data")
        self._run("initdb", "-D", data, "-U", "test", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        self.restart()

    def restart(self) -> None:
        """Start the cluster that is there."""
        data = str(self.home / "data")
        options = f"-c listen_addresses='' -k {self.home} -c fsync=off -c max_connections=200"
        self._run("pg_ctl", "-D", data, "-w", "-l", str(self.home / "log"), "-o", options, "start")

    def stop(self) -> None:
        """Stop it at once; nothing in it is worth a checkpoint."""
        self._run("pg_ctl", "-D", str(self.home / "data"), "-m", "immediate", "stop")

    def _run(self, name: str, *arguments: str) -> None:
        command = [*self._as, str(self.programs / name), *arguments]
        done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{name} failed: {done.stderr.strip() or done.stdout.strip()}")


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A server for as long as the block lasts."""
    home = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path may have 107 bytes only
    server = Postgres(home)
    try:
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)
