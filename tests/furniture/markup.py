"""Reads a page as strictly as a validator: balance, names given once, references that lead somewhere, nothing inline."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "hr", "img"}
DRAWN = {"line", "rect", "circle", "polyline", "path"}
REFERENCES = ("for", "aria-describedby", "aria-labelledby")
CONTROLS = {"input", "select", "textarea"}
Attributes = list[tuple[str, str | None]]


class Markup(HTMLParser):
    """Collects the troubles of one page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.references: list[tuple[str, str]] = []
        self.controls: list[str] = []
        self.troubles: list[str] = []
        self.feed(page)
        self.close()
        self.troubles += [f"never closed: {tag}" for tag in self.open]
        self.troubles += [f"twice: {name}" for name in set(self.ids) if self.ids.count(name) > 1]
        self.troubles += [f"{kind} leads nowhere: {name}" for kind, name in self.references if name not in self.ids]
        labelled = {name for kind, name in self.references if kind == "for"}
        self.troubles += [f"no label: {name}" for name in self.controls if name not in labelled]

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        given = dict(attrs)
        if len(given) < len(attrs):
            self.troubles.append(f"attribute twice: {tag} {attrs}")
        self.inspect(tag, given)
        if tag in CONTROLS and given.get("type") != "hidden" and "label" not in self.open:
            self.controls.append(given.get("id") or f"{tag} without an id")
        if tag not in VOID and not (tag in DRAWN and self.get_starttag_text().endswith("/>")):  # type: ignore[union-attr]
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self.inspect(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.troubles.append(f"</{tag}> closes {self.open[-1:]} in line {self.getpos()[0]}")
        if tag in self.open:
            del self.open[len(self.open) - 1 - self.open[::-1].index(tag) :]

    def inspect(self, tag: str, given: dict[str, str | None]) -> None:
        if tag == "style" or "style" in given or any(name.startswith("on") for name in given):
            self.troubles.append(f"inline style or script: {tag} {given}")
        if tag == "script" and "src" not in given:
            self.troubles.append("inline script")
        if tag == "th" and given.get("scope") not in ("col", "row"):
            self.troubles.append("th without scope")
        if given.get("id"):
            self.ids.append(str(given["id"]))
        self.references += [(kind, name) for kind in REFERENCES for name in (given.get(kind) or "").split()]


def troubles(page: str) -> list[str]:
    """Everything that is wrong with the markup."""
    return Markup(page).troubles
