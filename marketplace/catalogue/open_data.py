"""The open data: what the API answers, key by key as the contract names them (DESIGN section 6)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import url_for
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from marketplace.accounts import queries as accounts
from marketplace.catalogue import contests, details, front_pages, listing, versions
from marketplace.catalogue.choosing import named
from marketplace.catalogue.columns import Told
from marketplace.catalogue.derive import COLUMNS
from marketplace.catalogue.filters import Wanted
from marketplace.catalogue.models import Entry
from marketplace.extensions import db
from marketplace.finance import Figures, figures_of
from marketplace.furniture.times import iso
from marketplace.publications.models import Publication
from marketplace.reference.tables import operating_models, return_mechanisms
from marketplace.scenarios.models import Round, Scenario
from marketplace.sheets.canonical import plain

Json = dict[str, Any]
TOLD: dict[str, Told] = {name: one.told for name, one in COLUMNS.items() if one.told}
"""What the list tells, by column."""
FIGURES = ("total_investment_wan", "government_wan", "social_wan", "leverage", "irr_pct", "npv_wan", "payback_years")


def scenarios(arguments: MultiDict[str, str]) -> Json:
    """`{items, next, total}`: the list in its short form."""
    wanted = Wanted.of(arguments)
    order = front_pages.order_of(arguments, wanted)
    number = front_pages.page_number(arguments.get("page", ""))
    found = listing.page(wanted, order, number=number, after=arguments.get("after", ""))
    return {"items": [_short(row) for row in found.rows], "next": found.next, "total": found.total}


def _short(row: Entry) -> Json:
    answer: Json = {"code": row.code}
    for name, told in TOLD.items():
        *outer, key = told.key.split(".")
        place = answer.setdefault(outer[0], {}) if outer else answer
        place[key] = told.show(getattr(row, told.attribute or name))
    answer["links"] = {
        "self": url_for("open_data.scenario", code=row.code),
        "page": url_for("catalogue.scenario", code=row.code),
    }
    result: Json = plain(answer)
    return result


def _publisher(scenario: Scenario) -> Json:
    return {"code": scenario.publisher.code, "name": scenario.publisher.name}


def scenario(code: str) -> Json:
    """One scenario as its version in force says it.

    :raises NotFound: there is none of that code, or nothing of it was ever issued.
    """
    found, publication = details.published(code)
    plan = publication.content["plan"]
    basics, operation, returns = (plan.get(name) or {} for name in ("basics", "operation", "returns"))
    newest, *earlier = (_contest(one) for one in contests.contests(found))
    answer = {
        "code": found.code,
        **{name: basics.get(name) for name in ("title", "field", "year", "place", "summary")},
        "state": found.shown_state,
        "publisher": _publisher(found),
        "publication": _publication(publication),
        "plan": {section.id: plan[section.id] for section in versions.sections_of(publication)},
        "operating_model": named(operating_models(), operation.get("operating_model")),
        "return_mechanisms": [named(return_mechanisms(), key) for key in returns.get("return_mechanisms") or []],
        "finance": _finance(figures_of(plan)),
        "contest": newest,
        "rounds": earlier,
        "links": _links(code, publication),
    }
    result: Json = plain(answer)
    return result


def _publication(publication: Publication) -> Json:
    return {
        "number": publication.number,
        "version": publication.version,
        "issued_at": publication.content["issued_at"],
        "sha256": publication.sha256,
    }


def _finance(figures: Figures | None) -> Json:
    return {name: getattr(figures, name, None) for name in FIGURES}


def _contest(one: contests.Contest) -> Json:
    notice, award = one.noticed, one.award
    return {
        "round": one.round.number,
        "opens_at": iso(one.round.opens_at),
        "deadline": iso(one.round.deadline),
        "claims": one.claims,
        "ranking": one.ranking,
        "notice": {"claim": notice["claim"], "organisation": notice["organisation"], "until": iso(notice["until"])}
        if notice
        else None,
        "award": {"claim": award["claim"], "organisation": award["organisation"], "at": iso(award["at"])}
        if award
        else None,
    }


def _links(code: str, publication: Publication) -> Json:
    return {
        "self": url_for("open_data.scenario", code=code),
        "page": url_for("catalogue.scenario", code=code),
        "publication": url_for("open_data.publication", slug=publication.slug),
        "publication_page": url_for("publications.publication", slug=publication.slug),
        "versions": url_for("catalogue.versions", code=code),
    }


def publication(found: Publication) -> Json:
    """An issued version with the content that its hash is taken over (`docs/canonical.md`)."""
    return {
        "number": found.number,
        "version": found.version,
        "issued_at": found.content["issued_at"],
        "sha256": found.sha256,
        "scenario": found.scenario.code,
        "content": plain(found.content),
    }


def organisations() -> Json:
    """The organisations that appear in something published, each with the number of scenarios it appears in."""
    by_id: Counter[int] = Counter()
    query = select(Entry.publisher_id, func.count()).group_by(Entry.publisher_id)
    for organisation_id, number in db.session.execute(query):
        by_id[organisation_id] += number
    by_code = _claimants()
    publishers = accounts.organisations_by_id(list(by_id))
    claimants = accounts.organisations_by_code(list(by_code))
    numbers = Counter({row.code: by_id[row.id] for row in publishers.values()}) + by_code
    rows = {row.code: row for row in [*publishers.values(), *claimants]}
    items = [
        {"code": code, "name": row.name, "kind": row.kind, "scenarios": numbers[code]}
        for code, row in sorted(rows.items())
    ]
    return {"items": items, "next": None, "total": len(items)}


def _claimants() -> Counter[str]:
    """In how many scenarios each claimant was publicly ranked."""
    seen: set[tuple[int, str]] = set()
    query = select(Round.scenario_id, Round.ranking).where(Round.announced_at.is_not(None))
    for scenario_id, ranking in db.session.execute(query):
        seen |= {(scenario_id, row["organisation"]) for row in ranking or []}
    return Counter(code for _scenario_id, code in seen)
