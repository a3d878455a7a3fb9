"""LibreOffice: opens what an office would open. One process, a profile folder of its own, many files at once."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.parts.missing import missing

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def as_pdf(files: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """Each file, by name, as LibreOffice prints it."""
    if SOFFICE is None:
        missing("LibreOffice")
    source, printed = folder / "source", folder / "printed"
    source.mkdir()
    for name, body in files.items():
        (source / name).write_bytes(body)
    with tempfile.TemporaryDirectory(prefix="office-profile-") as profile:
        subprocess.run(
            [
                str(SOFFICE),
                f"-env:UserInstallation=file://{profile}",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                str(printed),
                *[str(source / name) for name in files],
            ],
            check=True,
            capture_output=True,
            timeout=300,
        )
    return {name: (printed / name).with_suffix(".pdf").read_bytes() for name in files}
