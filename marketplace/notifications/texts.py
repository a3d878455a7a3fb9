"""The text of a mail as a page shows it: words, and the addresses in it that are ours."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flask import current_app

_ADDRESS = re.compile(r"(https?://[^\s<>\"]+|(?<![\w/])/(?:account|desk|scenarios|publications)/[^\s<>\"]*)")


def parts(body: str) -> list[tuple[str, str]]:
    """The body in pieces of text and address; the address is empty where the text is no link of ours."""
    return [(piece, _local(piece) if place % 2 else "") for place, piece in enumerate(_ADDRESS.split(body)) if piece]


def _local(address: str) -> str:
    """The path of an address of this site; empty for any other."""
    if address.startswith("/"):
        return address
    base = current_app.config["BASE_URL"]
    return urlsplit(address)._replace(scheme="", netloc="").geturl() if base and address.startswith(f"{base}/") else ""
