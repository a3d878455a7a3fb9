"""The figures of a section as it is typed, for the page and for programs; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.finance import outlook_of
from marketplace.furniture import outlook as words
from marketplace.furniture.numbers import column_total, wan
from marketplace.plans.sheet import operation
from marketplace.section_pages import SectionPage, sent_form
from marketplace.sheets import Bound
from marketplace.sheets.fields import Rows
from marketplace.sheets.texts import Invalid

TERM = operation.field("term_years")


def answer(page: SectionPage) -> ResponseReturnValue:
    """The figures of what was posted, why those that are missing cannot be given, the sums of the tables, and the page's part.

    The years of operation stand in another section: as posted beside this one, else as they are stored.
    """
    bound = Bound.of_form(page.section, sent_form(), kept=page.values)
    problems = [(wrong.anchor, str(wrong.message)) for wrong in bound.complaints]
    problems += [(wrong.anchor, str(wrong.message)) for check in page.section.checks for wrong in check(bound.values)]
    body = page.reckoned(bound.values)
    try:
        body = _with_term(body, TERM.parse(request.form.get(TERM.id, "")))
    except Invalid as invalid:
        problems.append((TERM.id, str(invalid)))
    outlook = outlook_of(body) if body is not None else None
    problems += words.reasons(outlook)
    return jsonify(
        finance=words.told(outlook),
        problems=[{"field": field, "message": message} for field, message in problems],
        totals=_totals(bound),
        html=render_template("sections/figures.html", page=page, outlook=outlook),
    )


def _with_term(body: Mapping[str, Any] | None, years: Any) -> Mapping[str, Any] | None:
    if body is None or years is None:
        return body
    return {**body, "operation": {**(body.get("operation") or {}), TERM.id: years}}


def _totals(bound: Bound) -> dict[str, str]:
    """What stands at the foot of each table, in words."""
    return {
        one.id: wan(column_total(bound.values.get(one.id) or [], one.total))
        for one in bound.section.fields
        if isinstance(one, Rows) and one.total
    }
