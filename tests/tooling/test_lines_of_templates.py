"""A template is read as code is: no line goes on to the right for ever."""

from __future__ import annotations

from pathlib import Path

MOST = 220


def test_no_line_of_a_template_is_longer_than_a_screen_is_wide() -> None:
    templates = sorted((Path(__file__).parents[2] / "templates").rglob("*.html"))
    assert templates
    long = [
        f"{path.name}:{number} {len(line)}"
        for path in templates
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > MOST
    ]
    assert not long, f"break these after a tag of Jinja's, between two blocks or between two attributes: {long}"
