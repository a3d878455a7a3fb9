"""What could not be opened may be handed in again: damaged attachments, the days for it, and what was handed in.

Revision ID: 0006
Revises: 0005
Create Date: 2026-11-29 02:10:00

"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.add_column(sa.Column("damaged_files", sa.Text(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("replace_by", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "claim_replacement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("submission_number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("key_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("sealed_content", sa.LargeBinary(), nullable=True),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_claim_replacement_by_id_person")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_replacement_claim_id_claim")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_replacement")),
        sa.UniqueConstraint("claim_id", name=op.f("uq_claim_replacement_claim_id")),
    )


def downgrade():
    op.drop_table("claim_replacement")
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_column("replace_by")
        batch_op.drop_column("damaged_files")
