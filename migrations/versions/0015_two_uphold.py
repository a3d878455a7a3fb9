"""Two persons uphold an objection to the result; a reviewer proposes that a silent or disabled expert is released.

Revision ID: 0015
Revises: 0014
Create Date: 2026-11-29 03:00:00

"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.add_column(sa.Column("upholding", sa.Text(), nullable=False, server_default="{}"))
    # said in SQL, as in 0003: Alembic would copy the table, and SQLite lets nobody drop one that others refer to
    op.execute(
        "ALTER TABLE objection ADD COLUMN seconded_by_id INTEGER "
        "CONSTRAINT fk_objection_seconded_by_id_person REFERENCES person (id)"
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("releasing", sa.Text(), nullable=False, server_default="{}"))


def downgrade():
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_column("releasing")
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.drop_column("seconded_by_id")
        batch_op.drop_column("upholding")
