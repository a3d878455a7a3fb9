"""Proposals that an approver ends something, and the answers of those concerned.

Revision ID: 0014
Revises: 0013
Create Date: 2026-11-29 02:50:00

"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "end_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=22), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("claim_ref", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_by_id", sa.Integer(), nullable=True),
        sa.Column("objections_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_end_proposal_by_id_person")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_end_proposal_round_id_round")),
        sa.ForeignKeyConstraint(["used_by_id"], ["person.id"], name=op.f("fk_end_proposal_used_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_end_proposal")),
        sa.UniqueConstraint("ref", name=op.f("uq_end_proposal_ref")),
    )
    with op.batch_alter_table("end_proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_end_proposal_round_id"), ["round_id"], unique=False)
    op.create_table(
        "end_proposal_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=2000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_end_proposal_answer_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_end_proposal_answer_person_id_person")),
        sa.ForeignKeyConstraint(["proposal_id"], ["end_proposal.id"], name=op.f("fk_end_proposal_answer_proposal_id_end_proposal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_end_proposal_answer")),
        sa.UniqueConstraint(
            "proposal_id", "organisation_id", name=op.f("uq_end_proposal_answer_proposal_id_organisation_id")
        ),
    )


def downgrade():
    op.drop_table("end_proposal_answer")
    with op.batch_alter_table("end_proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_end_proposal_round_id"))
    op.drop_table("end_proposal")
