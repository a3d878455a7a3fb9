"""A clerk hands a finished plan to the lead.

Revision ID: 0018
Revises: 0017
Create Date: 2026-11-29 07:55:00

"""

from alembic import op


revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade():
    # said in SQL, as in 0003: Alembic would copy the table, and SQLite lets nobody drop one that others refer to
    op.execute("ALTER TABLE scenario ADD COLUMN presented_revision INTEGER")


def downgrade():
    with op.batch_alter_table("scenario", schema=None) as batch_op:
        batch_op.drop_column("presented_revision")
