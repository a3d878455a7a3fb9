"""What becomes of a post that is refused: the page is shown again, with what was typed and what stands against it."""

from __future__ import annotations

from collections.abc import Callable

from flask.typing import ResponseReturnValue

from marketplace.errors import Complaint, MarketplaceError, Throttled
from marketplace.section_pages import lose_files

SHOWN_AGAIN = frozenset({409, 413, 422, 429})
"""Something moved meanwhile, a file is too large, a condition is not met, too many came at once: what the person can mend
on the page itself, or send again from it."""


def or_again(
    do: Callable[[], ResponseReturnValue],
    again: Callable[[tuple[Complaint, ...]], str],
    *,
    keeps_files: Callable[[], bool] = lambda: False,
) -> ResponseReturnValue:
    """Do what was posted; where it is refused, show the page `again` under the refusal's status. Files that were sent are
    named as to be chosen again, unless they were kept. Other refusals have pages of their own."""
    try:
        return do()
    except MarketplaceError as refused:
        if refused.status not in SHOWN_AGAIN:
            raise
        if not keeps_files():
            lose_files()
        page = again(refused.complaints), refused.status
        return (*page, {"Retry-After": str(refused.retry_after)}) if isinstance(refused, Throttled) else page
