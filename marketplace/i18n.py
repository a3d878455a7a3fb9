"""The words of the interface: Chinese text is the key, Flask-Babel finds the translation.

Engines and tables take their words from here, so that none of them needs to know Flask. What is kept of a sentence that
somebody reads later is its key and its values, never what it said in one language: `Sentence` can be stored.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, cast

import flask_babel
from babel import Locale
from babel.numbers import format_decimal
from flask import Flask, has_app_context
from flask.globals import app_ctx
from flask_babel import LazyString
from markupsafe import Markup, escape

SOURCE = Locale("zh", "CN", script="Hans")
"""The language of the keys."""
REWORDED = Path(__file__).parent / "translations" / "reworded.json"
PLACE = re.compile(r"%\((?P<named>\w+)\)(?P<how>[sd])|\{(?P<filled>\w+)\}|%%")
"""Where a value stands in a sentence: `%(title)s` or, of a count, `%(n)d` in code, `{title}` in a row of a table."""
PERCENT = re.compile(r"%\((?P<named>\w+)\)(?P<how>[sd])|%%")
"""The same in a template, where braces are none."""


def locale() -> Locale:
    """The language in which is being read; that of the keys where nobody reads."""
    return (flask_babel.get_locale() if has_app_context() else None) or SOURCE


def translated(key: str) -> str:
    """A key in the language in which is being read. A page says hundreds: whether they stay as they are is asked once."""
    if not has_app_context():
        return key
    known = app_ctx.g
    if "reads_keys" not in known:
        known.reads_keys = locale().language == SOURCE.language
    return key if known.reads_keys else flask_babel.gettext(key)


@contextmanager
def reading(language: str) -> Iterator[None]:
    """Whoever reads now reads this language."""
    try:
        with flask_babel.force_locale(language):
            app_ctx.g.pop("reads_keys", None)
            yield
    finally:
        app_ctx.g.pop("reads_keys", None)


def install(app: Flask) -> None:
    """Templates take their words from here too."""
    app.jinja_env.install_gettext_callables(translated, flask_babel.ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(_=in_page, gettext=in_page)


def counted(number: int) -> str:
    """A count as the language writes it; Chinese writes no mark between thousands of things, only of money."""
    reading = locale()
    return format_decimal(number, locale=reading, group_separator=reading.language != SOURCE.language)


class Words(LazyString):
    """What becomes text only when it is read, in the language of its reader. Everything that a text can, it can."""

    def __init__(self) -> None:
        """Needs nothing to be called later: what it says is its own."""

    def __str__(self) -> str:
        """What it says to whoever reads now."""
        raise NotImplementedError

    def __html__(self) -> str:
        """Escaped: a value may be what somebody typed."""
        return str(escape(str(self)))

    def stored(self) -> Any:
        """What is kept of it: JSON, of which `furniture.kept.read` makes it again."""
        raise NotImplementedError


class Sentence(Words):
    """A whole sentence: its key, and what stands in its places."""

    def __init__(self, key: str, /, **values: Any) -> None:
        """The key is the Chinese sentence as the code says it."""
        self.key, self.values = key, values

    def __str__(self) -> str:
        """The sentence, translated and filled in, in the wording of today."""
        return fill(translated(reworded().get(self.key, self.key)), self.values)

    def stored(self) -> Any:
        """Its key, and its values with their kinds."""
        return {"says": self.key, **({"with": {k: stored(v) for k, v in self.values.items()}} if self.values else {})}


@cache
def reworded() -> Mapping[str, str]:
    """Keys that were corrected, each with the one that stands now in code: what was told in the old words reads in the new."""
    found: dict[str, str] = json.loads(REWORDED.read_text(encoding="utf-8"))
    return found


def is_key(words: object) -> bool:
    """Whether it is a sentence without values, which its text alone finds again."""
    return isinstance(words, Sentence) and not words.values


class Listed(Words):
    """Several things in one enumeration."""

    def __init__(self, items: Iterable[Any]) -> None:
        """In the order in which they are named."""
        self.items = list(items)

    def __str__(self) -> str:
        """One after the other, with the mark that the language puts between."""
        return str(BETWEEN).join(map(str, self.items))

    def stored(self) -> Any:
        """Each of them."""
        return [stored(one) for one in self.items]


def enumerated(items: Iterable[Any]) -> str:
    """Several things in one enumeration, for whoever reads now."""
    return str(Listed(items))


class Together(Words):
    """Whole sentences, one after the other."""

    def __init__(self, sentences: Iterable[Any]) -> None:
        """In the order in which they are read."""
        self.sentences = list(sentences)

    def __str__(self) -> str:
        """All of them; Chinese leaves no gap between two."""
        return ("" if locale().language == SOURCE.language else " ").join(map(str, self.sentences))

    def stored(self) -> Any:
        """Each of them."""
        return {"sentences": [stored(one) for one in self.sentences]}


def stored(words: Any) -> Any:
    """What is kept of a sentence or of a value in it: a text or a number as it is, all else by its kind.

    :raises TypeError: nobody could say later how it reads.
    """
    if isinstance(words, Words):
        return words.stored()
    if isinstance(words, Markup) or not isinstance(words, (str, int, Decimal)):
        raise TypeError(f"{words!r} has no kind: furniture.kept gives one")
    return words


def places(key: str) -> list[str]:
    """The names of the values that a sentence wants."""
    return [name for found in PLACE.finditer(key) if (name := found["named"] or found["filled"])]


def fill(text: str, values: Mapping[str, Any]) -> str:
    """The text with its values; where there are none it stands as it is.

    :raises KeyError: it names one that is not there.
    """

    return PLACE.sub(lambda found: _put(found, values), text) if values else text


def _put(found: re.Match[str], values: Mapping[str, Any]) -> str:
    place = found.groupdict()
    name = place["named"] or place.get("filled")
    return "%" if not name else counted(int(values[name])) if place["how"] == "d" else str(values[name])


def gettext(key: str, /, **values: Any) -> str:
    """A sentence for whoever reads now."""
    return fill(translated(key), values)


@contextmanager
def for_good() -> Iterator[None]:
    """What is written meanwhile stays as it is, and so is written in the language of the keys: papers, numbers, records."""
    if not has_app_context():
        yield
        return
    with reading(str(SOURCE)):
        yield


def in_source(words: Any) -> str:
    """The words in the language of the keys, for a record that stays as it is in whatever language somebody acts."""
    with for_good():
        return str(words)


def in_page(key: str, /, **values: Any) -> Markup:
    """The same in a template, whose own sentences may hold markup; values are escaped."""
    shown = {name: one if isinstance(one, int) else escape(one) for name, one in values.items()}
    return Markup(PERCENT.sub(lambda found: _put(found, shown), translated(key)))  # the sentence is ours


_: Callable[..., str] = gettext
_l: Callable[..., str] = cast("Callable[..., str]", Sentence)
"""For tables, and for all that is kept: translated when it is read."""

BETWEEN = _l("、")
"""What stands between things that are enumerated."""

__all__ = ["_", "_l"]
