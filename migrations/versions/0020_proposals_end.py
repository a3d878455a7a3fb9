"""A proposal to end something is void when nobody decided it in time.

Revision ID: 0020
Revises: 0019
Create Date: 2026-11-29 08:40:00

"""

import sqlalchemy as sa
from alembic import op


revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("end_proposal", sa.Column("stands_until", sa.DateTime(timezone=True), nullable=True))


def downgrade():
    with op.batch_alter_table("end_proposal", schema=None) as batch_op:
        batch_op.drop_column("stands_until")
