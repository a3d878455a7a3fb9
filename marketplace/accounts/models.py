"""Organisations and the people in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_login import UserMixin
from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace import clock
from marketplace.accounts.roles import KINDS, OFFICE_ROLES, ROLES
from marketplace.columns import Document, Moment, OfRow
from marketplace.extensions import Base
from marketplace.i18n import _l, in_source


class Organisation(Base):
    """An office, a publisher or a claimant. `code` is its name in addresses and in the open data."""

    __tablename__ = "organisation"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[str] = mapped_column(String(20), index=True)
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(200))
    credit_code: Mapped[str | None] = mapped_column(String(18), unique=True)
    legal_form: Mapped[str] = mapped_column(String(60), default="")
    profile: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    created_at: Mapped[datetime] = mapped_column(Moment)
    verified_at: Mapped[datetime | None] = mapped_column(Moment)
    refused_at: Mapped[datetime | None] = mapped_column(Moment)
    """When its verification was refused; a later verification takes its place."""
    suspended_at: Mapped[datetime | None] = mapped_column(Moment)
    """Since when it may begin no claim; what was begun before goes on."""
    standing_reason: Mapped[str] = mapped_column(String(2000), default="")
    """Why its verification was refused."""
    suspension_reason: Mapped[str] = mapped_column(String(2000), default="")
    """Why it is suspended; no verification takes it away."""
    people: Mapped[list[Person]] = relationship(
        back_populates="organisation", foreign_keys="Person.organisation_id", order_by="Person.id"
    )

    publishes = OfRow(KINDS, lambda kind: kind.publishes, read="kind")
    claims = OfRow(KINDS, lambda kind: kind.claims, read="kind")
    registers_itself = OfRow(KINDS, lambda kind: kind.registers_itself, read="kind")
    supports = OfRow(KINDS, lambda kind: kind.supports, read="kind")
    is_the_office = OfRow(KINDS, lambda kind: kind.runs_contests, read="kind")

    @property
    def kind_row(self) -> Any:
        """The row of the table of kinds."""
        return KINDS[self.kind]

    @property
    def is_verified(self) -> bool:
        """Whether an admin has verified it; those that do not register themselves need none."""
        return self.verified_at is not None or not KINDS[self.kind].registers_itself


class Person(UserMixin, Base):
    """Someone who signs in. Belongs to one organisation with one role; an expert may belong to none."""

    __tablename__ = "person"
    __table_args__ = (Index("ix_person_organisation", "organisation_id", "role"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(30), default="")
    role: Mapped[str] = mapped_column(String(20))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    seconded_from_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    epoch: Mapped[int] = mapped_column(default=0)
    """Counts password changes and disablings: sessions and mail links of an older epoch are void."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    """When the account took effect: at once, or, in the office and for experts, when an approver confirmed it."""
    reads_since: Mapped[datetime | None] = mapped_column(Moment)
    """For who came by a recovery, or by one who did: claims begun before this moment stay closed to them."""
    bound_until: Mapped[datetime | None] = mapped_column(Moment)
    """Until then a lead who came by a recovery removes nobody and takes nothing back."""
    profile: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    """An expert's fields and where they work."""
    organisation: Mapped[Organisation | None] = relationship(foreign_keys=[organisation_id], lazy="joined")
    seconded_from: Mapped[Organisation | None] = relationship(foreign_keys=[seconded_from_id])

    writes = OfRow(ROLES, lambda role: role.writes, read="role")
    signs = OfRow(ROLES, lambda role: role.signs, read="role")
    stands_alone = OfRow(ROLES, lambda role: role.stands_alone, read="role")
    reviews = OfRow(ROLES, lambda role: role.reviews, read="role")
    approves = OfRow(ROLES, lambda role: role.approves, read="role")
    administers = OfRow(ROLES, lambda role: role.administers, read="role")
    follows = OfRow(ROLES, lambda role: role.follows, read="role")
    judges = OfRow(ROLES, lambda role: role.judges, read="role")
    decides = OfRow(ROLES, lambda role: role.reviews or role.approves, read="role")
    """Whether the office's part of a contest waits for such as they."""
    reads_cases = OfRow(ROLES, lambda role: role.reads_cases, read="role")
    is_of_office = OfRow(ROLES, lambda role: role.id in OFFICE_ROLES, read="role")

    @property
    def is_active(self) -> bool:
        """Whether the account may sign in: in effect, confirmed and not disabled."""
        return self.disabled_at is None and self.confirmed_at is not None and self.approved_at is not None

    def disable(self) -> None:
        """The account can't be used any more; sessions and links of before are void, and stay so when it is enabled again."""
        self.disabled_at, self.epoch = clock.now(), self.epoch + 1

    @property
    def role_row(self) -> Any:
        """The row of the table of roles."""
        return ROLES[self.role]

    @property
    def role_label(self) -> str:
        """The role in words."""
        return ROLES[self.role].label

    @property
    def kind_row(self) -> Any:
        """The kind of the person's organisation; None for an expert, whose organisation gives them no rights."""
        return KINDS[self.organisation.kind] if self.organisation and not ROLES[self.role].stands_alone else None

    @property
    def belongs_since(self) -> datetime:
        """Since when the person belongs to the organisation: nobody ever moves to another."""
        return self.created_at

    @property
    def title(self) -> str:
        """How records name the person, in Chinese for good: organisation and role."""
        return in_source(self.called)

    @property
    def called(self) -> str:
        """How a message names the person, in the language of its reader."""
        if ROLES[self.role].stands_alone:
            return self.name
        if self.organisation is None:
            return self.role_label
        return _l("%(organisation)s %(role)s", organisation=self.organisation.short_name, role=self.role_label)


class SignInFailure(Base):
    """A wrong password, counted for the throttle; old rows go with the next success or after a day."""

    __tablename__ = "sign_in_failure"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    client: Mapped[str] = mapped_column(String(64), default="")
    """Who typed it: a hash of the browser's session and of where it comes from."""
    at: Mapped[datetime] = mapped_column(Moment)


class OnceKey(Base):
    """A form that creates something was sent: the second sending answers like the first."""

    __tablename__ = "once_key"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    answer: Mapped[str] = mapped_column(String(300))
