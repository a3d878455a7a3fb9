"""A toy language: every sentence of the catalogue between ⟦ and ⟧, so that one sees what was put into words, and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.support import Translations
from flask import Flask

from scripts.messages import sentences

LANGUAGE = "eo"
MARK = "⟦"


def translations(corrected: Mapping[str, str] | None = None) -> Translations:
    """The toy language, with other words for some sentences."""
    catalogue, file = Catalog(locale=LANGUAGE), BytesIO()
    for one, words in ({one: f"{MARK}{one}⟧" for one in sentences()} | dict(corrected or {})).items():
        catalogue.add(one, words)
    write_mo(file, catalogue)
    file.seek(0)
    return Translations(file)


@contextmanager
def spoken(app: Flask, corrected: Mapping[str, str] | None = None) -> Iterator[None]:
    """While it lasts everybody reads and acts in the toy language."""
    babel = app.extensions["babel"]
    with app.app_context():
        cache, key = babel.instance.domain_instance.cache, (LANGUAGE, "messages")
    cache[key], babel.locale_selector = translations(corrected), lambda: LANGUAGE
    try:
        yield
    finally:
        babel.locale_selector = None
        del cache[key]
