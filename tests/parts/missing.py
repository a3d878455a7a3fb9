"""A part that is missing fails the test that needs it: a skipped test proves nothing."""

from __future__ import annotations

import shutil
from typing import NoReturn

import pytest


def missing(part: str) -> NoReturn:
    """Fail with the one line that helps."""
    pytest.fail(f"{part} is missing; run scripts/install-test-parts", pytrace=False)


def program(name: str, part: str) -> str:
    """The program's path."""
    return shutil.which(name) or missing(part)
