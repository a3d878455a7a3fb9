"""People and organisations as the admin's lists and pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import QueryableAttribute

from marketplace.accounts import records
from marketplace.accounts.models import Organisation, Person
from marketplace.accounts.queries import everyone_in
from marketplace.accounts.roles import KINDS
from marketplace.acts import reading
from marketplace.audit.models import AuditEvent
from marketplace.errors import NotFound
from marketplace.extensions import db
from marketplace.furniture.components import Event
from marketplace.i18n import _
from marketplace.people.links import Link

PER_PAGE = 30
MOST_WORDS = 10
WIDE = str.maketrans("(),:;", "（），：；")
"""Marks that names are written with in full width, and searched for in either."""
LAST_PAGE = 10_000
Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list."""

    rows: Sequence[Row]
    number: int
    total: int

    @property
    def first(self) -> int:
        """The place of its first row, from 1; 0 when there is none."""
        return (self.number - 1) * PER_PAGE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The place of its last row."""
        return self.first + len(self.rows) - 1 if self.rows else 0


def _page(query: Select[Row], number: int) -> Page[Row]:
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    rows = db.session.scalars(query.limit(PER_PAGE).offset((number - 1) * PER_PAGE)).unique().all()
    return Page(rows, number, total)


def _contains(words: str, *columns: QueryableAttribute[Any]) -> ColumnElement[bool]:
    """Each of the words somewhere, in its brackets of either width."""
    return and_(
        *(
            or_(
                *(
                    column.icontains(form, autoescape=True)
                    for column in columns
                    for form in {word, word.translate(WIDE)}
                )
            )
            for word in words.split()[:MOST_WORDS]
        )
    )


def people(words: str, number: int) -> Page[Person]:
    """People whose name, address or organisation holds the words, the newest first."""
    query = select(Person).outerjoin(Organisation, Person.organisation_id == Organisation.id).order_by(Person.id.desc())
    if words:
        query = query.where(_contains(words, Person.name, Person.email, Organisation.name, Organisation.short_name))
    return _page(query, number)


def organisations(words: str, number: int, *, unverified: bool) -> Page[Organisation]:
    """Organisations whose name or code holds the words, the newest first; or only those that wait for verification."""
    query = select(Organisation).order_by(Organisation.id.desc())
    if unverified:
        query = query.where(*_is_unverified())
    if words:
        query = query.where(
            _contains(words, Organisation.name, Organisation.short_name, Organisation.code, Organisation.credit_code)
        )
    return _page(query, number)


def _is_unverified() -> Iterator[ColumnElement[bool]]:
    yield Organisation.kind.in_([kind.id for kind in KINDS.values() if kind.registers_itself])
    yield Organisation.verified_at.is_(None)
    yield Organisation.refused_at.is_(None)


def unverified(limit: int) -> Sequence[Organisation]:
    """Organisations that wait for verification, the oldest first."""
    return db.session.scalars(
        select(Organisation).where(*_is_unverified()).order_by(Organisation.id).limit(limit)
    ).all()


def count_unverified() -> int:
    """How many organisations wait for verification."""
    return db.session.scalar(select(func.count()).select_from(Organisation).where(*_is_unverified())) or 0


def person_by_id(person_id: int) -> Person:
    """The person.

    :raises NotFound: there is none.
    """
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound
    return person


def people_of(organisation_id: int) -> Sequence[Person]:
    """Everyone who has or had an account for the organisation, those who can sign in first."""
    found = everyone_in([organisation_id])
    return sorted(found, key=lambda person: (person.disabled_at is not None, person.id))


def colleague_by_id(person_id: int, organisation_id: int | None) -> Person:
    """The person of this organisation.

    :raises NotFound: there is none of that number there.
    """
    person = db.session.get(Person, person_id)
    if person is None or organisation_id is None or person.organisation_id != organisation_id or not person.kind_row:
        raise NotFound
    return person


def organisation_by_code(code: str) -> Organisation:
    """The organisation.

    :raises NotFound: there is none.
    """
    row = (
        db.session.scalar(select(Organisation).where(Organisation.code == code))
        if code.isascii() and code.isprintable()
        else None
    )
    if row is None:
        raise NotFound
    return row


def events_of(history: Iterable[AuditEvent], *, named: bool = False) -> list[Event]:
    """The history as the timeline shows it, newest first; `named`: for the claimant itself, each actor by name."""
    events = list(history)
    names = records.names_of(events) if named else {}
    return [
        Event(
            at=one.at,
            title=reading.label_of(one),
            text=_change(one),
            who=names.get(one.position) or reading.actor_of(one),
            reason=reading.reason_of(one),
            action=one.action,
        )
        for one in events
    ][::-1]


def _change(event: AuditEvent) -> str:
    if "to" not in event.data:
        return ""
    return str(
        _("由“%(before)s”改为“%(after)s”", before=event.data.get("from") or _("无"), after=event.data["to"] or _("无"))
    )


def where_next(link: Link) -> str:
    """What somebody does whose link cannot be used any more."""
    if link.person is not None and link.person.is_active:
        return str(_("账号可以使用，请直接登录。"))
    return str(_("请在“忘记密码”页重新获取一封邮件，或者联系区城市办。"))
