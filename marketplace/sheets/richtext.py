"""Rich text: cleaned once, on the way in, to the few tags that a plan needs. Whether it is HTML is said, never guessed."""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

import bleach

from marketplace.i18n import _
from marketplace.sheets import reading
from marketplace.sheets.pasted import rewritten
from marketplace.sheets.reading import NUMBERS
from marketplace.sheets.texts import INVISIBLE, Invalid, clean, is_blank, length

HTML = "html"
"""What `<field>_format` says of a text that is HTML. Without it a text is plain, and nothing in it is markup."""

TAGS = (
    "p",
    "ul",
    "ol",
    "li",
    "strong",
    "em",
    "h4",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "br",
    "a",
    "sup",
    "sub",
)
RAW_LIMIT = 60_000
"""Longest HTML that is cleaned: beyond it bleach takes seconds."""
MOST_TAGS, DEEPEST = 6_000, 400
MOST_PASSES = 4
_OPENED = re.compile(r"<(/?)([a-zA-Z!?][a-zA-Z0-9]*)")
_UNCLOSED = frozenset({"br", "hr", "img", "p", "li", "td", "th", "tr", "col", "wbr", "input", "meta", "link", "!", "?"})
"""Elements that nobody has to close: a row of them is not nested."""
_REFERENCE = re.compile(r"&#?\w+;?")
_ONLY_PARAGRAPHS = re.compile(r"(?:<p>[^<]*(?:<br\s*/?>[^<]*)*</p>\s*)*")
_SPACE = r"(?:\s|&nbsp;|<br\s*/?>)"
_EMPTY = re.compile(rf"<(p|h4|strong|em|sup|sub|a)(?: [^<>]*)?>{_SPACE}*</\1>")
_NUMBER = re.compile(r"-?\d{1,4}")


def _allowed(tag: str, name: str, value: str) -> bool:
    if tag in ("ol", "li"):
        is_number = name == {"ol": "start", "li": "value"}[tag] and _NUMBER.fullmatch(value)
        return bool(is_number) or (tag == "ol" and name == "type" and value in NUMBERS)
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


def literal(raw: str) -> str:
    """Plain text as it is stored: every character stands for itself.

    :raises Invalid: it holds control characters.
    """
    return paragraphs(clean(raw))


def sanitise(raw: str) -> str:
    """What may be kept of the HTML that someone sent.

    :raises Invalid: it is longer than can be cleaned, or holds control characters.
    """
    if len(raw) > RAW_LIMIT:
        raise Invalid(_("连同格式超过 %(n)d 个字符，请删减，图表请放在附件里。", n=RAW_LIMIT))
    _assert_simple(raw)
    cleaned, written = "", rewritten(clean(raw))
    for _pass in range(MOST_PASSES):  # closing what was left open may put text outside of every block
        cleaned = _cleaned(written)
        if (written := rewritten(cleaned)) == cleaned:
            break
    return "" if is_blank(plain(cleaned)) else cleaned


def _cleaned(written: str) -> str:
    cleaned: str = _REFERENCE.sub(_seen, _CLEANER.clean(written)).strip()
    while (shorter := _EMPTY.sub(_hollow, cleaned)) != cleaned:
        cleaned = shorter
    return cleaned


def _assert_simple(raw: str) -> None:
    """Refuse what no editor writes, and what would take seconds to clean.

    :raises Invalid: more than `MOST_TAGS` tags, or tags nested deeper than `DEEPEST`.
    """
    depth = deepest = count = 0
    for found in _OPENED.finditer(raw):
        count += 1
        depth = max(0, depth + (-1 if found[1] else 1)) if found[2].lower() not in _UNCLOSED else depth
        deepest = max(deepest, depth)
    if count > MOST_TAGS or deepest > DEEPEST:
        raise Invalid(_("格式太复杂（标签太多或嵌套太深），请粘贴为纯文本后重新排版，图表请放在附件里。"))


def _seen(reference: re.Match[str]) -> str:
    """A character reference as it stands; nothing where it only means a mark without a shape."""
    return "" if INVISIBLE.fullmatch(html.unescape(reference[0])) else reference[0]


def _hollow(empty: re.Match[str]) -> str:
    """Nothing of an empty block; of an empty format the space that stood in it."""
    return "" if empty[1] in ("p", "h4") else re.sub(r"<[^<>]*>", "", empty[0])


def plain(cleaned: str) -> str:
    """The words of cleaned HTML: a line per block, a tab between cells, the numbers of lists, raised figures as ⁴ and ₂."""
    return reading.words_of(cleaned, signs=True)


def words(cleaned: str) -> int:
    """Length as the counter counts it: the characters that someone typed, without line ends."""
    return length(reading.words_of(cleaned, signs=False).replace("\n", "").replace("\t", ""))


def typed_words(raw: str, written: str) -> int:
    """The same of what stands in the form, before it is cleaned; `written` is `html` where it is HTML."""
    return words(raw if written == HTML else paragraphs(raw))


def typed(cleaned: str) -> tuple[str, str]:
    """What stands in a plain text area, and how it is to be read: as HTML where it holds formats."""
    if _ONLY_PARAGRAPHS.fullmatch(cleaned):
        blocks = re.findall(r"<p>(.*?)</p>", cleaned, re.DOTALL)
        text = "\n\n".join(html.unescape(re.sub(r"<br\s*/?>", "\n", block)) for block in blocks)
        if paragraphs(text) == cleaned:
            return text, ""
    return re.sub(r"(</(?:p|ul|ol|li|h4|table|tr)>)(?=<)", r"\1\n", cleaned), HTML
