"""The world that tests play in: an application, its people, and builders that go through the services."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from jinja2.bccache import Bucket, BytecodeCache

from marketplace import create_app

ROOT = Path(__file__).resolve().parents[2]


def settings(var_dir: Path, **more: Any) -> dict[str, Any]:
    """Settings of a test application, as config.py would make them, without the environment."""
    return {
        "DEMO": True,
        "VAR_DIR": var_dir,
        "SECRET_KEY": "test-secret-key-of-more-than-32-characters",
        "SEAL_KEY": "test-seal-key-of-more-than-32-characters!!",
        "BASE_URL": "",
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{var_dir / 'marketplace.db'}",
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_size": 16, "max_overflow": 4, "pool_timeout": 5},
        "SESSION_COOKIE_SECURE": False,
        "PERMANENT_SESSION_LIFETIME": 3600,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_CHECK_DEFAULT": False,
        "WTF_CSRF_HEADERS": ["X-CSRFToken"],
        "MAX_CONTENT_LENGTH": 66 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
        "MAX_FORM_PARTS": 8000,
        "BABEL_DEFAULT_LOCALE": "zh_Hans_CN",
        "MAIL_SERVER": "",
        "MAIL_DEFAULT_SENDER": "marketplace@office.example",
        "TICKER": False,
        **more,
    }


class TemplatesOfThisProcess(BytecodeCache):
    """Templates compiled once for every application of a process: compiling them anew took a third of each test."""

    def __init__(self) -> None:
        self.compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """What was compiled before; the checksum of its source decides whether it still counts."""
        if bucket.key in self.compiled:
            bucket.bytecode_from_string(self.compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self.compiled[bucket.key] = bucket.bytecode_to_string()


TEMPLATES = TemplatesOfThisProcess()


def make_app(var_dir: Path, *, migrated: bool = False, **more: Any) -> Flask:
    """A test application; unless it is migrated already, its database is brought to the newest migration."""
    var_dir.mkdir(parents=True, exist_ok=True)
    app = create_app(settings(var_dir, **more))
    app.jinja_env.bytecode_cache = TEMPLATES
    if not migrated:
        with app.app_context():
            upgrade(directory=str(ROOT / "migrations"))
    return app
