"""The blueprint of the room, and what its lists share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for

from marketplace.accounts.signing import typed
from marketplace.furniture.components import PagerPage
from marketplace.people.queries import LAST_PAGE, Page
from marketplace.section_pages import sent_form
from marketplace.sheets import Bound, Section
from marketplace.sheets.texts import folded

bp = Blueprint("people", __name__)


def words() -> str:
    """What is searched for, half-width and without what nobody can see."""
    return folded("".join(char for char in request.args.get("q", "")[:1000] if char.isprintable()))[:100]


def page_number() -> int:
    """The page asked for; the first one for anything that is no number."""
    raw = request.args.get("page", "")
    return min(max(int(raw), 1), LAST_PAGE) if raw.isascii() and raw.isdigit() and len(raw) < 10 else 1


def pager(page: Page[Any], endpoint: str, **arguments: Any) -> PagerPage:
    """The stretch of the list that is shown, and the ways to the next ones."""

    def address(number: int) -> str:
        return url_for(endpoint, page=number if number > 1 else None, **arguments)

    return PagerPage(
        page.first,
        page.last,
        page.total,
        address(page.number - 1) if page.number > 1 else "",
        address(page.number + 1) if page.last and page.last < page.total else "",
    )


def fresh(section: Section, **values: Any) -> Bound:
    """A form that is opened: empty, with what is known, or with what was typed before signing in again."""
    restored = typed()
    return Bound.of_form(section, restored.to_dict(flat=False)) if restored else Bound.of_values(section, values)


def sent(section: Section) -> Bound:
    """A form that was sent, with everything that is wrong or missing in the order of its fields."""
    bound = Bound.of_form(section, sent_form()).require()
    order = [field.id for field in section.fields]
    bound.complaints.sort(key=lambda complaint: order.index(complaint.field))
    return bound
