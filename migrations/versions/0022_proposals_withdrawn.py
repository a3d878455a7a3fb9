"""Whoever proposed to end something may take the proposal back before it is decided.

Revision ID: 0022
Revises: 0021
Create Date: 2026-11-29 11:40:00

"""

import sqlalchemy as sa
from alembic import op


revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("end_proposal", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "end_proposal", sa.Column("withdrawn_reason", sa.String(length=2000), nullable=False, server_default="")
    )


def downgrade():
    with op.batch_alter_table("end_proposal", schema=None) as batch_op:
        batch_op.drop_column("withdrawn_reason")
        batch_op.drop_column("withdrawn_at")
