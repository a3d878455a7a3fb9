"""A reason that somebody has to write, as it was typed."""

from __future__ import annotations

from marketplace.errors import Complaint, Unmet
from marketplace.sheets.fields import LongText
from marketplace.sheets.texts import Invalid


def written(field: LongText, typed: str, missing: str = "") -> str:
    """The words that were typed; where nothing was and `missing` says what to write, they are asked for.

    :raises Unmet: they are missing, or cannot be taken.
    """
    try:
        words = field.parse(typed) or ""
    except Invalid as invalid:
        raise Unmet(Complaint(str(invalid), field=field.id)) from invalid
    if missing and not words:
        raise Unmet(Complaint(missing, field=field.id))
    return words
