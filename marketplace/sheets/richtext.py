"""Rich text: cleaned once, on the way in, to the few tags that a plan needs."""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

import bleach

from marketplace.i18n import _
from marketplace.sheets.texts import INVISIBLE, Invalid, clean, length

TAGS = ("p", "ul", "ol", "li", "strong", "em", "h4", "table", "thead", "tbody", "tr", "th", "td", "br", "a")
RAW_LIMIT = 60_000
"""Longest HTML that is cleaned: beyond it bleach takes seconds."""
_MARKUP = re.compile(r"</?(?:" + "|".join((*TAGS, "b", "i", "div", "span", "h[1-6]")) + r")\b[^<>]*>", re.IGNORECASE)
_SILENT = re.compile(r"<(script|style|title|template|noscript|iframe)\b.*?(</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_BLOCK_END = re.compile(r"</(?:p|li|h4|tr|table|ul|ol)>|<br\s*/?>", re.IGNORECASE)
_CELL_END = re.compile(r"</t[hd]>", re.IGNORECASE)
_REFERENCE = re.compile(r"&#?\w+;?")
_TAG = re.compile(r"<[^>]*>")
_ONLY_PARAGRAPHS = re.compile(r"(?:<p>[^<]*(?:<br\s*/?>[^<]*)*</p>\s*)*")


def _allowed(tag: str, name: str, value: str) -> bool:
    if name != "href":
        return tag in ("td", "th") and name in ("colspan", "rowspan") and value.isdigit() and len(value) <= 2
    try:
        parts = urlsplit(value.strip())
    except ValueError:
        return False
    return tag == "a" and (
        (parts.scheme in ("http", "https") and bool(parts.netloc)) or (parts.scheme == "mailto" and "@" in parts.path)
    )


_CLEANER = bleach.Cleaner(tags=set(TAGS), attributes=_allowed, strip=True, strip_comments=True)


def paragraphs(text: str) -> str:
    """Plain text as HTML: blank lines part paragraphs, single line ends stay."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text) if block.strip()]
    return "".join("<p>" + html.escape(block, quote=False).replace("\n", "<br>") + "</p>" for block in blocks)


def sanitise(raw: str) -> str:
    """What may be kept of the HTML, or of the plain text, that someone sent.

    :raises Invalid: it is longer than can be cleaned, or holds control characters.
    """
    if len(raw) > RAW_LIMIT:
        raise Invalid(_("连同格式超过 %(n)d 个字符，请删减，图表请放在附件里。", n=RAW_LIMIT))
    text = clean(raw)
    if not _MARKUP.search(text):
        return paragraphs(text)
    text = re.sub(r"<(/?)b\b[^<>]*>", r"<\1strong>", re.sub(r"<(/?)h[1-6]\b[^<>]*>", r"<\1h4>", text))
    cleaned: str = _REFERENCE.sub(_seen, _CLEANER.clean(_SILENT.sub("", text))).strip()
    return cleaned if plain(cleaned) else ""


def _seen(reference: re.Match[str]) -> str:
    """A character reference as it stands; nothing where it only means a mark without a shape."""
    return "" if INVISIBLE.fullmatch(html.unescape(reference[0])) else reference[0]


def plain(cleaned: str) -> str:
    """The words of cleaned HTML: a line per block, a tab between cells."""
    text = _TAG.sub("", _CELL_END.sub("\t", _BLOCK_END.sub("\n", cleaned)))
    lines = [line.strip() for line in html.unescape(text).split("\n")]
    return "\n".join(line for line in lines if line)


def words(cleaned: str) -> int:
    """Length as the counter counts it: the characters of the plain text without line ends."""
    return length(plain(cleaned).replace("\n", "").replace("\t", ""))


def editable(cleaned: str) -> str:
    """The text as it stands in a plain text area: without tags where there are only paragraphs."""
    if not _ONLY_PARAGRAPHS.fullmatch(cleaned):
        return re.sub(r"(</(?:p|ul|ol|li|h4|table|tr)>)(?=<)", r"\1\n", cleaned)
    blocks = re.findall(r"<p>(.*?)</p>", cleaned, re.DOTALL)
    return "\n\n".join(html.unescape(re.sub(r"<br\s*/?>", "\n", block)) for block in blocks)
