"""Gather every sentence of the interface into the catalogue that a translator begins with: `make messages`.

The Chinese sentence is the key, so the catalogue holds no translation; whoever adds a language copies it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "marketplace" / "translations" / "messages.pot"
SOURCES = (("marketplace", "python"), ("templates", "jinja2"))
KEYWORDS = {"_": None, "_l": None, "in_page": None}
OPTIONS = {"trimmed": "true"}


def sentences() -> Iterator[str]:
    """Every sentence of code and templates, each once, in a steady order."""
    found: set[str] = set()
    for folder, method in SOURCES:
        extracted = extract_from_dir(
            str(ROOT / folder),
            [("**.py" if method == "python" else "**.html", method)],
            {"**.html": OPTIONS},
            keywords=KEYWORDS,
            directory_filter=lambda _name: True,
        )
        for _file, _line, message, _comments, _context in extracted:
            found.add(message if isinstance(message, str) else message[0])
    yield from sorted(found)


def write(path: Path) -> int:
    """Write the catalogue; answers how many sentences it holds."""
    catalogue = Catalog(locale=None, header_comment="# Made by `make messages`; a test compares it with the code.")
    for sentence in sentences():
        catalogue.add(sentence)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=0, omit_header=True, sort_output=False)
    return len(catalogue)


if __name__ == "__main__":
    print(f"{CATALOGUE.relative_to(ROOT)} written: {write(CATALOGUE)} sentences")
