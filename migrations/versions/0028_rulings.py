"""What the rule gate found when a document was judged, and what was let pass with which reason.

Revision ID: 0028
Revises: 0027
Create Date: 2026-11-29 16:45:00

"""

import sqlalchemy as sa
from alembic import op


revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "ruling",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("scenario_code", sa.String(length=20), nullable=False),
        sa.Column("sheet", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
    )
    op.create_index("ix_ruling_document", "ruling", ["scenario_code", "sheet", "id"])
    op.refuse_changes("ruling")


def downgrade():
    op.drop_table("ruling")
