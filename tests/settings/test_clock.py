"""The clock of a rehearsal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from marketplace import clock
from tests.world.moments import BEGIN


@pytest.mark.parametrize("part", [0, 1, 400_000, 500_000, 999_999])
def test_a_clock_that_is_set_never_shows_a_moment_before_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    """Two pages of the first second showed 9:59 and 10:00."""
    real = clock.real_now().replace(microsecond=part)
    monkeypatch.setattr(clock, "real_now", lambda: real)
    with app.app_context():
        clock.set_to(BEGIN)
        assert timedelta(0) <= clock.now() - BEGIN < timedelta(seconds=1)
