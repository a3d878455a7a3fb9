"""Issue a version: number it, freeze it, hash it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.errors import NotFound
from marketplace.extensions import db, unit_of_work
from marketplace.i18n import _
from marketplace.numbering.service import next_number
from marketplace.plans.sheet import PUBLISHED
from marketplace.publications.models import Publication
from marketplace.scenarios.models import Round, Scenario
from marketplace.sheets.canonical import sha256
from marketplace.sheets.frozen import labels_of

SERIES = "城推"
SLUG = re.compile(r"CT-([1-9][0-9]{3})-([1-9][0-9]{0,8})")


def versions(scenario: Scenario) -> Sequence[Publication]:
    """All issued versions, the oldest first."""
    query = select(Publication).where(Publication.scenario_id == scenario.id).order_by(Publication.version)
    return db.session.scalars(query).all()


def newest(scenario: Scenario) -> Publication:
    """The version in force.

    :raises NotFound: nothing was issued yet.
    """
    query = (
        select(Publication).where(Publication.scenario_id == scenario.id).order_by(Publication.version.desc()).limit(1)
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def of_round(round_: Round) -> Publication:
    """The version with which a contest ended: the last that opened or amended it.

    :raises NotFound: there is none.
    """
    kinds = ("opening", "amendment")
    query = select(Publication).where(Publication.scenario_id == round_.scenario_id, Publication.kind.in_(kinds))
    found = db.session.scalar(
        query.where(Publication.round_number == round_.number).order_by(Publication.version.desc()).limit(1)
    )
    if found is None:
        raise NotFound(_("没有这个场景。"))
    return found


def version(scenario: Scenario, number: int) -> Publication:
    """One version.

    :raises NotFound: there is no such version.
    """
    if number >= 10**6:
        raise NotFound(_("没有这一版。"))
    query = select(Publication).where(Publication.scenario_id == scenario.id, Publication.version == number)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound(_("没有这一版。"))
    return found


def by_slug(slug: str) -> Publication:
    """The version of that number, as addresses write it (`CT-2026-1`).

    :raises NotFound: there is none.
    """
    parts = SLUG.fullmatch(slug)
    if parts is None:
        raise NotFound(_("没有这份推介文件。"))
    query = select(Publication).where(Publication.year == int(parts[1]), Publication.sequence == int(parts[2]))
    found = db.session.scalar(query)
    if found is None:
        raise NotFound(_("没有这份推介文件。"))
    return found


def issue(
    *,
    scenario: Scenario,
    plan: Mapping[str, Any],
    kind: str,
    round_number: int,
    by: Person,
    reason: str = "",
    contest: Mapping[str, Any] | None = None,
    operator: Mapping[str, Any] | None = None,
    rules: Sequence[Mapping[str, Any]] = (),
) -> Publication:
    """Issue the next version in the publisher's name. `operator` is named from the result on; `rules` are the findings of the
    rule gate that were let pass, with who, when and why."""
    with unit_of_work() as session:
        now = clock.now()
        year = clock.today().year
        count = session.scalar(select(func.max(Publication.version)).where(Publication.scenario_id == scenario.id)) or 0
        publication = Publication(
            year=year,
            sequence=next_number(SERIES, year),
            scenario_id=scenario.id,
            version=count + 1,
            round_number=round_number,
            kind=kind,
            reason=reason,
            issued_at=now,
            issued_by_id=by.id,
        )
        content = {
            "number": publication.number,
            "scenario": scenario.code,
            "version": publication.version,
            "round": round_number,
            "kind": kind,
            "reason": reason,
            "issued_at": now.astimezone(clock.SHANGHAI).replace(microsecond=0).isoformat(),
            "publisher": {"code": scenario.publisher.code, "name": scenario.publisher.name},
            "plan": dict(plan),
            "labels": labels_of(PUBLISHED, plan),
            "contest": dict(contest or {}),
            "operator": dict(operator) if operator else None,
            **({"rules": [dict(one) for one in rules]} if rules else {}),
        }
        publication.content, publication.sha256 = content, sha256(content)
        session.add(publication)
        session.flush()
    return publication
