"""The real thing: gunicorn with its workers on a free port, over a VAR_DIR of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from unittest.mock import patch

from flask import Flask

import config
from marketplace import create_app
from tests.parts.ports import free_port
from tests.world import people
from tests.world.moments import BEGIN

ROOT = Path(__file__).resolve().parents[2]
OURS = ("VAR_DIR", "DATABASE_URL", "DEMO", "HOST", "PORT", "WORKERS", "LOG_LEVEL")
"""Variables that a developer's shell may hold and no test may inherit."""


class Marketplace:
    """One installation: a VAR_DIR, a database, and a server that can be started, stopped and killed."""

    def __init__(
        self, var_dir: Path, *, database_url: str = "", demo: bool = True, settings: Mapping[str, str] | None = None
    ) -> None:
        self.var_dir = var_dir
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        kept = {name: value for name, value in os.environ.items() if name not in OURS and not name.startswith("MAIL_")}
        self.environment = {
            **kept,
            "VAR_DIR": str(var_dir),
            "DEMO": "1" if demo else "0",
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            **({"DATABASE_URL": database_url} if database_url else {}),
            **(settings or {}),
        }
        self._process: subprocess.Popen[bytes] | None = None
        self._app: Flask | None = None

    def flask(self, *arguments: str, fails: bool = False) -> str:
        """What `flask --app wsgi ...` printed; `fails` says that it is to fail."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False, timeout=180
        )
        if bool(done.returncode) != fails:
            raise AssertionError(f"flask {' '.join(arguments)} ended with {done.returncode}:\n{done.stderr[-4000:]}")
        return done.stdout + (done.stderr if fails else "")

    def here(self, *arguments: str) -> str:
        """The same in this process: a command that only moves the clock or ticks need not load the application again."""
        if self._app is None:
            with patch.dict(os.environ, self.environment, clear=True):
                self._app = create_app(config.from_environment())
        with self._app.app_context():
            done = self._app.test_cli_runner().invoke(args=list(arguments))
        assert done.exit_code == 0, (done.output, done.exc_info)
        return done.output

    def prepare(self, *, loaded: bool) -> None:
        """Migrate the database; for a rehearsal set the clock, and load the example data as of that day."""
        self.var_dir.mkdir(parents=True, exist_ok=True)
        self.flask("db", "upgrade")
        if loaded:
            self.flask("clock", "set", BEGIN.isoformat())
            self.flask("demo", "load")

    def start(self, seconds: float = 30) -> None:
        """Start the server and wait until it answers."""
        command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "wsgi:app"]
        with self.log_file.open("ab") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        until = time.monotonic() + seconds
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                self.kill()
                raise AssertionError(f"The server did not start:\n{self.log()[-4000:]}")
            time.sleep(0.1)

    def stop(self) -> None:
        """End it as an operator would, letting it finish what it does."""
        if self._process and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(timeout=40)
            except subprocess.TimeoutExpired:
                self.kill()
        self._process = None
        if self._app is not None:
            people.close(self._app)
            self._app = None

    def kill(self) -> None:
        """End it as a power cut would; its workers see that their parent is gone."""
        if self._process:
            self._process.kill()
            self._process.wait()
        self._process = None

    @property
    def log_file(self) -> Path:
        """Where the server writes, outside of what it serves."""
        return self.var_dir.parent / f"{self.var_dir.name}.log"

    def log(self) -> str:
        """What the server wrote so far."""
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.url + "/healthz", timeout=2) as answer:  # our own
                return bool(answer.status == 200)
        except urllib.error.HTTPError as error:
            error.close()
            return False
        except OSError:
            return False
