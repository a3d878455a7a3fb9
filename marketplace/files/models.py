"""What is known of a stored file; its bytes lie in `VAR_DIR/files` under its id."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.columns import Moment
from marketplace.extensions import Base


class StoredFile(Base):
    """A file. For a sealed one `name` is empty and name and content are readable only with the claim's key."""

    __tablename__ = "stored_file"
    __table_args__ = (Index("ix_stored_file_owner", "owner_kind", "owner_ref"),)
    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    owner_kind: Mapped[str] = mapped_column(String(20))
    """What it belongs to: plan, claim, implementation, evidence."""
    owner_ref: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    disk_sha256: Mapped[str] = mapped_column(String(64), default="")
    """Of the bytes as they lie on the disk, sealed or not; empty for sealed files from before it was kept."""
    sealed: Mapped[bool] = mapped_column(default=False)
    sealed_name: Mapped[str] = mapped_column(String(600), default="")
    stored_at: Mapped[datetime] = mapped_column(Moment)
    stored_by_id: Mapped[int]

    @property
    def expected(self) -> str:
        """The SHA-256 that the bytes on the disk must have; empty when nobody wrote it down."""
        return self.disk_sha256 or self.sha256
