"""The list that the public searches: one entry per published scenario, derived from its version in force.

A column that the list filters by is one row here: its type, what it is derived from, its filter, what the open data tell.
Nobody types any of it; `flask reindex` writes it anew.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, ForeignKey, Index, Integer, Numeric, String, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace import clock
from marketplace.accounts.models import Organisation
from marketplace.catalogue import choosing
from marketplace.catalogue.columns import Bounds, Filter, Told, holds, listed, measured, parted, planned, several
from marketplace.catalogue.searching import search_text
from marketplace.columns import Moment, OfRow
from marketplace.extensions import Base
from marketplace.furniture.times import iso
from marketplace.i18n import _l
from marketplace.reference import options
from marketplace.reference.tables import operating_models, return_mechanisms
from marketplace.scenarios.models import Scenario
from marketplace.scenarios.states import AT_DEADLINE, FIRST_PUBLIC, PUBLIC, STATES

MONEY, RATE = Numeric(14, 2), Numeric(8, 2)
MOST_RATE = 10**6


class Entry(Base):
    """What the catalogue knows of a scenario, to filter, sort and search by."""

    __tablename__ = "catalogue_entry"
    __table_args__ = (
        Index("ix_catalogue_entry_state_deadline", "state", "deadline", "scenario_id"),
        Index("ix_catalogue_entry_issued", "first_issued_at", "scenario_id"),
        Index("ix_catalogue_entry_deadline", "deadline", "scenario_id"),
        Index("ix_catalogue_entry_investment", "total_investment_wan", "scenario_id"),
        Index("ix_catalogue_entry_irr", "irr_pct", "scenario_id"),
        Index("ix_catalogue_entry_state_social", "state", "deadline", "social_wan"),
    )
    scenario_id: Mapped[int] = mapped_column(ForeignKey("scenario.id"), primary_key=True, autoincrement=False)
    version: Mapped[int]
    """Of the publication that it was derived from."""

    title: Mapped[str] = listed(String(80), planned("basics", "title", ""), told=Told("title"))
    field: Mapped[str] = listed(
        String(40),
        planned("basics", "field", ""),
        filtered=Filter("field", _l("领域"), options.fields),
        told=Told("field"),
        index=True,
    )
    year: Mapped[int | None] = listed(
        Integer,
        planned("basics", "year"),
        filtered=Filter("year", _l("年度"), choosing.years, choosing.is_year),
        told=Told("year"),
    )
    state: Mapped[str] = listed(
        String(20),
        lambda source: source.scenario.public_state or FIRST_PUBLIC,
        filtered=Filter("state", _l("状态"), choosing.states, lambda _column, value: state_is(value), 6, place=0),
        told=Told("state", "shown_state"),
    )
    publisher_id: Mapped[int] = listed(
        ForeignKey("organisation.id"),
        lambda source: source.scenario.publisher_id,
        filtered=Filter("publisher", _l("发布单位"), choosing.publishers, choosing.is_publisher, 5, place=2),
        told=Told("publisher", "publisher", lambda one: {"code": one.code, "name": one.name}),
        index=True,
    )
    operating_model: Mapped[str] = listed(
        String(40),
        planned("operation", "operating_model", ""),
        filtered=Filter("model", _l("运营模式"), options.operating_models, shown=5),
        told=Told("operating_model", show=lambda key: choosing.named(operating_models(), key)),
    )
    mechanisms: Mapped[str] = listed(
        String(400),
        several("returns", "return_mechanisms"),
        filtered=Filter("mechanism", _l("回报机制"), options.return_mechanisms, holds, 5),
        told=Told(
            "return_mechanisms", show=lambda keys: [choosing.named(return_mechanisms(), key) for key in parted(keys)]
        ),
    )
    total_investment_wan: Mapped[Decimal | None] = listed(
        MONEY,
        measured("total_investment_wan"),
        bounds=Bounds(_l("总投资 (万元)"), ("min_wan", _l("总投资不少于")), ("max_wan", _l("总投资不多于"))),
        told=Told("finance.total_investment_wan"),
    )
    social_wan: Mapped[Decimal | None] = listed(MONEY, measured("social_wan"), told=Told("finance.social_wan"))
    irr_pct: Mapped[Decimal | None] = listed(RATE, measured("irr_pct", MOST_RATE), told=Told("finance.irr_pct"))
    payback_years: Mapped[Decimal | None] = listed(
        RATE, measured("payback_years", MOST_RATE), told=Told("finance.payback_years")
    )
    deadline: Mapped[datetime | None] = listed(
        Moment,
        lambda source: source.scenario.round.deadline if source.scenario.round else None,
        told=Told("deadline", show=lambda at: iso(at) if at else None),
    )
    first_issued_at: Mapped[datetime] = listed(Moment, lambda source: source.first_issued_at)
    term_years: Mapped[int | None] = listed(Integer, planned("operation", "term_years"))
    search_text: Mapped[str] = listed(String, search_text)

    scenario: Mapped[Scenario] = relationship()
    is_shown_open = OfRow(STATES, lambda row: row.takes_claims)
    """Whether the public sees its contest run, or closed once the deadline has passed."""

    @property
    def code(self) -> str:
        """The scenario's code."""
        return self.scenario.code

    @property
    def publisher(self) -> Organisation:
        """Who published it."""
        return self.scenario.publisher

    @property
    def shown_state(self) -> str:
        """The state that the public sees now: at its deadline a contest is closed, whether or not the clock's job ran."""
        over = self.deadline is not None and self.deadline <= clock.now()
        return AT_DEADLINE.get(self.state, self.state) if over else self.state

    @property
    def social_pct(self) -> Decimal | None:
        """Share of social capital in the whole investment, per cent; None where one of them is not known."""
        return (
            self.social_wan * 100 / self.total_investment_wan if self.social_wan and self.total_investment_wan else None
        )


def state_is(value: str) -> ColumnElement[bool]:
    """A contest is open until its deadline, and closed from then on until its claims are opened."""
    past, stands = Entry.deadline <= clock.now(), PUBLIC[value].in_place_of
    if stands:
        return and_(Entry.state == stands, past)
    return and_(Entry.state == value, ~past) if value in AT_DEADLINE else Entry.state == value
