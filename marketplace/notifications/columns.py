"""The column type of a sentence that is kept: its key and its values, read in the language of its reader."""

from __future__ import annotations

from collections.abc import Callable
from operator import eq
from typing import Any

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from marketplace.furniture import kept
from marketplace.i18n import stored
from marketplace.sheets.canonical import dumps, loads


class Kept(TypeDecorator[Any]):
    """A sentence as JSON: `{"says": key, "with": {name: value}}`; a text that is no sentence of ours is a JSON string."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Write key and values."""
        return None if value is None else dumps(stored(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """The words again, to be read by whoever reads."""
        return None if value is None else kept.read(loads(value))

    def coerce_compared_value(self, op: Callable[..., Any] | None, value: Any) -> TypeEngine[Any]:
        """A whole sentence is compared as it is kept, a part of one is searched in keys and values."""
        return self if op is eq else Text()
