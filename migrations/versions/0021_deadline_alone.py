"""When a round's deadline was moved alone: once at most.

Revision ID: 0021
Revises: 0020
Create Date: 2026-11-29 09:25:00

"""

import sqlalchemy as sa
from alembic import op


revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("round", sa.Column("deadline_moved_alone_at", sa.DateTime(timezone=True), nullable=True))


def downgrade():
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_column("deadline_moved_alone_at")
