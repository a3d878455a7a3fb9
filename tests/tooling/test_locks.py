"""The locks: every package by hash, and no address of any index, so that they work on every machine alike."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted(ROOT.glob("requirements*.txt"))
PIN = re.compile(r"^[a-z0-9][a-z0-9._-]*(\[[a-z,]+\])?==\S+", re.IGNORECASE)


def pins_of(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", (ROOT / lock).read_text(), re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_index(lock: Path) -> None:
    text = lock.read_text()
    found = [word for word in ("://", "--index", "--extra-index", "--find-links", "--trusted-host") if word in text]
    assert not found


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_pin_of_a_lock_has_hashes(lock: Path) -> None:
    statements = lock.read_text().replace("\\\n", " ").splitlines()
    pins = [line for line in statements if line.strip() and not line.lstrip().startswith("#")]
    assert pins
    assert [pin for pin in pins if not PIN.match(pin) or "--hash=sha256:" not in pin] == []


def test_what_two_locks_share_has_one_version() -> None:
    runtime, dev = pins_of("requirements.txt"), pins_of("requirements-dev.txt")
    assert [name for name in runtime.keys() & dev.keys() if runtime[name] != dev[name]] == []


def test_the_front_end_lock_names_no_registry_and_has_a_hash_for_each_package() -> None:
    text = (ROOT / "package-lock.json").read_text()
    assert "://" not in text
    assert "resolved" not in text
    packages = json.loads(text)["packages"]
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []
