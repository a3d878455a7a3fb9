"""The committed front end is what its sources give."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_a_fresh_build_gives_the_committed_bytes(tmp_path: Path) -> None:
    done = subprocess.run([ROOT / "scripts/build-assets", tmp_path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    built = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    committed = {path.name: path.read_bytes() for path in (ROOT / "static/vendor").iterdir()}
    assert built.keys() == committed.keys()
    assert [name for name in built if built[name] != committed[name]] == [], "run `make assets` and commit"


def test_the_committed_front_end_names_no_place_of_a_machine() -> None:
    for path in (ROOT / "static").rglob("*.js"):
        text = path.read_text()
        assert "sourceMappingURL" not in text
        assert str(ROOT) not in text
