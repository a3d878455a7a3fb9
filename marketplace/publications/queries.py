"""Lists of issued versions, without their contents."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import defer, joinedload, lazyload

from marketplace.extensions import db
from marketplace.publications.models import Publication
from marketplace.scenarios.models import Scenario

PAGE = 20


def _list() -> Select[Publication]:
    scenario = joinedload(Publication.scenario)
    light = (defer(Publication.content), scenario.options(lazyload(Scenario.round)))
    return select(Publication).options(*light).order_by(Publication.id.desc())


def newest_issued(most: int) -> Sequence[Publication]:
    """The versions issued last."""
    return db.session.scalars(_list().limit(most)).all()


def newest_results(most: int) -> Sequence[Publication]:
    """The recommendations issued last with an operator."""
    return db.session.scalars(_list().where(Publication.kind == "result").limit(most)).all()


def issued_before(publication_id: int | None) -> tuple[Sequence[Publication], int | None]:
    """A page of the list, going on below a publication, and the id to go on from; None at the end."""
    query = _list() if publication_id is None else _list().where(Publication.id < publication_id)
    rows = db.session.scalars(query.limit(PAGE + 1)).all()
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


def count() -> int:
    """How many versions were issued."""
    return db.session.scalar(select(func.count()).select_from(Publication)) or 0


def replaced_by(publication: Publication) -> Publication | None:
    """The next version of the same scenario; None while it is in force."""
    query = _list().where(
        Publication.scenario_id == publication.scenario_id, Publication.version == publication.version + 1
    )
    return db.session.scalar(query)


def by_hash(sha256: str) -> Publication | None:
    """The version whose content has this hash."""
    return db.session.scalar(_list().where(Publication.sha256 == sha256).limit(1))
