"""The canonical form of a document, over which hashes are taken.

UTF-8 JSON; object keys sorted by code point; no white space; strings as they are, only `"`, `\\` and control
characters escaped; a whole number without a point, any other as the shortest decimal. Whoever parses the published
JSON and writes it so gets the same bytes: `docs/canonical.md` shows it in Python and JavaScript.
"""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)  # its repr is the shortest decimal
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def dumps(value: Any) -> str:
    """The canonical text of a document of dicts, lists, strings, numbers, booleans and None."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def loads(text: str | bytes) -> Any:
    """Read a document back; every fraction becomes a Decimal."""
    return json.loads(text, parse_float=Decimal)


def plain(value: Any) -> Any:
    """The same document with JSON's own numbers, for answers that another encoder writes."""
    return _plain(value)


def sha256(value: Any) -> str:
    """Hex digest of the canonical form."""
    return hashlib.sha256(dumps(value).encode()).hexdigest()
