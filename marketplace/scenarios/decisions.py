"""What is decided of a round stands in rows of the room that decides it, with who, when and why; what a round is asked for
(`Round.ranking`) is read from these rows, in the query that reads the round.

A decision is never changed: who decides again adds a row, and the newest counts. Triggers refuse UPDATE and DELETE.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, ForeignKey, String, Text, event, func, literal, select, type_coerce
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, Session, column_property, declared_attr, mapped_column, relationship
from sqlalchemy.sql.functions import GenericFunction

from marketplace.accounts.models import Person
from marketplace.audit import records
from marketplace.audit.records import Record, Recorded
from marketplace.columns import Document, Moment
from marketplace.extensions import db
from marketplace.room import Filed
from marketplace.scenarios.models import Round

FACTS: list[str] = []
"""What a round is asked for and does not keep itself."""
TOUCHED = "rounds of which a fact changed"


class OfRound:
    """A row on which facts of its round rest: once it is written, the round is read and recorded anew."""

    if TYPE_CHECKING:
        round_id: Any

    def its_round(self, session: Session) -> Round | None:
        """The round."""
        return session.get(Round, self.round_id)


class Decision(Recorded, OfRound):
    """A decision about a round."""

    append_only = True
    """`db migrate` writes what refuses a change of its rows into the migration that makes their table."""
    recorded = Record(
        lambda row: f"{row.__tablename__}/{row.id}",
        lambda row: row.round.scenario.code,
        names=lambda row: {"by": row.by.title if row.by else ""},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    why: Mapped[str] = mapped_column(String(2000), default="")
    """The reason that was given, or the rule that decided; empty where none was asked for."""

    @declared_attr
    def round_id(cls) -> Mapped[int]:  # noqa: N805  SQLAlchemy asks the class
        """Whose it is."""
        return mapped_column(ForeignKey("round.id"), index=True)

    @declared_attr
    def by_id(cls) -> Mapped[int | None]:  # noqa: N805
        """Who decided; None where the rule did, at its time."""
        return mapped_column(ForeignKey("person.id"))

    @declared_attr
    def round(cls) -> Mapped[Round]:  # noqa: N805
        """The round."""
        return relationship(Round)

    @declared_attr
    def by(cls) -> Mapped[Person | None]:  # noqa: N805
        """Who decided."""
        return relationship(Person)


def fact(name: str, found: ColumnElement[Any], *, at_hand: bool = False) -> None:
    """Let a round be asked for this. What is not at hand is read when it is asked for, with the others of its kind."""
    held = column_property(found) if at_hand else column_property(found, deferred=True, group="decided")
    setattr(Round, name, held)
    event.listen(getattr(Round, name), "set", _refuse)
    FACTS.append(name)


def _refuse(_round: Round, _value: object, _old: object, held: Any) -> None:
    raise AttributeError(f"what a round's {held.key} says is decided in rows")


def newest(model: Any, found: Any, *which: Any) -> ColumnElement[Any]:
    """What the newest row of the round says, of those of which all this holds; None where there is none."""
    rows = select(found).where(model.round_id == Round.id, *which).order_by(model.id.desc()).limit(1)
    return rows.correlate_except(model).scalar_subquery()


def filed(model: Any) -> Filed:
    """The decisions of this kind, in the file of their contest."""

    def rows(round_: Round) -> Sequence[Any]:
        return db.session.scalars(select(model).where(model.round_id == round_.id).order_by(model.id)).all()

    return Filed("decisions.json", rows, key=model.__tablename__)


def or_none(found: ColumnElement[Any]) -> ColumnElement[Any]:
    """A list that is empty where no row says anything."""
    return type_coerce(func.coalesce(type_coerce(found, Text), literal("[]", Text)), Document)


class _Listed(GenericFunction[str]):
    """The values of a column as a JSON list, in the order in which they come."""

    name = "json_listed"
    type = Text()
    inherit_cache = True


@compiles(_Listed, "sqlite")
def _listed_by_sqlite(element: Any, compiler: Any, **more: Any) -> str:
    return f"json_group_array({compiler.process(element.clauses, **more)})"


@compiles(_Listed, "postgresql")
def _listed_by_postgresql(element: Any, compiler: Any, **more: Any) -> str:
    return f"CAST(json_agg({compiler.process(element.clauses, **more)}) AS TEXT)"


def everyone(column: Any, *which: Any, of: ColumnElement[bool] | None = None) -> ColumnElement[Any]:
    """Every id in this column of the round's rows of which all this holds, each once, in order."""
    model = column.class_
    mine = model.round_id == Round.id if of is None else of
    rows = select(column.label("one")).where(mine, *which).distinct().order_by("one").correlate_except(model).subquery()
    return or_none(select(_Listed(rows.c.one)).select_from(rows).scalar_subquery())


@event.listens_for(Session, "after_flush")
def _note_rounds(session: Session, _context: object) -> None:
    touched = [row for row in (*session.new, *session.dirty, *session.deleted) if isinstance(row, OfRound)]
    if touched:
        session.info.setdefault(TOUCHED, []).extend(touched)


@event.listens_for(Session, "after_flush_postexec")
def _read_anew(session: Session, _context: object) -> None:
    for row in session.info.pop(TOUCHED, ()):
        if (round_ := row.its_round(session)) is not None:
            session.expire(round_, FACTS)
            records.note(round_)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, _previous: object) -> None:
    session.info.pop(TOUCHED, None)
