"""Find a figure."""

from __future__ import annotations

from marketplace.errors import NotFound
from marketplace.i18n import _
from marketplace.settings.figures import FIGURES, Figure


def figure(key: str) -> Figure:
    """The row of the table.

    :raises NotFound: there is no such figure.
    """
    if key not in FIGURES:
        raise NotFound(_("没有这项设置。"))
    return FIGURES[key]
