"""Certificates and their printed forms. Triggers refuse UPDATE and DELETE of both."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.audit.records import Record, Recorded
from marketplace.columns import Document, Moment
from marketplace.documents.kinds import KINDS
from marketplace.extensions import Base


class Certificate(Recorded, Base):
    """A document that was issued: numbered, frozen, hashed. It is printed when somebody first asks for it."""

    recorded = Record(
        lambda row: f"certificate/{row.slug}", lambda row: row.scenario_code, own=True, without={"content"}
    )
    __tablename__ = "certificate"
    __table_args__ = (
        Index("ix_certificate_scenario", "scenario_code", "round_number", "kind"),
        Index("ix_certificate_owner", "owner_kind", "owner_ref"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    number: Mapped[str] = mapped_column(String(60), unique=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    """The number as addresses write it."""
    scenario_code: Mapped[str] = mapped_column(String(20))
    round_number: Mapped[int | None]
    owner_kind: Mapped[str] = mapped_column(String(20))
    """Whose rights it is read under: `scenario` or `claim`."""
    owner_ref: Mapped[str] = mapped_column(String(40))
    issued_at: Mapped[datetime] = mapped_column(Moment)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """None where the clock issued it."""
    content: Mapped[dict[str, Any]] = mapped_column(Document)
    """Title, blocks and close, as `documents.blocks` reads them: what the hash is taken over."""
    sha256: Mapped[str] = mapped_column(String(64), index=True)

    @property
    def label(self) -> str:
        """What its kind is called."""
        return str(KINDS[self.kind].label)


class CertificateFile(Recorded, Base):
    """A printed form, kept from the first printing: the same bytes every time, whatever printer comes later."""

    recorded = Record(
        lambda row: f"printed/{row.certificate.slug}.{row.format}",
        lambda row: row.certificate.scenario_code,
        owner=lambda row: f"certificate/{row.certificate.slug}",
        without={"body"},
    )
    __tablename__ = "certificate_file"
    __table_args__ = (UniqueConstraint("certificate_id", "format"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"))
    format: Mapped[str] = mapped_column(String(10))
    """`pdf` or `docx`."""
    body: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    made_at: Mapped[datetime] = mapped_column(Moment)
    certificate: Mapped[Certificate] = relationship()
