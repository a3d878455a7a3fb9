"""Which wrapping key each claim needs, so that a key that is not there is not taken for damage; why a round waits.

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-29 01:40:00

"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NAMED, NAME = 0x02, 8


def upgrade():
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.add_column(sa.Column("key_fingerprint", sa.String(length=64), nullable=False, server_default=""))
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.add_column(sa.Column("held_because", sa.String(length=2000), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("lapses_at", sa.DateTime(timezone=True), nullable=True))
    _read_fingerprints()


def _read_fingerprints() -> None:
    """Since keys can be rotated, the wrapped bytes begin with the name of their key; older ones name none."""
    bind = op.get_bind()
    for claim_id, wrapped in bind.execute(sa.text("SELECT id, wrapped_key FROM claim")).all():
        head = bytes(wrapped)[: 1 + NAME]
        if head[:1] == bytes([NAMED]):
            bind.execute(
                sa.text("UPDATE claim SET key_fingerprint = :name WHERE id = :id"),
                {"name": head[1:].hex(), "id": claim_id},
            )


def downgrade():
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_column("lapses_at")
        batch_op.drop_column("held_because")
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_column("key_fingerprint")
