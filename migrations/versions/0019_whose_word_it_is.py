"""The network address of a citizen who objects; a suspension's reason apart from that of a refusal.

Revision ID: 0019
Revises: 0018
Create Date: 2026-11-29 08:00:00

"""

import sqlalchemy as sa
from alembic import op


revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("objection", sa.Column("place", sa.String(length=24), server_default="", nullable=False))
    op.add_column("organisation", sa.Column("suspension_reason", sa.String(length=2000), server_default="", nullable=False))
    op.execute("UPDATE organisation SET suspension_reason = standing_reason WHERE suspended_at IS NOT NULL")


def downgrade():
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_column("suspension_reason")
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.drop_column("place")
