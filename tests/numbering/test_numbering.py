"""Numbers without gaps, and numbers that tell nothing."""

from __future__ import annotations

import pytest
from flask import Flask

from marketplace.extensions import unit_of_work
from marketplace.numbering.service import free_number, next_number


def test_a_series_counts_by_year_and_a_failed_transaction_gives_its_number_back(app: Flask) -> None:
    def fail() -> None:
        with unit_of_work():
            assert next_number("试", 2026) == 3
            raise RuntimeError

    with app.app_context():
        assert [next_number("试", 2026), next_number("试", 2026), next_number("试", 2027)] == [1, 2, 1]
        with pytest.raises(RuntimeError):
            fail()
        assert next_number("试", 2026) == 3
        assert next_number("又", 2026) == 1


def test_a_free_number_is_one_that_is_not_taken() -> None:
    taken = {1, 2, 4, 5}
    assert free_number(5, taken.__contains__) == 3
