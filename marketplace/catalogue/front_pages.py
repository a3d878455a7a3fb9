"""What the home page, the list and the notices show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from sqlalchemy import func, or_, select
from werkzeug.datastructures import MultiDict

from marketplace import clock
from marketplace.catalogue import contests, listing, orders
from marketplace.catalogue.answers import label_of, short_models
from marketplace.catalogue.columns import parted
from marketplace.catalogue.filters import FILTERS, RANGES, Wanted
from marketplace.catalogue.models import Entry
from marketplace.documents import queries as documents
from marketplace.errors import BadRequest
from marketplace.extensions import db
from marketplace.furniture import components
from marketplace.i18n import _, enumerated
from marketplace.objections import queries as objection_queries
from marketplace.publications import queries as publications
from marketplace.reference import options
from marketplace.scenarios import queries as scenario_queries
from marketplace.scenarios.states import AT_DEADLINE, PUBLIC

LAST_PAGE = 100
FIRST_ORDER = "deadline"
HOME_ROWS = 8
OPEN_NOW = tuple(row.id for row in PUBLIC.values() if row.takes_claims)
WITH_RESULT = tuple(row.id for row in PUBLIC.values() if row.has_result)


def home() -> dict[str, Any]:
    """The home page: three numbers, the open contests, the newest recommendations."""
    counts = _counts()
    runs, results = _those(counts, OPEN_NOW), _those(counts, WITH_RESULT)
    with_result = url_for("catalogue.scenarios", state=list(WITH_RESULT))
    open_now = listing.published(order=orders.ORDERS["deadline"].phases(())[0], most=HOME_ROWS)
    latest = publications.newest_results(5)
    return {
        "numbers": [
            (
                _("揭榜中"),
                sum(number for number, _social in runs),
                _("个场景"),
                url_for("catalogue.scenarios", state=list(OPEN_NOW)),
            ),
            (_("已推介"), sum(number for number, _social in results), _("个场景"), with_result),
            (_("撬动社会资本和贷款"), sum(social for _number, social in results), _("万元"), with_result),
        ],
        "total": listing.count(()),
        "open_now": open_now,
        "latest": latest,
        "social": listing.social_of([one.scenario_id for one in latest]),
        "models": short_models(),
    }


def _those(counts: Mapping[str, tuple[int, Any]], states: Iterable[str]) -> list[tuple[int, Any]]:
    return [counts[state] for state in states if state in counts]


def _counts() -> dict[str, tuple[int, Any]]:
    social = func.coalesce(func.sum(Entry.social_wan), 0)
    runs = or_(Entry.state.not_in(AT_DEADLINE), Entry.deadline > clock.now())
    query = select(Entry.state, func.count(), social).where(Entry.state.in_((*OPEN_NOW, *WITH_RESULT)), runs)
    return {str(state): (number, wan) for state, number, wan in db.session.execute(query.group_by(Entry.state))}


def page_number(raw: str) -> int:
    """The number of a page, 1 where none is asked for.

    :raises BadRequest: it is none, or beyond what is paged by number.
    """
    if not raw:
        return 1
    if not (raw.isascii() and raw.isdigit() and len(raw) < 6 and 1 <= int(raw) <= LAST_PAGE):
        raise BadRequest(_("页码请填 1 到 %(last)d 的整数；再往后请用“后一页”，或者缩小筛选范围。", last=LAST_PAGE))
    return int(raw)


def order_of(arguments: MultiDict[str, str], wanted: Wanted) -> orders.Order:
    """The order that is asked for; an unknown one is named and the usual one taken."""
    asked = arguments.get("sort", "")
    if asked and asked not in orders.ORDERS:
        wanted.unmatched.append(_("排序“%(sort)s”（已按截止最近排列）", sort=asked[:20]))
    return orders.ORDERS.get(asked) or orders.ORDERS["relevance" if wanted.terms and not asked else FIRST_ORDER]


def scenarios(arguments: MultiDict[str, str]) -> dict[str, Any]:
    """The list: the question, the rows, where one can go on."""
    wanted = Wanted.of(arguments)
    order = order_of(arguments, wanted)
    number = page_number(arguments.get("page", ""))
    found = listing.page(wanted, order, number=number, after=arguments.get("after", ""))
    return {
        "wanted": wanted,
        "order": order,
        "orders": [(one.id, str(one.label)) for one in orders.ORDERS.values()],
        "found": found,
        "pager_page": _pager(wanted, found),
        "states": PUBLIC,
        "facets": _facets(wanted),
        "ranges": [one for one, _column in RANGES],
        "notice_ends": contests.notice_ends(found.rows),
        "mechanisms": {row.scenario_id: _mechanisms(row) for row in found.rows},
        "models": short_models(),
        "fields": dict(options.fields()),
        "carried": [(name, value) for name, value in wanted.pairs() if name != "sort"],
    }


def _mechanisms(row: Entry) -> str:
    return enumerated(label_of(options.return_mechanisms(), one) for one in parted(row.mechanisms))


def _pager(wanted: Wanted, found: listing.Page) -> components.PagerPage:
    asked = list(wanted.pairs())
    number = (found.first - 1) // listing.SIZE + 1
    before = _address([*asked, ("page", str(number - 1))]) if 1 < number <= LAST_PAGE + 1 else ""
    after = _address([*asked, ("after", found.next)]) if found.next else ""
    last = found.first + len(found.rows) - 1
    return components.PagerPage(found.first, last, found.total if found.rows else 0, before, after)


def _address(asked: Iterable[tuple[str, str]]) -> str:
    return f"{url_for('catalogue.scenarios')}?{urlencode(list(asked))}"


def _facets(wanted: Wanted) -> list[tuple[Any, list[components.FacetOption]]]:
    return [
        (
            one,
            [
                components.FacetOption(str(key), str(label), chosen=str(key) in wanted.chosen[one.name])
                for key, label in wanted.choices[one.name]
            ],
        )
        for one, _column in FILTERS
    ]


def notices() -> dict[str, Any]:
    """The notices: what is on public notice now, what was issued and opened lately."""
    now = clock.now()
    running = objection_queries.running_notices()
    issued: Sequence[Any] = publications.newest_issued(20)
    return {
        "running": [one for one in running if one.round.scenario.is_published],
        "now": now,
        "issued": issued,
        "opened": scenario_queries.newest_openings(10),
        "papers": documents.newest_public(10),
    }
