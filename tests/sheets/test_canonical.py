"""The canonical form is one, whoever writes it."""

from __future__ import annotations

import json
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from marketplace.sheets.canonical import dumps, loads, plain, sha256

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.decimals(-(10**9), 10**9, places=2)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(JSON)
def test_whoever_parses_the_published_json_gets_the_same_bytes(value: object) -> None:
    published = json.dumps(plain(value))
    again = json.dumps(json.loads(published), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert again == dumps(value)
    assert dumps(loads(dumps(value))) == dumps(value)


def test_fractions_stay_exact_and_whole_numbers_have_no_point() -> None:
    assert dumps({"b": Decimal("1234.50"), "a": Decimal("3.00")}) == '{"a":3,"b":1234.5}'
    assert loads('{"x":0.1}') == {"x": Decimal("0.1")}


def test_a_hash_is_known() -> None:
    assert sha256({"甲": 1}) == "8eed42340e3e5c9be9bf56a8c592a10efd0e4e9bd6f88bbde3532674b1088875"
