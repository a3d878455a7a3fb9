"""The register of scenarios at the desk: all that a person may read, found by words, state, whose turn it is, and lateness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from sqlalchemy import ColumnElement, String, and_, false, func, or_, select, true, type_coerce
from sqlalchemy.orm import selectinload

from marketplace import clock
from marketplace.accounts.models import Organisation, Person
from marketplace.accounts.predicates import reads_cases, reads_histories
from marketplace.catalogue import listing
from marketplace.errors import BadRequest
from marketplace.extensions import db
from marketplace.furniture import components
from marketplace.i18n import _, _l
from marketplace.lifecycle.moments import due, running_notices
from marketplace.scenarios.models import Round, Scenario
from marketplace.scenarios.states import STATES
from marketplace.typed_words import holds, terms_of

SIZE = 20
NOBODY = "none"
YES = "yes"


def turns() -> list[tuple[str, str]]:
    """Whose turn it can be, as choices: the words of the states' table."""
    words = dict.fromkeys(str(state.turn) for state in STATES.values() if state.turn)
    return [*((one, one) for one in words), (NOBODY, str(_l("不再办理")))]


def _in_turn(chosen: str) -> Sequence[str]:
    return [state.id for state in STATES.values() if (str(state.turn) or NOBODY) == chosen]


@dataclass(frozen=True)
class Asked:
    """What the address asks: the conditions, and in words what nothing can match."""

    typed: Mapping[str, str]
    conditions: tuple[ColumnElement[bool], ...]
    unmatched: tuple[str, ...] = ()

    @classmethod
    def of(cls, arguments: Mapping[str, str]) -> Asked:
        """Read the address; what it asks that cannot be is said, never dropped."""
        typed = {name: arguments.get(name, "").strip() for name in ("q", "state", "turn", "late")}
        found: list[ColumnElement[bool]] = []
        wrong: list[str] = []
        _take_words(typed["q"], found, wrong)
        if state := typed["state"]:
            _take(state in STATES, Scenario.state == state, _("状态“%(value)s”", value=state[:40]), found, wrong)
        if turn := typed["turn"]:
            states = _in_turn(turn)
            _take(bool(states), Scenario.state.in_(states), _("轮到“%(value)s”", value=turn[:40]), found, wrong)
        if late := typed["late"]:
            _take(late == YES, Scenario.due_at < clock.now(), _("逾期“%(value)s”", value=late[:40]), found, wrong)
        return cls(typed, tuple(found), tuple(wrong))

    def address(self, **more: str) -> str:
        """The same question, from another place on."""
        pairs = [(name, value) for name, value in {**self.typed, **more}.items() if value]
        return f"{url_for('lifecycle.register')}?{urlencode(pairs)}" if pairs else url_for("lifecycle.register")


def _take(
    known: bool, condition: ColumnElement[bool], words: str, found: list[ColumnElement[bool]], wrong: list[str]
) -> None:
    found.append(condition if known else false())
    if not known:
        wrong.append(words)


def _take_words(raw: str, found: list[ColumnElement[bool]], wrong: list[str]) -> None:
    terms = terms_of(raw)
    if terms is None:
        wrong.append(_("搜索“%(value)s”", value=raw[:40]))
        found.append(false())
        return
    for term in terms:
        listed = Scenario.id.in_(listing.ids_by_text(partial(holds, term)))
        named = Scenario.publisher.has(holds(term, Organisation.name, Organisation.short_name))
        found.append(or_(holds(term, Scenario.title, Scenario.code), listed, named))


def _reads_all(person: Person) -> bool:
    return reads_histories(person, None)


def _theirs(person: Person) -> ColumnElement[bool]:
    """What the person may read: the office everything, a publisher its own."""
    if _reads_all(person):
        return true()
    return Scenario.publisher_id == person.organisation_id


def _takes_no_part(person: Person) -> ColumnElement[bool]:
    """Scenarios of the organisation that an officer is seconded from: as publisher or, once opened, as claimant."""
    origin = person.seconded_from_id
    if origin is None:
        return false()
    ids = func.replace(func.replace(type_coerce(Round.claimant_ids, String), "[", ","), "]", ",")
    claims = and_(Round.opened_claims_at.is_not(None), ids.contains(f",{origin},"))
    return or_(Scenario.publisher_id == origin, Scenario.round.has(claims))


def _count(*conditions: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(Scenario).where(*conditions)) or 0


def page(person: Person, arguments: Mapping[str, str]) -> dict[str, Any]:
    """One page of the register.

    :raises BadRequest: the mark of the place cannot be read.
    """
    asked = Asked.of(arguments)
    out = _takes_no_part(person)
    seen = [_theirs(person), ~out]
    wanted = [*seen, *asked.conditions]
    place = _place(arguments.get("after", ""), seen)
    query = select(Scenario).where(*wanted, *place).order_by(Scenario.id.desc()).limit(SIZE + 1)
    found = db.session.scalars(query.options(selectinload(Scenario.vettings))).unique().all()
    rows, total = found[:SIZE], _count(*wanted)
    first = total - _count(*wanted, *place) + 1
    after = asked.address(after=rows[-1].code) if len(found) > SIZE else ""
    return {
        "rows": _lines(rows),
        "asked": asked,
        "pager_page": components.PagerPage(first, first + len(rows) - 1, total if rows else 0, "", after),
        "total": total,
        "left_out": _count(_theirs(person), out, *asked.conditions),
        "states": [(state.id, str(state.label)) for state in STATES.values()],
        "turns": turns(),
        "page_of": "lifecycle.history"
        if _reads_all(person) and not reads_cases(person, None)
        else "lifecycle.overview",
        "scope": _("全部场景，包括草稿和已撤回的，最近谋划的在前。")
        if _reads_all(person)
        else _("本单位谋划的全部场景，包括草稿和已撤回的，最近谋划的在前。"),
    }


def _place(after: str, seen: Sequence[ColumnElement[bool]]) -> list[ColumnElement[bool]]:
    """What comes after the scenario with this code, which must be one that the person sees."""
    if not after:
        return []
    row_id = db.session.scalar(select(Scenario.id).where(Scenario.code == after[:40], *seen))
    if row_id is None:
        raise BadRequest(_("翻页标记无法识别。请从第一页重新查看。"))
    return [Scenario.id < row_id]


def _lines(rows: Sequence[Scenario]) -> list[dict[str, Any]]:
    """The rows with whose turn it is, what comes next, by when."""
    ends, now = running_notices(rows), clock.now()
    return [
        {
            "scenario": row,
            "state": row.state_row,
            "due": due(row, ends),
            "late": row.due_at is not None and row.due_at < now,
        }
        for row in rows
    ]
