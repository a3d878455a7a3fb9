"""Settings, all from the environment. Production refuses to start with anything that belongs to a rehearsal."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent
MEGABYTE = 1024 * 1024


class Misconfigured(RuntimeError):
    """The environment lacks something, or holds what production must not have."""


def _rehearsal_secret(var_dir: Path, name: str) -> str:
    """A secret that `make run` makes for itself on the first start, kept in VAR_DIR for all workers."""
    path = var_dir / name
    if not path.exists():
        partial = path.with_suffix(f".{os.getpid()}")
        partial.touch(mode=0o600)
        partial.write_text("rehearsal-" + secrets.token_hex(32))
        try:
            os.link(partial, path)  # the first of several workers wins, and all read the same
        except FileExistsError:
            pass
        finally:
            partial.unlink()
    return path.read_text().strip()


def _from_outside(name: str) -> str:
    """A secret of the environment, without the white space that files and shells leave around it.

    :raises Misconfigured: it holds what nobody sees: white space or control characters inside.
    """
    value = os.environ.get(name, "").strip()
    if any(char.isspace() or not char.isprintable() for char in value):
        raise Misconfigured(f"{name} holds a space, a line break or an invisible character: it must be one word.")
    return value


def _secret(name: str, var_dir: Path, *, demo: bool) -> str:
    value = _from_outside(name)
    if demo:
        return value or _rehearsal_secret(var_dir, name.lower())
    if len(value) < 32 or value.startswith("rehearsal-"):
        raise Misconfigured(f"{name} must be set to at least 32 random characters in production (DEMO=0).")
    return value


def _seal_keys(var_dir: Path, *, demo: bool) -> str:
    """The secrets behind the seals, the newest first; the previous ones only open what is not wrapped anew yet."""
    newest = _secret("SEAL_KEY", var_dir, demo=demo).split()
    previous = os.environ.get("SEAL_KEY_PREVIOUS", "").split()
    if not demo and any(len(one) < 32 or one.startswith("rehearsal-") for one in previous):
        raise Misconfigured("SEAL_KEY_PREVIOUS must hold keys of at least 32 random characters in production (DEMO=0).")
    return " ".join([*newest, *previous])


def _base_url(*, demo: bool) -> str:
    """The address that mails, certificates and their QR codes name; a rehearsal answers where it listens."""
    value = os.environ.get("BASE_URL", "").rstrip("/")
    if demo:
        return value or f"http://{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
    if not value.startswith(("https://", "http://")):
        raise Misconfigured(
            "BASE_URL must be set to the public address (https://...) in production (DEMO=0): "
            "mails and printed certificates name it."
        )
    return value


def from_environment() -> dict[str, Any]:
    """The settings of this process.

    :raises Misconfigured: production without its secrets or its address.
    """
    demo = os.environ.get("DEMO", "1") != "0"
    var_dir = Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()
    var_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{var_dir / 'marketplace.db'}"
    engine: dict[str, Any] = {
        "hide_parameters": True,  # what people typed must not stand in logs
        "pool_size": 16,
        "max_overflow": 4,
        "pool_timeout": 5,
        "pool_pre_ping": not url.startswith("sqlite"),
    }
    if url.startswith("postgresql"):
        engine["connect_args"] = {"connect_timeout": 5}  # seconds
    return {
        "DEMO": demo,
        "VAR_DIR": var_dir,
        "SECRET_KEY": _secret("SECRET_KEY", var_dir, demo=demo),
        "SEAL_KEY": _seal_keys(var_dir, demo=demo),
        "SEAL_KEY_FILE": var_dir / "seal_key" if demo and not _from_outside("SEAL_KEY") else None,
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine,
        "BASE_URL": _base_url(demo=demo),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": os.environ.get("BASE_URL", "").startswith("https://"),
        "PERMANENT_SESSION_LIFETIME": 12 * 3600,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_CHECK_DEFAULT": False,
        "WTF_CSRF_HEADERS": ["X-CSRFToken"],
        "MAX_CONTENT_LENGTH": 66 * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": 4 * MEGABYTE,
        "MAX_FORM_PARTS": 8000,
        "BABEL_DEFAULT_LOCALE": "zh_Hans_CN",
        "MAIL_SERVER": os.environ.get("MAIL_SERVER", ""),
        "MAIL_PORT": int(os.environ.get("MAIL_PORT", "25")),
        "MAIL_USERNAME": os.environ.get("MAIL_USERNAME"),
        "MAIL_PASSWORD": os.environ.get("MAIL_PASSWORD"),
        "MAIL_USE_TLS": os.environ.get("MAIL_USE_TLS", "0") == "1",
        "MAIL_USE_SSL": os.environ.get("MAIL_USE_SSL", "0") == "1",
        "MAIL_DEFAULT_SENDER": os.environ.get("MAIL_SENDER", "marketplace@office.example"),
        "TRUSTED_PROXIES": tuple(os.environ.get("TRUSTED_PROXIES", "127.0.0.1 ::1").split()),
        "TICKER": os.environ.get("TICKER", "1") == "1",
    }
