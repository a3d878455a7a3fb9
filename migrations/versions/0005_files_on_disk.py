"""Stored files carry the hash of their bytes as they lie on the disk, sealed or not.

Revision ID: 0005
Revises: 0004
Create Date: 2026-11-29 02:00:00

"""

import sqlalchemy as sa
from alembic import op


# revision identifiers, used by Alembic.
revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.add_column(sa.Column("disk_sha256", sa.String(length=64), nullable=False, server_default=""))
    op.execute("UPDATE stored_file SET disk_sha256 = sha256 WHERE sealed = false")


def downgrade():
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.drop_column("disk_sha256")
