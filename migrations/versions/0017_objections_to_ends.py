"""An objection may be about the end that a proposal led to.

Revision ID: 0017
Revises: 0016
Create Date: 2026-11-29 03:08:00

"""

from alembic import op


revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade():
    # said in SQL, as in 0003: Alembic would copy the table, and SQLite lets nobody drop one that others refer to
    op.execute(
        "ALTER TABLE objection ADD COLUMN end_proposal_id INTEGER "
        "CONSTRAINT fk_objection_end_proposal_id_end_proposal REFERENCES end_proposal (id)"
    )


def downgrade():
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.drop_column("end_proposal_id")
