"""A name that no font can draw is refused where it is typed, with advice; a rare one that a font has is taken."""

from __future__ import annotations

import pytest
from flask import Flask

from marketplace.people.forms import REGISTRATION


@pytest.mark.parametrize("field", ["organisation_name", "name"])
def test_what_would_be_printed_as_a_box_is_said_at_registration(app: Flask, field: str) -> None:
    with app.test_request_context():
        row = REGISTRATION.field(field)
        assert list(row.problems("亳州𠮷䶮㛃𡃁𪚥科技有限公司")) == []
        ((kind, words),) = row.problems("亳州😀科技有限公司")
    assert kind == "undrawn" and "😀" in words and "〓" in words and "请改写" in words
