"""Who left a consortium by its own act, and whom its lead lets leave.

Revision ID: 0009
Revises: 0008
Create Date: 2026-11-29 02:20:00

"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.add_column(sa.Column("released_ids", sa.Text(), nullable=False, server_default="[]"))
    op.create_table(
        "claim_departure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_departure_claim_id_claim")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_claim_departure_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_claim_departure_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_departure")),
        sa.UniqueConstraint("round_id", "organisation_id", name="uq_claim_departure_round_organisation"),
    )


def downgrade():
    op.drop_table("claim_departure")
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_column("released_ids")
