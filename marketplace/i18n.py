"""The words of the interface: Chinese text is the key, Flask-Babel finds the translation.

Engines and tables take their words from here, so that none of them needs to know Flask.
"""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext, lazy_gettext

_: Callable[..., str] = gettext
_l: Callable[..., str] = lazy_gettext
"""For tables: translated when shown."""

__all__ = ["_", "_l"]
