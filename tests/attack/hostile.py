"""What a hostile or broken client sends: addresses, fields and files, for every rule of the address map."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

Samples = Mapping[str, Sequence[str]]
TEXTS = (
    "",
    "\0",
    "a\0b",
    "\x01\x1b",
    "\ud800",
    "\U0001f600",
    "\u202e\ufeff\u200b",
    "x" * 100_000,
    "1e400",
    "NaN",
    "-1",
    "9" * 400,
    "9223372036854775808",
    "2147483648",
    "<script>alert(1)</script>",
    "{{7*7}} %s %(x)s {0}",
    "' OR 1=1 --",
    "../../etc/passwd",
    "\r\nSet-Cookie: a=b",
    "²",
    "٣",
    "0x10",
    "2026-02-30",
    "9999-12-31",
    "0001-01-01",
    "http://[",
    "yes",
    "on",
    "null",
)
"""Values that no field expects, and some that a careless one takes for a number or a date."""
SEGMENTS = (
    "%00",
    "a%00b",
    "x" * 10_000,
    "%F0%9F%98%80",
    "%ED%A0%80",
    "%FF",
    "-1",
    "0",
    "9" * 30,
    "2147483648",
    "9223372036854775808",
    "..%2F..%2Fetc",
    "%2F",
    "%0D%0Ax",
    "%C2%B2",
    "JB-2026-0000",
    "CJ-2026-0000",
    "CT-2026-999999999",
    "CT-9999-1",
    "no-such",
    "%25s",
    "{0}",
)
"""Path segments, as they stand in a request line."""
FIELDS = (
    "csrf_token",
    "once",
    "revision",
    "plan_revision",
    "comment",
    "reason",
    "deadline",
    "claim",
    "eligible",
    "expert",
    "declare",
    "lock",
    "score_0",
    "note_0",
    "decision",
    "answer",
    "days",
    "email",
    "password",
    "next",
    "kind",
    "credit_code",
    "role",
    "organisation",
    "happened_on",
    "day-0-day",
    "investment-0-amount_wan",
    "criteria-0-weight",
    "members-0-share_pct",
    "members-0-organisation",
    "rows-add",
    "rows-up",
    "attachments-remove",
    "carried-title",
    "carried_files",
    "day",
    "year",
    "name",
    "title",
    "membership",
    "objection",
    "contact",
    "operating_model",
    "return_mechanisms",
)


def zip_bomb() -> bytes:
    """A small document whose one entry claims to unpack to 300 MB."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"\0" * (70 * 1024 * 1024))
    return packed.getvalue()


def macros() -> bytes:
    """A document with macros."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"):
            archive.writestr(name, "x")
    return packed.getvalue()


def addresses(rule: Rule, samples: Samples, *, segments: Sequence[str] = SEGMENTS) -> Iterator[str]:
    """The rule with each of its arguments in turn made hostile, the others real."""
    names = re.findall(r"<(?:[^:<>]+:)?(\w+)>", rule.rule)
    for name in names:
        for segment in segments:
            yield filled(rule, {**{other: samples[other][0] for other in names}, name: segment})


def real_addresses(rule: Rule, samples: Samples, most: int) -> Iterator[str]:
    """The rule with arguments of things that are there."""
    names = re.findall(r"<(?:[^:<>]+:)?(\w+)>", rule.rule)
    for values in itertools.islice(itertools.product(*(samples[name] for name in names)), most):
        yield filled(rule, dict(zip(names, values, strict=True)))


def filled(rule: Rule, values: Mapping[str, str]) -> str:
    """The rule with these arguments."""
    return re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda found: values[found[1]], rule.rule)


def rules(app: Flask) -> list[Rule]:
    """Every rule, in a steady order."""
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ())))


def field_names(page: str) -> list[str]:
    """The names of a page's controls."""
    return list(dict.fromkeys(re.findall(r'<(?:input|select|textarea|button)\b[^>]*?\bname="([^"]+)"', page)))


def files(field: str) -> Iterator[dict[str, Any]]:
    """Uploads that cannot be taken, and some whose names lie."""
    contents = {
        "empty.pdf": b"",
        "page.pdf": b"<html><script>1</script>",
        "a.svg": b"<svg onload='1'/>",
        "a.docm": macros(),
        "macro.docx": macros(),
        "../../x\0.pdf": b"%PDF-1.4",
        "无扩展名": b"%PDF-1.4",
        ".": b"x",
        "bad.docx": b"PK\x03\x04broken",
        "x" * 3000 + ".pdf": b"%PDF-",
        "a.txt": b"\xff\xfe\0",
    }
    for name, content in contents.items():
        yield {field: (io.BytesIO(content), name)}
